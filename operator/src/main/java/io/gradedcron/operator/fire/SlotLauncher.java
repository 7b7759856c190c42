package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.degrade.DegradationPolicy;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.event.RunEventBus;
import io.gradedcron.operator.plan.SlotPlanner;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a schedule's due slots from the decision to the answer of the API server. Called by the
 * launch workers; many schedules at a time, each by one worker.
 */
final class SlotLauncher {
  private static final Logger log = LoggerFactory.getLogger(SlotLauncher.class);

  private final Clock clock;
  private final SlotPlanner planner;
  private final PolicyBook policies;
  private final LaunchGate gate;
  private final JobLauncher launcher;
  private final Backoff backoff;
  private final RunEventBus events;
  private final SlowNamespaces slow;
  private final LongSupplier nanoTime;

  SlotLauncher(
      Clock clock,
      SlotPlanner planner,
      PolicyBook policies,
      LaunchGate gate,
      JobLauncher launcher,
      Backoff backoff,
      RunEventBus events,
      SlowNamespaces slow,
      LongSupplier nanoTime) {
    this.clock = clock;
    this.planner = planner;
    this.policies = policies;
    this.gate = gate;
    this.launcher = launcher;
    this.backoff = backoff;
    this.events = events;
    this.slow = slow;
    this.nanoTime = nanoTime;
  }

  /** What a look at a schedule asks of the caller. */
  enum Next {
    /** Nothing happened. */
    NOTHING,
    /** Something ended or was launched. */
    CHANGED,
    /** Runs have to be stopped first, or a stricter policy came while the create was under way. */
    ATTEND,
    /** The API server itself has to be asked about the schedule first. */
    ASK,
    /** It waits for a place under its level's ceiling, until its deadline. */
    WAIT,
    /** The API server refused, or did not answer: to be tried again when the schedule says. */
    RETRY
  }

  /** Decides about the due slots of a schedule and launches the one that is to be launched. */
  Next look(ScheduleCell cell, Instant liveSince) {
    LaunchGate.Pass pass = gate.enter();
    try {
      return lookInside(cell, liveSince);
    } finally {
      pass.close();
    }
  }

  private Next lookInside(ScheduleCell cell, Instant liveSince) {
    if (cell.resource() == null) {
      return Next.NOTHING;
    }
    if (cell.isUncertain()) {
      return Next.ASK;
    }
    DegradationPolicy policy = policies.policy();
    Instant now = clock.instant();
    Verdict verdict = policy.verdict(policies.subject(cell), now);
    Step step = cell.decide(planner, verdict, liveSince, now);
    step.events().forEach(events::publish);
    if (step.order().isPresent()) {
      return launch(cell, step.order().get(), policy);
    }
    if (step.stopFirst()) {
      return Next.ATTEND;
    }
    if (step.atCeiling()) {
      // A policy that came meanwhile may hold what is to wait, and nobody would look again.
      return policies.policy() == policy ? Next.WAIT : lookInside(cell, liveSince);
    }
    return step.events().isEmpty() ? Next.NOTHING : Next.CHANGED;
  }

  private Next launch(ScheduleCell cell, LaunchOrder order, DegradationPolicy before) {
    LaunchOutcome outcome = create(order);
    Instant now = clock.instant();
    List<RunEvent> happened = cell.settle(order, outcome, backoff, now);
    happened.forEach(events::publish);
    if (outcome instanceof LaunchOutcome.Retry) {
      return Next.RETRY;
    }
    if (outcome instanceof LaunchOutcome.Fenced) {
      return Next.NOTHING;
    }
    // A policy that came while the create was under way did not govern it: the keeper looks again.
    return policies.policy() == before ? Next.CHANGED : Next.ATTEND;
  }

  private LaunchOutcome create(LaunchOrder order) {
    long start = nanoTime.getAsLong();
    try {
      return launcher.launch(order);
    } catch (RuntimeException e) {
      // Without an outcome the schedule would seem to be launching for ever.
      log.error(
          "unexpected failure of a launch: schedule={} slot={}",
          ScheduleRef.of(order.schedule().getMetadata()),
          order.slot(),
          e);
      return LaunchOutcome.Retry.unavailable("unexpected failure in the operator: " + e);
    } finally {
      slow.took(order.schedule().getMetadata().getNamespace(), nanoTime.getAsLong() - start);
    }
  }
}
