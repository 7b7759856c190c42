package io.gradedcron.operator.fire;

import io.gradedcron.operator.wheel.TimingWheel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One thing to be woken for. Any thread sets it through {@link WheelThread#post}; the wheel thread
 * alone touches the timer.
 */
final class Alarm {
  /** What it is for. */
  enum Kind {
    /** The schedule's next slot. */
    SLOT,
    /** A refused launch may be tried again. */
    RETRY,
    /** Work of the {@link RunKeeper} may be tried again. */
    ATTEND,
    /** A degradation's window opens or closes. */
    POLICY
  }

  /** The time of an alarm that is switched off. */
  static final long OFF = Long.MAX_VALUE;

  private final Kind kind;
  private final ScheduleCell cell;
  private final TimingWheel.Timer<Alarm> timer = new TimingWheel.Timer<>(this);

  /** True while it lies in the wheel thread's inbox, so that it lies there once at most. */
  private final AtomicBoolean posted = new AtomicBoolean();

  private volatile long wanted = OFF;
  private volatile int level = 1;

  private Alarm(Kind kind, ScheduleCell cell) {
    this.kind = kind;
    this.cell = cell;
  }

  static Alarm of(Kind kind, ScheduleCell cell) {
    return new Alarm(kind, cell);
  }

  static Alarm forPolicy() {
    return new Alarm(Kind.POLICY, null);
  }

  Kind kind() {
    return kind;
  }

  /** The schedule; null for {@link Kind#POLICY}. */
  ScheduleCell cell() {
    return cell;
  }

  TimingWheel.Timer<Alarm> timer() {
    return timer;
  }

  AtomicBoolean posted() {
    return posted;
  }

  void want(int newLevel, long epochMillis) {
    level = newLevel;
    wanted = epochMillis;
  }

  long wanted() {
    return wanted;
  }

  int level() {
    return level;
  }
}
