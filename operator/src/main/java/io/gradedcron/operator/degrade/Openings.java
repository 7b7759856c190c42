package io.gradedcron.operator.degrade;

import io.gradedcron.operator.cron.SlotTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When the recurring window of a Degradation stands open. Immutable; any thread. */
sealed interface Openings {
  Openings ALWAYS = new Constant(true);
  Openings NEVER = new Constant(false);

  /** Returns true if a window is open at that instant: its opening counts, its end does not. */
  boolean openAt(Instant now);

  /**
   * Returns an instant after {@code now} up to which nothing changes; empty if nothing ever does.
   * Nearly always the windows open or close at it; see {@link Recurring}.
   */
  Optional<Instant> nextChange(Instant now);

  /** Open or shut for ever. */
  record Constant(boolean open) implements Openings {
    @Override
    public boolean openAt(Instant now) {
      return open;
    }

    @Override
    public Optional<Instant> nextChange(Instant now) {
      return Optional.empty();
    }
  }

  /**
   * A window that opens at each slot and stays open for the same elapsed time, also across a change
   * of the clocks. As all last equally long, the one that opened last closes last, so that the
   * newest slot alone decides about a union.
   *
   * @param slots when windows open
   * @param duration how long each stays open; more than zero
   */
  record Recurring(SlotTimes slots, Duration duration) implements Openings {
    /**
     * How many overlapping windows are followed for the end of their union. A union without end
     * (each minute for an hour) would be followed for ever; behind this many hops an instant
     * without a change is answered instead, and asking again then goes on from there.
     */
    static final int HOPS = 64;

    @Override
    public boolean openAt(Instant now) {
      Optional<Instant> newest = slots.latest(now);
      return newest.isPresent() && now.isBefore(newest.get().plus(duration));
    }

    @Override
    public Optional<Instant> nextChange(Instant now) {
      Optional<Instant> newest = slots.latest(now);
      if (newest.isEmpty() || !now.isBefore(newest.get().plus(duration))) {
        return slots.next(now);
      }
      Instant opened = newest.get();
      Instant end = opened.plus(duration);
      for (int hop = 0; hop < HOPS; hop++) {
        Instant last = slots.latest(end).orElse(opened);
        if (!last.isAfter(opened)) {
          break;
        }
        opened = last;
        end = opened.plus(duration);
      }
      return Optional.of(end);
    }
  }
}
