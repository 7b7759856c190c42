package io.gradedcron.operator.fire;

import java.time.Clock;
import java.time.Instant;

/**
 * The operator's {@link WheelThread} with one alarm, for the benchmarks: here, because alarms are
 * this package's own.
 */
public final class LoneAlarm implements AutoCloseable {
  private final Alarm alarm = Alarm.forPolicy();
  private final WheelThread wheel;

  /**
   * Starts the thread.
   *
   * @param onRing what the thread calls when the alarm rings
   */
  public LoneAlarm(Runnable onRing) {
    wheel = new WheelThread(Clock.systemUTC(), System::nanoTime, new Ring(onRing));
    wheel.start();
  }

  /** Sets the alarm to a time, in milliseconds since the epoch. */
  public void set(long epochMillis) {
    wheel.post(alarm, 1, epochMillis);
  }

  @Override
  public void close() {
    wheel.close();
  }

  private record Ring(Runnable onRing) implements DueHandler {
    @Override
    public long following(Alarm rung, long dueMillis, long nowMillis) {
      return Alarm.OFF;
    }

    @Override
    public void handOn(Alarm rung, int level, long dueMillis) {
      onRing.run();
    }

    @Override
    public void clockJumped(Instant now) {
      // An alarm knows no slots that could have been slept through.
    }
  }
}
