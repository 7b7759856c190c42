package io.gradedcron.operator.fire;

import io.gradedcron.operator.plan.Run;
import java.time.Instant;

/**
 * How far the saved status is behind what is known. A Job must not be deleted before the status
 * that covers its slot is saved: a new leader would launch the slot again. Not thread-safe: guarded
 * by the lock of the {@link ScheduleCell} that it belongs to.
 */
final class SaveMark {
  /** The number of no change. */
  static final long NONE = -1;

  private long newest;
  private long newestOfSlots;
  private long saved = NONE;
  private Instant savedHandled = Instant.MIN;

  /** Starts from what the status says. */
  void restore(Instant handled) {
    saved = newest;
    savedHandled = handled;
  }

  /** Something changed that the status shows. */
  void changed() {
    newest++;
  }

  /** A slot ended: until that is saved, no run may be deleted. */
  void slotEnded() {
    newestOfSlots = ++newest;
  }

  /** Returns the number of the newest change. */
  long newest() {
    return newest;
  }

  void saved(long change, Instant handled) {
    saved = Math.max(saved, change);
    savedHandled = handled;
  }

  boolean mayDelete(Run run) {
    return saved >= newestOfSlots && !run.slot().isAfter(savedHandled);
  }
}
