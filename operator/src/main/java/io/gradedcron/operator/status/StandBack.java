package io.gradedcron.operator.status;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether a write that can be late stands back for launches and stops. For 30 s at most, counted
 * from when it was asked for: that is above what a burst of some ten thousand takes. Any thread.
 */
final class StandBack {
  /** After how long to ask again: that the wheel's thread never waits, nobody can wait for it. */
  static final long PAUSE_MILLIS = 50;

  static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final BooleanSupplier urgentWorkWaits;
  private final LongSupplier nanoTime;

  /**
   * Makes one.
   *
   * @param urgentWorkWaits true while due slots, or runs that have to stop, wait for a thread
   * @param nanoTime monotonic time in ns
   */
  StandBack(BooleanSupplier urgentWorkWaits, LongSupplier nanoTime) {
    this.urgentWorkWaits = urgentWorkWaits;
    this.nanoTime = nanoTime;
  }

  /** Returns true while what was asked for at a time, in ns, has to wait. */
  boolean holds(long sinceNanos) {
    return nanoTime.getAsLong() - sinceNanos < LONGEST_NANOS && urgentWorkWaits.getAsBoolean();
  }
}
