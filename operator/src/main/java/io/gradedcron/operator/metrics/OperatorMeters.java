package io.gradedcron.operator.metrics;

import io.gradedcron.operator.api.DegradationAction;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Shows {@link OperatorGauges} as meters, which keep it alive as long as their registry. */
final class OperatorMeters implements MeterBinder {
  private static final List<Integer> LEVELS = List.of(1, 2, 3);
  private static final List<Integer> DEGRADABLE_LEVELS = List.of(2, 3);
  private static final List<DegradationAction> HOLDING_ACTIONS =
      List.of(DegradationAction.ScaleToZero, DegradationAction.DrainThenStop);

  private final OperatorGauges source;

  OperatorMeters(OperatorGauges source) {
    this.source = source;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (int level : LEVELS) {
      bindLevel(registry, level);
    }
    for (int level : DEGRADABLE_LEVELS) {
      for (DegradationAction action : HOLDING_ACTIONS) {
        gauge(
            registry,
            "gradedcron.degradation",
            "1 while an active Degradation does this to this level",
            level(level).and("action", action.name()),
            () -> source.degraded(level, action) ? 1 : 0);
      }
    }
    gauge(
        registry,
        "gradedcron.wheel.timers",
        "Timers in the wheel: one for each armed schedule",
        Tags.empty(),
        source::wheelTimers);
    gauge(
        registry,
        "gradedcron.leader",
        "1 while this replica leads",
        Tags.empty(),
        () -> source.leading() ? 1 : 0);
    counter(
        registry,
        "gradedcron.status.writes",
        "Status patches sent to the API server",
        source::statusWrites);
    counter(
        registry,
        "gradedcron.resync.repairs",
        "Lost events that the comparison of wheel and caches found and made up for",
        source::resyncRepairs);
    counter(
        registry,
        "gradedcron.events.dropped",
        "Events that found their queue full, so that the other counters lack them",
        source::eventsDropped);
  }

  private void bindLevel(MeterRegistry registry, int level) {
    gauge(
        registry,
        "gradedcron.runs.active",
        "Runs that are active",
        level(level),
        () -> source.runsActive(level));
    gauge(
        registry,
        "gradedcron.schedules",
        "Schedules that exist",
        level(level),
        () -> source.schedules(level));
    gauge(
        registry,
        "gradedcron.schedules.invalid",
        "Schedules that cannot run as they are written (Ready=False)",
        level(level),
        () -> source.schedulesInvalid(level));
    gauge(
        registry,
        "gradedcron.schedules.held",
        "Schedules whose new runs a Degradation holds back",
        level(level),
        () -> source.schedulesHeld(level));
    gauge(
        registry,
        "gradedcron.launch.queue",
        "Due slots that wait for a worker",
        level(level),
        () -> source.launchQueue(level));
    gauge(
        registry,
        "gradedcron.ceiling.queue",
        "Due slots that wait because their level has as many runs as it may",
        level(level),
        () -> source.ceilingQueue(level));
    gauge(
        registry,
        "gradedcron.level.max.concurrent.runs",
        "How many runs there may be at a time, +Inf without a ceiling",
        level(level),
        () -> ceiling(source.maxConcurrentRuns(level)));
  }

  private static double ceiling(OptionalInt runs) {
    return runs.isPresent() ? runs.getAsInt() : Double.POSITIVE_INFINITY;
  }

  private static Tags level(int level) {
    return Tags.of("level", Integer.toString(level));
  }

  private static void gauge(
      MeterRegistry registry, String name, String description, Tags tags, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).tags(tags).register(registry);
  }

  private static void counter(
      MeterRegistry registry, String name, String description, LongSupplier value) {
    // A function counter holds its object weakly and its function strongly; the registry is an
    // object that lives as long as the counter does.
    FunctionCounter.builder(name, registry, any -> value.getAsLong())
        .description(description)
        .register(registry);
  }
}
