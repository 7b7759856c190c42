package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.HeldRunPolicy;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.plan.StatusReader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the degradations do to a schedule. Not thread-safe: guarded by the lock of the {@link
 * ScheduleCell} that it belongs to.
 */
final class Hold {
  private final KnownSchedule known;
  private final SlotLedger ledger;
  private final SaveMark saves;

  private Verdict verdict = Verdict.RUN;

  Hold(KnownSchedule known, SlotLedger ledger, SaveMark saves) {
    this.known = known;
    this.ledger = ledger;
    this.saves = saves;
  }

  /**
   * Takes over what the status says.
   *
   * @param status null if there is none
   */
  void restore(GradedCronJobStatus status) {
    verdict = status == null ? Verdict.RUN : StatusReader.verdict(status);
  }

  Verdict verdict() {
    return verdict;
  }

  boolean holds() {
    return verdict.action().holds();
  }

  /** Returns true if its end may open a skipped slot again. */
  boolean mayReopen() {
    return holds() && asksForTheNewest();
  }

  private boolean asksForTheNewest() {
    return known.spec().heldRunPolicy() == HeldRunPolicy.RunLatest;
  }

  /** Takes the present verdict. Returns what happened by that. */
  List<RunEvent> judge(Verdict present) {
    Verdict before = verdict;
    verdict = present;
    if (present.action() == before.action() && present.heldBy().equals(before.heldBy())) {
      return List.of();
    }
    saves.changed();
    if (!holds()) {
      return List.of(new RunEvent.ScheduleLifted(known.ref(), known.level()));
    }
    ledger.held();
    return List.of(
        new RunEvent.ScheduleHeld(
            known.ref(),
            known.level(),
            present.action(),
            present.heldBy(),
            present.reason().orElse("")));
  }

  /**
   * A degradation ended: opens the newest skipped slot again if the schedule asks for it. Returns
   * true if it is open now.
   *
   * @param newestSeen the newest slot of which a run was seen
   */
  boolean reopen(Optional<Instant> newestSeen) {
    return asksForTheNewest() && !known.spec().suspend() && ledger.reopen(newestSeen);
  }
}
