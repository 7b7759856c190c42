package io.gradedcron.operator.fire;

import io.gradedcron.operator.wheel.TimingWheel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The timing wheel's one owner: the thread {@code wheel}, which waits for nothing but time.
 *
 * <p>Other threads set alarms through an inbox without locks, in which each alarm lies once at
 * most, so that it is bounded by the number of alarms. Deadlines are wall-clock instants, waiting
 * is monotonic: a wait is cut into pieces of half a second, after each of which the wall clock is
 * read again, so that a clock that was set is noticed.
 */
public final class WheelThread implements AutoCloseable {
  private static final long LONGEST_WAIT_NANOS = 500_000_000L;
  private static final long JUMP_NANOS = 1_000_000_000L;

  private final Clock clock;
  private final LongSupplier nanoTime;
  private final DueHandler handler;
  private final Thread thread = new Thread(this::run, "wheel");
  private final Queue<Alarm> inbox = new ConcurrentLinkedQueue<>();

  /** Owned by the wheel thread. */
  private final TimingWheel<Alarm> wheel;

  /** Wall clock minus monotonic clock at the last look, in ns. Owned by the wheel thread. */
  private long offsetNanos;

  /** How many slot alarms are set, for other threads to read. Written by the wheel thread. */
  private volatile int armed;

  /** The earliest deadline that has not been handed on, for other threads to read. */
  private volatile long earliestMillis = Alarm.OFF;

  private volatile boolean closed;

  WheelThread(Clock clock, LongSupplier nanoTime, DueHandler handler) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.handler = handler;
    this.wheel = new TimingWheel<>(clock.millis());
    thread.setDaemon(true);
  }

  void start() {
    offsetNanos = offset();
    thread.start();
  }

  /** Sets an alarm, or switches it off with {@link Alarm#OFF}. Any thread; never waits. */
  void post(Alarm alarm, int level, long epochMillis) {
    alarm.want(level, epochMillis);
    if (alarm.posted().compareAndSet(false, true)) {
      inbox.add(alarm);
      if (Thread.currentThread() != thread) {
        LockSupport.unpark(thread);
      }
    }
  }

  /** Returns how many schedules are armed. Any thread. */
  public int armed() {
    return armed;
  }

  /** Returns for how long the most overdue alarm has waited to be handed on. Any thread. */
  public Duration overdue() {
    long earliest = earliestMillis;
    long late = earliest == Alarm.OFF ? 0 : Math.max(0, clock.millis() - earliest);
    return Duration.ofMillis(late);
  }

  /** Returns true while the thread runs. Any thread. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  private void run() {
    while (!closed) {
      takeInbox();
      noticeJump();
      earliestMillis = wheel.nextDeadline();
      wheel.expire(clock.millis(), this::expired);
      earliestMillis = wheel.nextDeadline();
      if (inbox.isEmpty() && !closed) {
        LockSupport.parkNanos(this, nanosUntil(earliestMillis));
      }
    }
  }

  private void takeInbox() {
    for (Alarm alarm = inbox.poll(); alarm != null; alarm = inbox.poll()) {
      // Cleared before the wish is read: a wish that comes later posts the alarm again.
      alarm.posted().set(false);
      set(alarm, alarm.wanted());
    }
  }

  private void set(Alarm alarm, long epochMillis) {
    boolean wasSet = alarm.timer().isScheduled();
    if (epochMillis == Alarm.OFF) {
      wheel.cancel(alarm.timer());
    } else {
      wheel.schedule(alarm.timer(), alarm.level(), epochMillis);
    }
    count(alarm, (epochMillis == Alarm.OFF ? 0 : 1) - (wasSet ? 1 : 0));
  }

  private void count(Alarm alarm, int change) {
    if (alarm.kind() == Alarm.Kind.SLOT && change != 0) {
      armed = armedBy(change);
    }
  }

  private int armedBy(int change) {
    return armed + change;
  }

  private void expired(Alarm alarm, int level, long dueMillis) {
    count(alarm, -1);
    set(alarm, handler.following(alarm, dueMillis, clock.millis()));
    handler.handOn(alarm, level, dueMillis);
  }

  private void noticeJump() {
    long offset = offset();
    if (offset - offsetNanos > JUMP_NANOS) {
      handler.clockJumped(clock.instant());
    }
    offsetNanos = offset;
  }

  private long offset() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano() - nanoTime.getAsLong();
  }

  private long nanosUntil(long epochMillis) {
    if (epochMillis == Alarm.OFF) {
      return LONGEST_WAIT_NANOS;
    }
    Instant now = clock.instant();
    long millis = epochMillis - now.toEpochMilli();
    if (millis > LONGEST_WAIT_NANOS / 1_000_000) {
      return LONGEST_WAIT_NANOS;
    }
    // The clock knows more than milliseconds: without its rest the wait would end up to 1 ms late.
    return Math.max(1, millis * 1_000_000L - now.getNano() % 1_000_000);
  }

  /** Ends the thread; alarms that are due later are forgotten. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
