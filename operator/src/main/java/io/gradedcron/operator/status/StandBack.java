package io.gradedcron.operator.status;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether a write that can be late stands back for launches and stops. For two minutes at most,
 * counted from when it was asked for: where the bursts of each minute leave more to write than can
 * be written until the next, a burst must not have to share the API server with what the last one
 * left. Any thread.
 */
final class StandBack {
  /** After how long to ask again: that the wheel's thread never waits, nobody can wait for it. */
  static final long PAUSE_MILLIS = 50;

  static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);

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
