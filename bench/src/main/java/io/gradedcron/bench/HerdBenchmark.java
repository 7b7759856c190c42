package io.gradedcron.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * All timers are due in the same millisecond, as cron schedules are at a full minute: the time
 * until the last of them was handed over. A facility with a thread of its own is measured from the
 * moment at which they are due, so its waking up is part of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HerdBenchmark {
  private static final int SECOND = 1_000;

  @Param public Facility facility;

  @Param({"1000", "100000", "1000000"})
  public int count;

  private TimerFacility timers;
  private long now;

  /** Written by one thread, that which hands over. */
  private volatile int expired;

  private int counting;

  @Setup(Level.Trial)
  public void open() {
    timers = facility.open(count, this::expired, false);
  }

  @Setup(Level.Invocation)
  public void fill() {
    expired = 0;
    counting = 0;
    if (facility.isDriven()) {
      addAll(SECOND);
      return;
    }
    // Long enough to add them all before the first is due; on a busy machine longer still.
    long millis = 10 + count / 500;
    while (!addAllInTime(millis)) {
      awaitAll();
      expired = 0;
      counting = 0;
      millis *= 2;
    }
  }

  /** Returns false if the time of the timers came before all were added; else waits for it. */
  private boolean addAllInTime(long millis) {
    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (int i = 0; i < count; i++) {
      timers.add(i, Math.max(0, Math.round((due - System.nanoTime()) / 1e6)));
    }
    if (System.nanoTime() >= due) {
      return false;
    }
    while (System.nanoTime() < due) {
      LockSupport.parkNanos(due - System.nanoTime());
    }
    return true;
  }

  private void awaitAll() {
    while (expired < count) {
      Thread.onSpinWait();
    }
  }

  private void addAll(long delayMillis) {
    for (int i = 0; i < count; i++) {
      timers.add(i, delayMillis);
    }
  }

  private void expired(int timer) {
    if (++counting == count) {
      expired = count;
    }
  }

  @Benchmark
  public int herd() {
    if (timers instanceof TimerFacility.Driven driven) {
      now += SECOND;
      driven.advanceTo(now);
    }
    awaitAll();
    return expired;
  }

  @TearDown(Level.Trial)
  public void close() {
    timers.close();
  }
}
