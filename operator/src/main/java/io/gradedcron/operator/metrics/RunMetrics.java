package io.gradedcron.operator.metrics;

import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.RefusalReason;
import io.gradedcron.operator.api.RunResult;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.event.RunEventSubscriber;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts what happens to slots and runs, and measures how late launches are.
 *
 * <p>Called by the bus's one thread; scrapes read the meters from any thread at the same time. A
 * range of slots is counted here, off the firing path.
 */
public final class RunMetrics implements RunEventSubscriber {
  private final PerLevel<LevelMeters> levels;

  /** Registers the meters of all levels, each at zero. */
  public RunMetrics(MeterRegistry registry) {
    levels = PerLevel.make(level -> LevelMeters.of(registry, Integer.toString(level)));
  }

  @Override
  public void on(RunEvent event) {
    LevelMeters meters = levels.of(event.level());
    if (event instanceof RunEvent.SlotLaunched e) {
      meters.launched(e.reason(), e.latency());
    } else if (event instanceof RunEvent.SlotsSkipped e) {
      add(meters.skipped, e.count());
      if (e.reason() == SkipReason.Ceiling) {
        add(meters.skippedAtCeiling, e.count());
      }
    } else if (event instanceof RunEvent.SlotsMissed e) {
      add(meters.missed, e.count());
    } else if (event instanceof RunEvent.SlotsFailed e) {
      add(meters.failed, e.count());
    } else if (event instanceof RunEvent.LaunchRefused e) {
      meters.refused.get(e.reason()).increment();
    } else if (event instanceof RunEvent.RunFinished e) {
      meters.finished.get(e.result()).increment();
    }
    // RunStopped is the order alone: the run's end follows as RunFinished and is counted there.
  }

  private static void add(Counter counter, LongSupplier count) {
    counter.increment(count.getAsLong());
  }

  /** The meters of one level. */
  private record LevelMeters(
      Timer latency,
      Map<LaunchReason, Counter> late,
      Counter launched,
      Counter skipped,
      Counter missed,
      Counter failed,
      Counter skippedAtCeiling,
      Map<RefusalReason, Counter> refused,
      Map<RunResult, Counter> finished) {

    static LevelMeters of(MeterRegistry registry, String level) {
      return new LevelMeters(
          latency(registry, level),
          late(registry, level),
          slots(registry, level, "launched"),
          slots(registry, level, "skipped"),
          slots(registry, level, "missed"),
          slots(registry, level, "failed"),
          Counter.builder("gradedcron.ceiling.skips")
              .description(
                  "Slots that were skipped because their level had as many runs as it may"
                      + " (part of the skipped ones)")
              .tag("level", level)
              .register(registry),
          refused(registry, level),
          finished(registry, level));
    }

    void launched(LaunchReason reason, Duration latency) {
      launched.increment();
      if (reason == LaunchReason.OnTime) {
        // A wall clock that stepped back makes the wait negative, and Micrometer would drop it: the
        // histogram's count and the slots' would then differ for good.
        this.latency.record(latency.isNegative() ? Duration.ZERO : latency);
      } else {
        late.get(reason).increment();
      }
    }

    private static Timer latency(MeterRegistry registry, String level) {
      return Timer.builder("gradedcron.fire.latency")
          .description(
              "From a slot's instant to the API server's answer to the create, of the launches that"
                  + " waited for nothing but the operator and the API server")
          .tag("level", level)
          // Dense where the aims lie: a lone slot within 20 ms, a burst within seconds.
          .serviceLevelObjectives(
              Duration.ofMillis(5),
              Duration.ofMillis(10),
              Duration.ofMillis(20),
              Duration.ofMillis(50),
              Duration.ofMillis(100),
              Duration.ofMillis(200),
              Duration.ofMillis(500),
              Duration.ofSeconds(1),
              Duration.ofSeconds(2),
              Duration.ofSeconds(5),
              Duration.ofSeconds(10),
              Duration.ofSeconds(20),
              Duration.ofSeconds(30),
              Duration.ofSeconds(60))
          .register(registry);
    }

    private static Map<LaunchReason, Counter> late(MeterRegistry registry, String level) {
      Map<LaunchReason, Counter> counters = new EnumMap<>(LaunchReason.class);
      for (LaunchReason reason : LaunchReason.values()) {
        if (reason != LaunchReason.OnTime) {
          counters.put(
              reason,
              Counter.builder("gradedcron.late.launches")
                  .description(
                      "Launches that are no measure of latency: they waited for a leader"
                          + " (catch-up), for an earlier run (blocked), for one of the same level"
                          + " (ceiling) or for the end of a degradation (lifted), or a person asked"
                          + " for them (triggered)")
                  .tag("level", level)
                  .tag("reason", label(reason))
                  .register(registry));
        }
      }
      return counters;
    }

    private static Counter slots(MeterRegistry registry, String level, String outcome) {
      return Counter.builder("gradedcron.slots")
          .description("Slots by how they ended: launched, skipped, missed or failed")
          .tag("level", level)
          .tag("outcome", outcome)
          .register(registry);
    }

    private static Map<RefusalReason, Counter> refused(MeterRegistry registry, String level) {
      Map<RefusalReason, Counter> counters = new EnumMap<>(RefusalReason.class);
      for (RefusalReason reason : RefusalReason.values()) {
        counters.put(
            reason,
            Counter.builder("gradedcron.launch.refusals")
                .description("Tries of a launch that the API server did not take, by their cause")
                .tag("level", level)
                .tag("reason", label(reason))
                .register(registry));
      }
      return counters;
    }

    private static Map<RunResult, Counter> finished(MeterRegistry registry, String level) {
      Map<RunResult, Counter> counters = new EnumMap<>(RunResult.class);
      for (RunResult result : RunResult.values()) {
        counters.put(
            result,
            Counter.builder("gradedcron.runs.finished")
                .description("Runs by how they ended: succeeded, failed or stopped")
                .tag("level", level)
                .tag("result", label(result))
                .register(registry));
      }
      return counters;
    }

    // Alerts and dashboards are written against these words: they don't follow a renamed constant.
    private static String label(LaunchReason reason) {
      return switch (reason) {
        case OnTime -> "on-time";
        case CatchUp -> "catch-up";
        case Blocked -> "blocked";
        case Ceiling -> "ceiling";
        case Lifted -> "lifted";
        case Triggered -> "triggered";
      };
    }

    private static String label(RefusalReason reason) {
      return switch (reason) {
        case QuotaExceeded -> "quota";
        case NamespaceTerminating -> "namespace";
        case Denied -> "denied";
        case WebhookFailed -> "webhook";
        case Unavailable -> "unavailable";
      };
    }

    private static String label(RunResult result) {
      return switch (result) {
        case Succeeded -> "succeeded";
        case Failed -> "failed";
        case Stopped -> "stopped";
      };
    }
  }
}
