package io.gradedcron.operator.plan;

import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.MissReason;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.cron.SlotTimes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what becomes of a schedule's due slots. Stateless; any thread.
 *
 * <p>Of the slots that are due only the newest can be launched: an older one's deadline is its next
 * slot. What the older ones end as follows from what held them up.
 */
public final class SlotPlanner {

  /**
   * Returns the decisions in the order in which they are to be carried out; empty if nothing is
   * due. At most the last one is a {@code Launch}, {@code Wait} or {@code Replace}: the slots of
   * all others have ended.
   */
  public List<SlotDecision> decide(SlotQuestion question) {
    Optional<Instant> newest =
        question.times().latest(question.now()).filter(s -> s.isAfter(question.handledUntil()));
    if (newest.isEmpty()) {
      return reopened(question);
    }
    Instant oldest = question.times().next(question.handledUntil()).orElse(newest.get());
    if (question.suspended() || question.held()) {
      SkipReason reason = question.suspended() ? SkipReason.Suspended : SkipReason.Degraded;
      return List.of(new SlotDecision.Skip(new SlotRange(oldest, newest.get()), reason));
    }
    List<SlotDecision> decisions = new ArrayList<>(3);
    if (oldest.isBefore(newest.get())) {
      Instant previous = question.times().latest(newest.get().minusNanos(1)).orElse(oldest);
      decisions.addAll(overtaken(question, new SlotRange(oldest, previous)));
    }
    Optional<PendingSlot> pending = question.pending().filter(p -> p.slot().equals(newest.get()));
    decisions.add(newest(question, newest.get(), pending));
    return mergeMissed(decisions);
  }

  /** What slots end as that a newer slot overtook. */
  private static List<SlotDecision> overtaken(SlotQuestion question, SlotRange range) {
    Optional<PendingSlot> pending = question.pending();
    if (pending.isEmpty() || pending.get().slot().isAfter(range.to())) {
      return missed(question, range);
    }
    return switch (pending.get().reason()) {
      case BLOCKED, REPLACING -> List.of(new SlotDecision.Skip(range, SkipReason.Blocked));
      case RETRYING -> List.of(new SlotDecision.Fail(range));
      case CEILING -> List.of(new SlotDecision.Skip(range, SkipReason.Ceiling));
    };
  }

  /** Slots of before somebody led, and slots that whoever leads did not come to. */
  private static List<SlotDecision> missed(SlotQuestion question, SlotRange range) {
    Instant liveSince = question.liveSince();
    if (!range.from().isBefore(liveSince)) {
      return List.of(new SlotDecision.Miss(range, MissReason.Overtaken));
    }
    if (range.to().isBefore(liveSince)) {
      return List.of(new SlotDecision.Miss(range, MissReason.NobodyLedInTime));
    }
    Instant last = question.times().latest(liveSince.minusNanos(1)).orElse(range.from());
    Instant next = question.times().next(last).orElse(range.to());
    return List.of(
        new SlotDecision.Miss(new SlotRange(range.from(), last), MissReason.NobodyLedInTime),
        new SlotDecision.Miss(new SlotRange(next, range.to()), MissReason.Overtaken));
  }

  private static SlotDecision newest(
      SlotQuestion question, Instant slot, Optional<PendingSlot> pending) {
    if (isTooLate(question, slot)) {
      return tooLate(question, slot, pending);
    }
    if (pending.isPresent()
        && pending.get().reason() == PendingSlot.Reason.RETRYING
        && question.now().isBefore(pending.get().notBefore())) {
      return new SlotDecision.Wait(pending.get());
    }
    LaunchReason reason =
        pending
            .flatMap(SlotPlanner::delay)
            .orElseGet(() -> reason(question.times(), slot, question.liveSince()));
    return launchUnlessActive(question, slot, reason);
  }

  /** What a slot had to wait for, if it was not for us. */
  private static Optional<LaunchReason> delay(PendingSlot pending) {
    return switch (pending.reason()) {
      case BLOCKED, REPLACING -> Optional.of(LaunchReason.Blocked);
      case CEILING -> Optional.of(LaunchReason.Ceiling);
      case RETRYING -> Optional.empty();
    };
  }

  /**
   * Returns why a slot is launched that nothing of its own schedule held up.
   *
   * @param liveSince since when slots are watched as they come due
   */
  public static LaunchReason reason(SlotTimes times, Instant slot, Instant liveSince) {
    if (slot.isBefore(liveSince)) {
      return LaunchReason.CatchUp;
    }
    return times.extra().filter(slot::equals).isPresent()
        ? LaunchReason.Triggered
        : LaunchReason.OnTime;
  }

  private static SlotDecision launchUnlessActive(
      SlotQuestion question, Instant slot, LaunchReason reason) {
    if (question.activeRuns() > 0) {
      switch (question.concurrencyPolicy()) {
        case Forbid:
          return new SlotDecision.Wait(PendingSlot.of(slot, PendingSlot.Reason.BLOCKED));
        case Replace:
          return new SlotDecision.Replace(slot);
        case Allow:
          break;
      }
    }
    return new SlotDecision.Launch(slot, reason);
  }

  private static boolean isTooLate(SlotQuestion question, Instant slot) {
    return question
        .startingDeadline()
        .map(deadline -> question.now().isAfter(slot.plus(deadline)))
        .orElse(false);
  }

  private static boolean isOfDownTime(SlotQuestion question, Instant slot) {
    return slot.isBefore(question.liveSince());
  }

  private static SlotDecision tooLate(
      SlotQuestion question, Instant slot, Optional<PendingSlot> pending) {
    SlotRange range = SlotRange.of(slot);
    if (pending.isEmpty()) {
      return new SlotDecision.Miss(
          range, isOfDownTime(question, slot) ? MissReason.NobodyLedInTime : MissReason.TooLate);
    }
    return switch (pending.get().reason()) {
      case RETRYING -> new SlotDecision.Fail(range);
      case BLOCKED, REPLACING -> new SlotDecision.Skip(range, SkipReason.Blocked);
      case CEILING -> new SlotDecision.Skip(range, SkipReason.Ceiling);
    };
  }

  /**
   * A slot that was skipped under a degradation and may run once after it, if nothing newer is due.
   */
  private static List<SlotDecision> reopened(SlotQuestion question) {
    if (question.reopened().isEmpty() || question.suspended() || question.held()) {
      return List.of();
    }
    Instant slot = question.reopened().get();
    if (isTooLate(question, slot)) {
      return List.of();
    }
    Optional<PendingSlot> retry =
        question
            .pending()
            .filter(p -> p.slot().equals(slot) && question.now().isBefore(p.notBefore()));
    if (retry.isPresent()) {
      return List.of(new SlotDecision.Wait(retry.get()));
    }
    return List.of(launchUnlessActive(question, slot, LaunchReason.Lifted));
  }

  /** Joins a missed range with the newest slot where that was missed too, for the same reason. */
  private static List<SlotDecision> mergeMissed(List<SlotDecision> decisions) {
    if (decisions.size() == 2
        && decisions.get(0) instanceof SlotDecision.Miss first
        && decisions.get(1) instanceof SlotDecision.Miss second
        && first.reason() == second.reason()) {
      return List.of(
          new SlotDecision.Miss(
              new SlotRange(first.slots().from(), second.slots().to()), first.reason()));
    }
    return decisions;
  }
}
