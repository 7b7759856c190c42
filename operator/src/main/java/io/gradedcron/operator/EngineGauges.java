package io.gradedcron.operator;

import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.controller.Resync;
import io.gradedcron.operator.event.RunEventBus;
import io.gradedcron.operator.fire.FiringEngine;
import io.gradedcron.operator.fire.PolicyBook;
import io.gradedcron.operator.fire.ScheduleCensus;
import io.gradedcron.operator.metrics.OperatorGauges;
import io.gradedcron.operator.plan.LevelProfiles;
import io.gradedcron.operator.status.KubernetesEventWriter;
import io.gradedcron.operator.status.StatusWriter;
import java.time.Clock;
import java.util.OptionalInt;

/** Lets the meters read from the parts. Any thread. */
final class EngineGauges implements OperatorGauges {
  private final FiringEngine engine;
  private final ScheduleCensus census;
  private final PolicyBook policies;
  private final StatusWriter statuses;
  private final RunEventBus events;
  private final KubernetesEventWriter kubernetesEvents;
  private final Resync resync;
  private final LevelProfiles levels;
  private final Clock clock;

  EngineGauges(
      FiringEngine engine,
      ScheduleCensus census,
      PolicyBook policies,
      StatusWriter statuses,
      RunEventBus events,
      KubernetesEventWriter kubernetesEvents,
      Resync resync,
      LevelProfiles levels,
      Clock clock) {
    this.engine = engine;
    this.census = census;
    this.policies = policies;
    this.statuses = statuses;
    this.events = events;
    this.kubernetesEvents = kubernetesEvents;
    this.resync = resync;
    this.levels = levels;
    this.clock = clock;
  }

  @Override
  public int runsActive(int level) {
    return census.activeRuns(level);
  }

  @Override
  public int schedules(int level) {
    return census.schedules(level);
  }

  @Override
  public int schedulesInvalid(int level) {
    return census.invalid(level);
  }

  @Override
  public int schedulesHeld(int level) {
    return census.held(level);
  }

  @Override
  public int wheelTimers() {
    return engine.wheel().armed();
  }

  @Override
  public int launchQueue(int level) {
    return engine.queue().size(level);
  }

  @Override
  public int ceilingQueue(int level) {
    return engine.ceilings().waiting(level);
  }

  @Override
  public OptionalInt maxConcurrentRuns(int level) {
    return levels.of(level).maxConcurrentRuns();
  }

  @Override
  public boolean degraded(int level, DegradationAction action) {
    return policies.degrades(level, action, clock.instant());
  }

  @Override
  public boolean leading() {
    return engine.isLeading();
  }

  @Override
  public long statusWrites() {
    return statuses.writes();
  }

  @Override
  public long resyncRepairs() {
    return resync.repairs();
  }

  @Override
  public long eventsDropped() {
    return events.dropped() + kubernetesEvents.dropped();
  }
}
