package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobSpec;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.MissReason;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.cron.SlotTimes;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.plan.MissedState;
import io.gradedcron.operator.plan.PendingSlot;
import io.gradedcron.operator.plan.Refusal;
import io.gradedcron.operator.plan.SlotDecision;
import io.gradedcron.operator.plan.SlotPlanner;
import io.gradedcron.operator.plan.SlotQuestion;
import io.gradedcron.operator.plan.SlotRange;
import io.gradedcron.operator.plan.StartingDeadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * Carries out what the planner decides about a schedule's slots, in its {@link SlotLedger}, and
 * says what happened. Not thread-safe: guarded by the lock of the {@link ScheduleCell} that it
 * belongs to.
 */
final class SlotBook {
  private static final long MOST_COUNTED = 10_000;

  private final SlotLedger ledger = new SlotLedger();
  private final RefusalStreak refusals = new RefusalStreak();

  SlotLedger ledger() {
    return ledger;
  }

  RefusalStreak refusals() {
    return refusals;
  }

  /**
   * Decides about the due slots; a launch that there is a place for is returned as an order, all
   * else is recorded.
   */
  Step decide(
      SlotPlanner planner,
      GradedCronJob schedule,
      SlotTimes times,
      Verdict verdict,
      int activeRuns,
      LevelPlaces places,
      Instant liveSince,
      Instant now) {
    GradedCronJobSpec spec = schedule.getSpec();
    SlotQuestion question =
        new SlotQuestion(
            times,
            ledger.handledUntil(),
            ledger.pending(),
            ledger.reopened(),
            spec.suspend(),
            verdict.action().holds(),
            spec.concurrencyPolicy(),
            activeRuns,
            StartingDeadline.of(spec),
            liveSince,
            now);
    List<RunEvent> events = new ArrayList<>(1);
    Optional<LaunchOrder> order = Optional.empty();
    boolean stopFirst = false;
    boolean atCeiling = false;
    List<SlotDecision> decisions = planner.decide(question);
    if (decisions.isEmpty()) {
      ledger.nothingIsDue(now);
    }
    for (SlotDecision decision : decisions) {
      if (decision instanceof SlotDecision.Launch launch) {
        LaunchOrder wanted = new LaunchOrder(schedule, launch.slot(), launch.reason());
        atCeiling = !places.take(wanted);
        if (atCeiling) {
          ledger.waits(PendingSlot.of(launch.slot(), PendingSlot.Reason.CEILING));
        } else {
          order = Optional.of(wanted);
        }
      } else if (decision instanceof SlotDecision.Wait wait) {
        ledger.waits(wait.pending());
      } else if (decision instanceof SlotDecision.Replace replace) {
        ledger.waits(PendingSlot.of(replace.slot(), PendingSlot.Reason.REPLACING));
        stopFirst = true;
      } else {
        events.add(ended(schedule, times, decision));
      }
    }
    return new Step(events, order, stopFirst, atCeiling);
  }

  private RunEvent ended(GradedCronJob schedule, SlotTimes times, SlotDecision decision) {
    ScheduleRef ref = ScheduleRef.of(schedule.getMetadata());
    int level = schedule.getSpec().level();
    if (decision instanceof SlotDecision.Skip skip) {
      SlotRange slots = skip.slots();
      ledger.skipped(slots, skip.reason());
      return new RunEvent.SlotsSkipped(
          ref, level, slots.from(), slots.to(), skip.reason(), () -> count(times, slots));
    }
    if (decision instanceof SlotDecision.Miss miss) {
      return missed(schedule, times, miss.slots(), miss.reason());
    }
    if (decision instanceof SlotDecision.Fail fail) {
      return failed(schedule, times, fail.slots(), ledger.refusal(), refusals.gaveUp());
    }
    throw new IllegalArgumentException("not the end of a slot: " + decision);
  }

  /**
   * Records that slots were refused for good.
   *
   * @param news false if the slots before failed for the same reason
   */
  RunEvent failed(
      GradedCronJob schedule, SlotTimes times, SlotRange slots, String message, boolean news) {
    ledger.failed(slots, message);
    return new RunEvent.SlotsFailed(
        ScheduleRef.of(schedule.getMetadata()),
        schedule.getSpec().level(),
        slots.from(),
        slots.to(),
        message,
        news,
        () -> count(times, slots));
  }

  private static long count(SlotTimes times, SlotRange slots) {
    return times.count(slots.from().minusNanos(1), slots.to(), MOST_COUNTED);
  }

  /**
   * Runs exist of slots that have not been recorded: whoever launched them did not get to saving
   * it. What lies between them without a run was not launched, and why is known to nobody any more.
   *
   * @param launched the slots of which runs exist or existed
   * @param liveSince since when slots are watched as they come due
   */
  List<RunEvent> found(
      GradedCronJob schedule,
      SlotTimes times,
      NavigableSet<Instant> launched,
      Instant liveSince,
      Instant now) {
    // A run of a slot to come was launched by a faster clock, or made by hand: it counts once due.
    NavigableSet<Instant> news = launched.tailSet(ledger.handledUntil(), false).headSet(now, true);
    if (news.isEmpty()) {
      return List.of();
    }
    List<RunEvent> events = new ArrayList<>(1);
    Instant newest = news.last();
    Optional<Instant> first = times.next(ledger.handledUntil());
    while (first.filter(news::contains).isPresent()) {
      first = times.next(first.get());
    }
    if (first.filter(newest::isAfter).isPresent()) {
      Instant last = newest;
      while (news.contains(last)) {
        last = times.latest(last.minusNanos(1)).orElseThrow();
      }
      SlotRange gap = new SlotRange(first.get(), last);
      long inside = news.subSet(gap.from(), true, gap.to(), true).size();
      ledger.missed(gap, MissedState.of(MissReason.NotRecorded));
      events.add(
          new RunEvent.SlotsMissed(
              ScheduleRef.of(schedule.getMetadata()),
              schedule.getSpec().level(),
              gap.from(),
              gap.to(),
              MissReason.NotRecorded,
              () -> Math.max(1, count(times, gap) - inside)));
    }
    boolean answerWasLost =
        ledger
            .pending()
            .filter(p -> p.reason() == PendingSlot.Reason.RETRYING && p.slot().equals(newest))
            .isPresent();
    LaunchReason reason = SlotPlanner.reason(times, newest, liveSince);
    if (answerWasLost) {
      events.add(launched(new LaunchOrder(schedule, newest, reason), times, now));
    } else {
      ledger.launched(newest, reason, Optional.empty());
    }
    return events;
  }

  /**
   * The slot that a lift opened has a run, though its create was never answered: without this the
   * run would look like another slot's, to be waited for or replaced.
   *
   * @param launched the slots of which runs exist or existed
   */
  Optional<RunEvent> foundOpen(
      GradedCronJob schedule, SlotTimes times, NavigableSet<Instant> launched, Instant now) {
    return ledger
        .reopened()
        .filter(launched::contains)
        .map(slot -> launched(new LaunchOrder(schedule, slot, LaunchReason.Lifted), times, now));
  }

  /**
   * The schedule was edited at this moment: what was due by its former text and had not ended is
   * launched no more, and ends as what held it up says.
   *
   * @param former the slots of the former text; empty if it had none
   */
  List<RunEvent> edited(
      GradedCronJob schedule,
      Optional<SlotTimes> former,
      boolean wasSuspended,
      boolean held,
      Instant now) {
    Instant handled = ledger.handledUntil();
    Optional<Instant> newest = former.flatMap(t -> t.latest(now)).filter(s -> s.isAfter(handled));
    List<RunEvent> events = new ArrayList<>(1);
    if (newest.isPresent()) {
      SlotTimes times = former.get();
      SlotRange due = new SlotRange(times.next(handled).orElse(newest.get()), newest.get());
      if (wasSuspended || held) {
        SkipReason reason = wasSuspended ? SkipReason.Suspended : SkipReason.Degraded;
        events.add(ended(schedule, times, new SlotDecision.Skip(due, reason)));
      } else if (ledger.isPending(PendingSlot.Reason.RETRYING)) {
        events.add(failed(schedule, times, due, ledger.refusal(), refusals.gaveUp()));
      } else if (ledger.pending().isPresent()) {
        SkipReason reason =
            ledger.isPending(PendingSlot.Reason.CEILING) ? SkipReason.Ceiling : SkipReason.Blocked;
        events.add(ended(schedule, times, new SlotDecision.Skip(due, reason)));
      } else {
        events.add(missed(schedule, times, due, MissReason.Edited));
      }
    }
    ledger.edited(now);
    return events;
  }

  private RunEvent missed(
      GradedCronJob schedule, SlotTimes times, SlotRange slots, MissReason reason) {
    ledger.missed(slots, MissedState.of(reason));
    return new RunEvent.SlotsMissed(
        ScheduleRef.of(schedule.getMetadata()),
        schedule.getSpec().level(),
        slots.from(),
        slots.to(),
        reason,
        () -> count(times, slots));
  }

  /** Records a launch. */
  RunEvent launched(LaunchOrder order, SlotTimes times, Instant now) {
    refusals.launched();
    ledger.launched(order.slot(), order.reason(), times.latest(order.slot().minusNanos(1)));
    return new RunEvent.SlotLaunched(
        ScheduleRef.of(order.schedule().getMetadata()),
        order.level(),
        order.slot(),
        order.runName(),
        order.reason(),
        Duration.between(order.slot(), now));
  }

  /** Records a refusal: the slot is tried again after a while, or given up at its own deadline. */
  RunEvent refused(LaunchOrder order, LaunchOutcome.Retry outcome, Backoff backoff, Instant now) {
    Refusal refusal = outcome.refusal();
    boolean news = refusals.refused(refusal);
    Duration wait = backoff.after(refusals.length());
    Instant retryAt = now.plus(wait.compareTo(outcome.after()) > 0 ? wait : outcome.after());
    Optional<Instant> deadline =
        StartingDeadline.of(order.schedule().getSpec())
            .map(duration -> order.slot().plus(duration).plusMillis(1));
    ledger.refused(
        order.slot(), deadline.filter(retryAt::isAfter).orElse(retryAt), refusal.message());
    return new RunEvent.LaunchRefused(
        ScheduleRef.of(order.schedule().getMetadata()),
        order.level(),
        order.slot(),
        refusal.reason(),
        refusal.message(),
        news);
  }
}
