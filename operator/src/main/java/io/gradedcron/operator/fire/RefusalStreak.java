package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.RefusalReason;
import io.gradedcron.operator.plan.Refusal;
import java.util.Optional;

/**
 * The refusals of a schedule's creates since the last launch. It spans slots: what fails at every
 * slot comes back ever less often, and is told once and not at each try. Not thread-safe: guarded
 * by the lock of the {@link ScheduleCell} that it belongs to.
 */
final class RefusalStreak {
  private int length;
  private Optional<Refusal> standing = Optional.empty();
  private boolean failureTold;

  /** Takes over what the status says, so that a new leader tells nothing twice. */
  void restore(Optional<Refusal> saved) {
    length = 0;
    standing = saved;
    failureTold = saved.isPresent();
  }

  /** A create was refused. Returns true if its reason is news. */
  boolean refused(Refusal refusal) {
    length++;
    // The words name the run and so change with each slot: those of the first refusal stand.
    if (standing.filter(first -> first.reason() == refusal.reason()).isPresent()) {
      return false;
    }
    standing = Optional.of(refusal);
    // That everything fails where the namespace goes is no more than what has been told already.
    failureTold = refusal.reason() == RefusalReason.NamespaceTerminating;
    return true;
  }

  /** A slot was given up. Returns true if none was before for the reason that stands. */
  boolean gaveUp() {
    boolean news = !failureTold;
    failureTold = true;
    return news;
  }

  /** A create was taken. */
  void launched() {
    length = 0;
    standing = Optional.empty();
    failureTold = false;
  }

  /** How many creates in a row were refused. */
  int length() {
    return length;
  }

  /** The first refusal for the reason that stands; empty after a launch. */
  Optional<Refusal> standing() {
    return standing;
  }
}
