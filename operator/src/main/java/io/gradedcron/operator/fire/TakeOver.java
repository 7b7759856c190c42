package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.plan.CompiledSchedule;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.StatusReader;
import io.gradedcron.operator.plan.WholeSchedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * How a replica that leads from now on takes a schedule over: from its status and from its runs,
 * and, before anything is caught up, from the API server itself. Not thread-safe: guarded by the
 * lock of the {@link ScheduleCell} that it belongs to.
 */
final class TakeOver {
  private final KnownSchedule known;
  private final SlotBook slots;
  private final RunBook runs;
  private final SaveMark saves;
  private final Hold hold;
  private final EditWatch edits;
  private final LaunchDesk desk;

  /** True once this replica leads and the state was taken over. */
  private boolean begun;

  /**
   * True while what this replica took over from its caches asks for something to be caught up: the
   * API server itself has to be asked first, since a cache may lag behind the last leader's writes.
   */
  private boolean uncertain;

  /** Counts the take-overs: an answer to a question of a former one says nothing of this one. */
  private long number;

  /** How often the API server was asked in vain. */
  private int unanswered;

  private Instant askAgain = Instant.MIN;

  TakeOver(
      KnownSchedule known,
      SlotBook slots,
      RunBook runs,
      SaveMark saves,
      Hold hold,
      EditWatch edits,
      LaunchDesk desk) {
    this.known = known;
    this.slots = slots;
    this.runs = runs;
    this.saves = saves;
    this.hold = hold;
    this.edits = edits;
    this.desk = desk;
  }

  /** Returns true once this replica leads and the state was taken over. */
  boolean hasBegun() {
    return begun;
  }

  /** Returns true if the API server has to be asked before anything is decided. */
  boolean isUncertain() {
    return uncertain;
  }

  /** Returns true if nothing is open about the state that was taken over. */
  boolean isDone() {
    return begun && !uncertain;
  }

  /** Returns when the API server may be asked again. */
  Instant askAgain() {
    return askAgain;
  }

  /** Takes over from what the caches hold. Returns what happened by that. */
  List<RunEvent> begin(Instant now) {
    begun = true;
    number++;
    unanswered = 0;
    askAgain = Instant.MIN;
    hold.restore(known.status());
    restore();
    uncertain = hasToCatchUp(now);
    return uncertain ? List.of() : edits.look(now);
  }

  /** Takes what the object's status says. */
  private void restore() {
    GradedCronJobStatus status = known.status();
    slots.ledger().restore(status, CompiledSchedule.created(known.resource()));
    slots.refusals().restore(StatusReader.refusal(status));
    saves.restore(StatusReader.handledUntil(known.resource()).orElse(Instant.MIN));
    if (status != null) {
      runs.restore(
          Optional.ofNullable(status.lastSuccessfulTime()),
          Optional.ofNullable(status.lastFailureTime()));
    }
  }

  private boolean hasToCatchUp(Instant now) {
    Instant handled = slots.ledger().handledUntil();
    boolean due = known.next(handled).filter(s -> !s.isAfter(now)).isPresent();
    boolean launched = runs.newestSeen().filter(handled::isBefore).isPresent();
    return due || launched || hold.mayReopen() || edits.isEdited();
  }

  /** Returns which take-over this is, 1 or more once it has begun. */
  long number() {
    return number;
  }

  /** Returns how often the API server was asked in vain. */
  int unanswered() {
    return unanswered;
  }

  /** The API server did not answer: it is to be asked again at an instant. */
  void notAnswered(Instant again) {
    unanswered++;
    askAgain = again;
  }

  /**
   * Takes what the API server itself says. Returns what happened by that.
   *
   * @param liveSince since when slots are watched as they come due
   */
  List<RunEvent> confirm(
      GradedCronJob fresh,
      CompiledSchedule compiled,
      Collection<Run> freshRuns,
      Instant liveSince,
      Instant now) {
    uncertain = false;
    if (!known.isNewerThan(fresh)) {
      known.take(fresh, compiled);
    }
    boolean open = slots.ledger().reopened().isPresent();
    restore();
    freshRuns.forEach(runs::observe);
    List<RunEvent> events = new ArrayList<>(desk.find(edits.formerTimes(), liveSince, now));
    events.addAll(edits.look(now));
    if (open) {
      slots.ledger().reopen(runs.newestSeen());
    }
    return events;
  }

  /** Takes a status that another leader wrote: what it says of the slots holds. */
  void statusSeen(GradedCronJob now) {
    boolean further =
        StatusReader.handledUntil(now).filter(slots.ledger().handledUntil()::isBefore).isPresent();
    if (begun && further) {
      slots.ledger().restore(WholeSchedule.of(now).getStatus(), CompiledSchedule.created(now));
    }
  }

  /** This replica leads no longer: what it knew beyond the status and the runs is void. */
  void end() {
    begun = false;
    uncertain = false;
  }
}
