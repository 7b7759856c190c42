package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.cron.SlotTimes;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.plan.PendingSlot;
import io.gradedcron.operator.plan.Readiness;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.SlotPlanner;
import io.gradedcron.operator.plan.SlotRange;
import io.gradedcron.operator.plan.StartingDeadline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a schedule's launches are ordered, one at a time, and their outcomes taken in. Not
 * thread-safe: guarded by the lock of the {@link ScheduleCell} that it belongs to.
 */
final class LaunchDesk {
  private final KnownSchedule known;
  private final SlotBook slots;
  private final RunBook runs;
  private final SaveMark saves;
  private final LevelPlaces places;

  /** True while a create is under way. */
  private boolean launching;

  /**
   * True if somebody looked for due slots while a create was under way: it has to be done again.
   */
  private boolean askedMeanwhile;

  LaunchDesk(
      KnownSchedule known, SlotBook slots, RunBook runs, SaveMark saves, LevelPlaces places) {
    this.known = known;
    this.slots = slots;
    this.runs = runs;
    this.saves = saves;
    this.places = places;
  }

  /** Returns true while a create is under way. */
  boolean isLaunching() {
    return launching;
  }

  /** Somebody looked for due slots while a create was under way. */
  void askedMeanwhile() {
    askedMeanwhile = true;
  }

  /** Returns true, once, if a look at the slots has to be made up for. */
  boolean takeAskedMeanwhile() {
    boolean asked = askedMeanwhile && !launching;
    askedMeanwhile &= launching;
    return asked;
  }

  /** Decides about the due slots; all is recorded but a launch, whose order is returned. */
  Step decide(SlotPlanner planner, Verdict present, Instant liveSince, Instant now) {
    Optional<SlotTimes> times = known.times();
    if (times.isEmpty()) {
      return Step.NOTHING;
    }
    List<RunEvent> events = find(times, liveSince, now);
    Step step =
        slots.decide(
            planner, known.resource(), times.get(), present, runs.active(), places, liveSince, now);
    launching = step.order().isPresent();
    places.decided();
    if (!step.events().isEmpty()) {
      saves.slotEnded();
    }
    return step.after(events);
  }

  /**
   * Records runs of slots that nobody recorded.
   *
   * @param text the slots that the times of the status belong to
   */
  List<RunEvent> find(Optional<SlotTimes> text, Instant liveSince, Instant now) {
    if (text.isEmpty()) {
      return List.of();
    }
    Instant handled = slots.ledger().handledUntil();
    List<RunEvent> events = new ArrayList<>(1);
    if (slots.ledger().reopened().isPresent()) {
      slots
          .foundOpen(known.resource(), text.get(), runs.launchedSlots(), now)
          .ifPresent(events::add);
    }
    if (runs.newestSeen().filter(handled::isBefore).isPresent()) {
      events.addAll(
          slots.found(known.resource(), text.get(), runs.launchedSlots(), liveSince, now));
    }
    if (!events.isEmpty() || slots.ledger().handledUntil().isAfter(handled)) {
      saves.slotEnded();
    }
    return events;
  }

  /** Records how a launch ended. Returns what happened by that. */
  List<RunEvent> settle(LaunchOrder order, LaunchOutcome outcome, Backoff backoff, Instant now) {
    launching = false;
    List<RunEvent> events = settled(order, outcome, backoff, now);
    places.answered(order, outcome, now);
    return events;
  }

  private List<RunEvent> settled(
      LaunchOrder order, LaunchOutcome outcome, Backoff backoff, Instant now) {
    if (known.resource() == null || known.times().isEmpty()) {
      return List.of();
    }
    List<RunEvent> events = new ArrayList<>(2);
    if (outcome instanceof LaunchOutcome.Done) {
      events.add(slots.launched(order, known.times().get(), now));
      runs.launched(Run.launched(order.runName(), order.slot(), order.level()));
      // What was accepted now proves the template, and that the name is free again.
      events.addAll(becomes(Readiness.READY));
    } else if (outcome instanceof LaunchOutcome.Conflict) {
      String message =
          "Job " + order.runName() + " exists and is not this schedule's: delete or rename it";
      events.add(failed(order, message, !isUnready(Readiness.NAME_CONFLICT)));
      known.becomes(Readiness.no(Readiness.NAME_CONFLICT, message));
      events.add(
          new RunEvent.NameConflict(known.ref(), known.level(), order.slot(), order.runName()));
    } else if (outcome instanceof LaunchOutcome.Invalid refusal) {
      // Its words name the run and so change with each slot: those of the first refusal stand.
      boolean news = !isUnready(Readiness.INVALID_JOB_TEMPLATE);
      events.add(failed(order, refusal.message(), news));
      if (news) {
        events.addAll(becomes(Readiness.invalidTemplate(refusal.message())));
      }
    } else if (outcome instanceof LaunchOutcome.Retry refusal) {
      saves.changed();
      return isOpen(order) ? List.of(slots.refused(order, refusal, backoff, now)) : List.of();
    } else {
      return List.of();
    }
    saves.slotEnded();
    return events;
  }

  private boolean isUnready(String reason) {
    return known.readiness().reason().equals(reason);
  }

  private RunEvent failed(LaunchOrder order, String message, boolean news) {
    return slots.failed(
        known.resource(), known.times().get(), SlotRange.of(order.slot()), message, news);
  }

  private boolean isOpen(LaunchOrder order) {
    return order.reason() == LaunchReason.Lifted
        || order.slot().isAfter(slots.ledger().handledUntil());
  }

  /** Whether the schedule can run turned out to be this. Returns what happened by that. */
  List<RunEvent> becomes(Readiness result) {
    if (!known.becomes(result)) {
      return List.of();
    }
    saves.changed();
    return known.isInvalid() ? List.of(known.invalid()) : List.of();
  }

  /** Returns true if a slot has been due since before an instant, and nothing rings for it. */
  boolean isOverlooked(Instant since) {
    Optional<PendingSlot> pending = slots.ledger().pending();
    if (pending.isEmpty()) {
      return known.next(slots.ledger().handledUntil()).filter(since::isAfter).isPresent();
    }
    return switch (pending.get().reason()) {
      case RETRYING -> pending.get().notBefore().isBefore(since);
      case CEILING -> !places.isWaiting() || retryAt() < since.toEpochMilli();
      case BLOCKED, REPLACING -> runs.active() == 0;
    };
  }

  /**
   * Returns when what was refused may be tried again, or the deadline of what waits for a place has
   * passed, in epoch milliseconds.
   */
  long retryAt() {
    return slots.ledger().pending().flatMap(this::lookAgain).map(at -> at + 1).orElse(Alarm.OFF);
  }

  private Optional<Long> lookAgain(PendingSlot pending) {
    return switch (pending.reason()) {
      case RETRYING -> Optional.of(pending.notBefore().toEpochMilli());
      case CEILING ->
          StartingDeadline.of(known.spec())
              .map(deadline -> pending.slot().plus(deadline).toEpochMilli());
      case BLOCKED, REPLACING -> Optional.empty();
    };
  }
}
