package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.cron.SlotTimes;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.plan.CompiledSchedule;
import io.gradedcron.operator.plan.ObservedSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares a schedule's spec with the one that the times of its status belong to: a difference is
 * an edit made when it is seen first. Not thread-safe: guarded by the lock of the {@link
 * ScheduleCell} that it belongs to.
 */
final class EditWatch {
  private final KnownSchedule known;
  private final SlotBook slots;
  private final SaveMark saves;
  private final Hold hold;

  EditWatch(KnownSchedule known, SlotBook slots, SaveMark saves, Hold hold) {
    this.known = known;
    this.slots = slots;
    this.saves = saves;
    this.hold = hold;
  }

  /** Returns true if the spec is not the one that the times belong to. */
  boolean isEdited() {
    GradedCronJobStatus.Observed present = GradedCronJobStatus.Observed.of(known.spec());
    return formerText().filter(text -> !text.equals(present)).isPresent();
  }

  /** Returns the text that the times belong to. */
  private Optional<GradedCronJobStatus.Observed> formerText() {
    return slots.ledger().record().spec().map(ObservedSpec::text);
  }

  /** Returns the slots of the text that the times of the status belong to. */
  Optional<SlotTimes> formerTimes() {
    return isEdited()
        ? formerText().flatMap(text -> CompiledSchedule.of(known.resource(), text).times())
        : known.times();
  }

  /** Compares, and takes the present spec as the one that is known. Returns what happened. */
  List<RunEvent> look(Instant now) {
    List<RunEvent> events = new ArrayList<>(1);
    if (isEdited()) {
      boolean wasSuspended =
          formerText().filter(text -> Boolean.TRUE.equals(text.suspend())).isPresent();
      events.addAll(slots.edited(known.resource(), formerTimes(), wasSuspended, hold.holds(), now));
      saves.slotEnded();
    }
    saves.changed();
    slots.ledger().observed(ObservedSpec.of(known.resource()));
    if (known.isNewlyInvalid()) {
      events.add(known.invalid());
    }
    return events;
  }
}
