package io.gradedcron.operator.fire;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.degrade.DegradationPolicy;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.event.RunEventBus;
import io.gradedcron.operator.plan.HistoryPlanner;
import io.gradedcron.operator.plan.Run;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a schedule's runs as the policy and the limits want them: holds and lifts, stops what has
 * to stop, deletes what history gives up. Level-triggered: every look compares what is with what
 * should be, so that a look that failed, or a restart, costs nothing but time.
 */
final class RunKeeper {
  private static final Logger log = LoggerFactory.getLogger(RunKeeper.class);

  private final Clock clock;
  private final PolicyBook policies;
  private final RunDeleter deleter;
  private final HistoryPlanner history;
  private final StatusPort status;
  private final RunEventBus events;
  private final StopTally tally = new StopTally();

  RunKeeper(
      Clock clock,
      PolicyBook policies,
      RunDeleter deleter,
      HistoryPlanner history,
      StatusPort status,
      RunEventBus events) {
    this.clock = clock;
    this.policies = policies;
    this.deleter = deleter;
    this.history = history;
    this.status = status;
    this.events = events;
  }

  /**
   * What a look asks of the caller.
   *
   * @param launch true if a slot was opened again, or one that waits for a place is held now
   * @param retry true if something failed and a later look is needed
   */
  record Result(boolean launch, boolean retry) {}

  /** Returns how many runs each degradation has stopped. */
  StopTally tally() {
    return tally;
  }

  /** Holds or lifts the schedule and stops its runs as the policy says now. */
  Result attend(ScheduleCell cell) {
    if (cell.resource() == null) {
      return new Result(false, false);
    }
    DegradationPolicy policy = policies.policy();
    Instant now = clock.instant();
    List<RunEvent> happened = cell.judge(policy.verdict(policies.subject(cell), now));
    happened.forEach(events::publish);
    boolean launch =
        happened.stream().anyMatch(RunEvent.ScheduleLifted.class::isInstance) && cell.reopen()
            || happened.stream().anyMatch(RunEvent.ScheduleHeld.class::isInstance)
                && cell.waitsForPlace();
    if (!happened.isEmpty()) {
      status.changed(cell.ref());
    }
    boolean retry = false;
    for (StopOrder order : cell.stops(run -> policy.verdict(policies.subject(cell, run), now))) {
      if (cell.mayDelete(order.run())) {
        retry |= !stop(cell, order);
      } else {
        // The save asks for another look.
        status.urgent(cell.ref());
      }
    }
    return new Result(launch, retry);
  }

  private boolean stop(ScheduleCell cell, StopOrder order) {
    try {
      if (!deleter.stop(cell.ref(), order)) {
        return true;
      }
    } catch (KubernetesClientException e) {
      log.warn(
          "stop refused, will be tried again: schedule={} run={} message={}",
          cell.ref(),
          order.run().name(),
          e.getMessage());
      return false;
    }
    cell.stopped(order);
    if (!order.run().deleting()) {
      tally.stopped(order.degradations());
      events.publish(
          new RunEvent.RunStopped(cell.ref(), cell.level(), order.run().name(), order.cause()));
      status.changed(cell.ref());
    }
    return true;
  }

  /** Deletes the finished runs that the history limits give up. Returns false to be asked again. */
  boolean tidy(ScheduleCell cell) {
    if (cell.resource() == null) {
      return true;
    }
    for (Run run : cell.surplus(history)) {
      if (!cell.mayDelete(run)) {
        // The save asks for another look.
        status.changed(cell.ref());
        continue;
      }
      try {
        if (deleter.tidy(cell.ref(), run)) {
          cell.deleting(run);
        }
      } catch (KubernetesClientException e) {
        log.warn(
            "history not deleted, will be tried again: schedule={} run={} message={}",
            cell.ref(),
            run.name(),
            e.getMessage());
        return false;
      }
    }
    return true;
  }
}
