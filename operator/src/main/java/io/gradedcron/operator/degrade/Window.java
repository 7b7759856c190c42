package io.gradedcron.operator.degrade;

import java.time.Instant;
import java.util.Optional;

/**
 * When one Degradation applies: from {@code startTime} until {@code until}, and inside that while
 * the recurring window is open. Immutable; any thread.
 *
 * @param startTime the first instant; null: open since ever
 * @param until the first instant that no longer counts; null: never closes
 * @param openings the recurring part
 */
record Window(Instant startTime, Instant until, Openings openings) {

  /**
   * Returns where the window stands. An end that has passed counts before a start that lies ahead.
   */
  Activity activity(Instant now) {
    if (until != null && !now.isBefore(until)) {
      return Activity.Expired;
    }
    if (startTime != null && now.isBefore(startTime)) {
      return Activity.NotStarted;
    }
    return openings.openAt(now) ? Activity.InWindow : Activity.OutsideWindow;
  }

  /**
   * Returns an instant after {@code now} before which {@link #activity} does not change, empty if
   * it never does again; exact but for {@link Openings.Recurring#HOPS}.
   */
  Optional<Instant> nextChange(Instant now) {
    if (until != null && !now.isBefore(until)) {
      return Optional.empty();
    }
    Optional<Instant> end = Optional.ofNullable(until);
    Optional<Instant> change =
        startTime != null && now.isBefore(startTime)
            ? Optional.of(startTime)
            : openings.nextChange(now);
    return earliest(change, end);
  }

  /** Returns the earlier of two instants, of which either may be missing. */
  static Optional<Instant> earliest(Optional<Instant> a, Optional<Instant> b) {
    if (a.isEmpty()) {
      return b;
    }
    return b.isEmpty() || a.get().isBefore(b.get()) ? a : b;
  }
}
