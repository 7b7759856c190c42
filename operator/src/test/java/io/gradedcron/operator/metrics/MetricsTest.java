package io.gradedcron.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.MissReason;
import io.gradedcron.operator.api.RefusalReason;
import io.gradedcron.operator.api.RunResult;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.event.RunEvent;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {
  private static final ScheduleRef REPORTS = new ScheduleRef("shop", "nightly-reports", "uid-1");
  private static final Instant SLOT = Instant.parse("2026-11-23T12:00:00Z");

  private final Metrics metrics = new Metrics("0.1.0");

  @AfterEach
  void close() {
    metrics.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gradedcron_fire_latency_seconds histogram",
        "gradedcron_late_launches_total counter",
        "gradedcron_slots_total counter",
        "gradedcron_launch_refusals_total counter",
        "gradedcron_runs_active gauge",
        "gradedcron_runs_finished_total counter",
        "gradedcron_schedules gauge",
        "gradedcron_schedules_invalid gauge",
        "gradedcron_schedules_held gauge",
        "gradedcron_wheel_timers gauge",
        "gradedcron_launch_queue gauge",
        "gradedcron_ceiling_queue gauge",
        "gradedcron_level_max_concurrent_runs gauge",
        "gradedcron_degradation gauge",
        "gradedcron_leader gauge",
        "gradedcron_status_writes_total counter",
        "gradedcron_events_dropped_total counter",
        "gradedcron_resync_repairs_total counter",
        "gradedcron_build_info gauge",
        "jvm_memory_used_bytes gauge",
        "jvm_threads_live_threads gauge",
        "jvm_classes_loaded_classes gauge",
        "process_cpu_usage gauge",
        "process_uptime_seconds gauge"
      })
  void everyMetricHasItsNameTypeAndHelp(String nameAndType) {
    metrics.show(new Numbers(true));
    String name = nameAndType.split(" ")[0];
    assertThat(metrics.page().scrape(null))
        .contains("# TYPE " + nameAndType + "\n")
        .containsPattern("# HELP " + name + " \\S");
  }

  @Test
  void everySeriesExistsAtZeroBeforeAnythingHappened() {
    metrics.show(new Numbers(false));
    Map<String, Double> series = series();
    for (String level : List.of("1", "2", "3")) {
      for (String name :
          List.of(
              "runs_active",
              "schedules",
              "schedules_held",
              "launch_queue",
              "ceiling_queue",
              "fire_latency_seconds_count")) {
        assertThat(series).containsEntry("gradedcron_%s{level=\"%s\"}".formatted(name, level), 0d);
      }
      for (String outcome : List.of("launched", "skipped", "missed", "failed")) {
        assertThat(series)
            .containsEntry(
                "gradedcron_slots_total{level=\"%s\",outcome=\"%s\"}".formatted(level, outcome),
                0d);
      }
      for (String reason : List.of("catch-up", "blocked", "ceiling", "lifted")) {
        assertThat(series)
            .containsEntry(
                "gradedcron_late_launches_total{level=\"%s\",reason=\"%s\"}"
                    .formatted(level, reason),
                0d);
      }
      for (String reason : List.of("quota", "namespace", "denied", "webhook", "unavailable")) {
        assertThat(series)
            .containsEntry(
                "gradedcron_launch_refusals_total{level=\"%s\",reason=\"%s\"}"
                    .formatted(level, reason),
                0d);
      }
      for (String result : List.of("succeeded", "failed", "stopped")) {
        assertThat(series)
            .containsEntry(
                "gradedcron_runs_finished_total{level=\"%s\",result=\"%s\"}"
                    .formatted(level, result),
                0d);
      }
    }
    assertThat(series)
        .containsEntry("gradedcron_wheel_timers", 0d)
        .containsEntry("gradedcron_leader", 0d)
        .containsEntry("gradedcron_status_writes_total", 0d)
        .containsEntry("gradedcron_resync_repairs_total", 0d)
        .containsEntry("gradedcron_events_dropped_total", 0d);
  }

  @Test
  void aDegradationHasASeriesForEachDegradableLevelAndAction() {
    metrics.show(new Numbers(false));
    assertThat(names("gradedcron_degradation"))
        .containsExactlyInAnyOrder(
            "gradedcron_degradation{action=\"DrainThenStop\",level=\"2\"}",
            "gradedcron_degradation{action=\"ScaleToZero\",level=\"2\"}",
            "gradedcron_degradation{action=\"DrainThenStop\",level=\"3\"}",
            "gradedcron_degradation{action=\"ScaleToZero\",level=\"3\"}");
  }

  @Test
  void theLatencyOfALaunchOnTimeFallsIntoItsBuckets() {
    metrics.runs().on(launched(1, LaunchReason.OnTime, Duration.ofMillis(15)));
    assertThat(series())
        .containsEntry("gradedcron_fire_latency_seconds_bucket{level=\"1\",le=\"0.01\"}", 0d)
        .containsEntry("gradedcron_fire_latency_seconds_bucket{level=\"1\",le=\"0.02\"}", 1d)
        .containsEntry("gradedcron_fire_latency_seconds_bucket{level=\"1\",le=\"+Inf\"}", 1d)
        .containsEntry("gradedcron_fire_latency_seconds_count{level=\"1\"}", 1d)
        .containsEntry("gradedcron_fire_latency_seconds_sum{level=\"1\"}", 0.015)
        .containsEntry("gradedcron_fire_latency_seconds_count{level=\"2\"}", 0d)
        .containsEntry("gradedcron_slots_total{level=\"1\",outcome=\"launched\"}", 1d);
  }

  @Test
  void theBucketsReachFrom5MillisecondsTo60Seconds() {
    List<String> bounds =
        series().keySet().stream()
            .filter(name -> name.startsWith("gradedcron_fire_latency_seconds_bucket{level=\"3\""))
            .map(name -> name.replaceAll(".*le=\"([^\"]+)\".*", "$1"))
            .toList();
    assertThat(bounds).contains("0.005", "60.0", "+Inf").hasSizeBetween(10, 20);
    assertThat(bounds)
        .filteredOn(bound -> !bound.equals("+Inf"))
        .allSatisfy(bound -> assertThat(Double.parseDouble(bound)).isBetween(0.005, 60d));
  }

  @Test
  void aNegativeLatencyIsCountedAsNone() {
    metrics.runs().on(launched(2, LaunchReason.OnTime, Duration.ofSeconds(-3)));
    assertThat(series())
        .containsEntry("gradedcron_fire_latency_seconds_count{level=\"2\"}", 1d)
        .containsEntry("gradedcron_fire_latency_seconds_sum{level=\"2\"}", 0d);
  }

  @ParameterizedTest
  @CsvSource({"CatchUp, catch-up", "Blocked, blocked", "Lifted, lifted"})
  void aLaunchThatHadToWaitCountsAsLateAndStaysOutOfTheLatency(LaunchReason reason, String label) {
    metrics.runs().on(launched(3, reason, Duration.ofMinutes(5)));
    assertThat(series())
        .containsEntry("gradedcron_late_launches_total{level=\"3\",reason=\"" + label + "\"}", 1d)
        .containsEntry("gradedcron_slots_total{level=\"3\",outcome=\"launched\"}", 1d)
        .containsEntry("gradedcron_fire_latency_seconds_count{level=\"3\"}", 0d);
    assertThat(sum("gradedcron_late_launches_total")).isEqualTo(1);
  }

  @Test
  void rangesOfSlotsCountEverySlot() {
    Instant to = SLOT.plusSeconds(600);
    metrics
        .runs()
        .on(new RunEvent.SlotsSkipped(REPORTS, 3, SLOT, to, SkipReason.Degraded, () -> 11));
    metrics
        .runs()
        .on(
            new RunEvent.SlotsMissed(
                REPORTS, 2, SLOT, to, MissReason.NobodyLedInTime, () -> 10_000));
    metrics.runs().on(new RunEvent.SlotsFailed(REPORTS, 1, SLOT, SLOT, "quota", true, () -> 1));
    assertThat(series())
        .containsEntry("gradedcron_slots_total{level=\"3\",outcome=\"skipped\"}", 11d)
        .containsEntry("gradedcron_slots_total{level=\"2\",outcome=\"missed\"}", 10_000d)
        .containsEntry("gradedcron_slots_total{level=\"1\",outcome=\"failed\"}", 1d);
    assertThat(sum("gradedcron_slots_total")).isEqualTo(10_012);
  }

  @ParameterizedTest
  @CsvSource({"Succeeded, succeeded", "Failed, failed", "Stopped, stopped"})
  void aFinishedRunCountsByItsResult(RunResult result, String label) {
    metrics.runs().on(new RunEvent.RunFinished(REPORTS, 3, "nightly-reports-1", result));
    assertThat(series())
        .containsEntry("gradedcron_runs_finished_total{level=\"3\",result=\"" + label + "\"}", 1d);
    assertThat(sum("gradedcron_runs_finished_total")).isEqualTo(1);
  }

  @Test
  void theOrderToStopARunIsNotYetItsEnd() {
    metrics.runs().on(new RunEvent.RunStopped(REPORTS, 3, "nightly-reports-1", "peak"));
    assertThat(sum("gradedcron_runs_finished_total")).isZero();
  }

  @Test
  void eventsAboutSchedulesCountNoSlotAndNoRun() {
    Map<String, Double> before = ownSeries();
    metrics
        .runs()
        .on(
            new RunEvent.ScheduleHeld(
                REPORTS, 3, DegradationAction.ScaleToZero, List.of("peak"), "sale"));
    metrics.runs().on(new RunEvent.ScheduleLifted(REPORTS, 3));
    metrics.runs().on(new RunEvent.ScheduleInvalid(REPORTS, 3, "NeverDue", "spec.schedule ..."));
    metrics.runs().on(new RunEvent.NameConflict(REPORTS, 3, SLOT, "nightly-reports-1"));
    assertThat(ownSeries()).isEqualTo(before);
  }

  @Test
  void gaugesAreReadAtEveryScrape() {
    Numbers gauges = new Numbers(true);
    metrics.show(gauges);
    assertThat(series())
        .containsEntry("gradedcron_runs_active{level=\"1\"}", 11d)
        .containsEntry("gradedcron_runs_active{level=\"3\"}", 13d)
        .containsEntry("gradedcron_schedules{level=\"2\"}", 22d)
        .containsEntry("gradedcron_schedules_invalid{level=\"1\"}", 41d)
        .containsEntry("gradedcron_schedules_held{level=\"2\"}", 52d)
        .containsEntry("gradedcron_launch_queue{level=\"3\"}", 33d)
        .containsEntry("gradedcron_ceiling_queue{level=\"3\"}", 63d)
        .containsEntry("gradedcron_level_max_concurrent_runs{level=\"3\"}", 70d)
        .containsEntry(
            "gradedcron_level_max_concurrent_runs{level=\"2\"}", Double.POSITIVE_INFINITY)
        .containsEntry("gradedcron_wheel_timers", 66d)
        .containsEntry("gradedcron_degradation{action=\"ScaleToZero\",level=\"3\"}", 1d)
        .containsEntry("gradedcron_degradation{action=\"DrainThenStop\",level=\"3\"}", 0d)
        .containsEntry("gradedcron_leader", 1d)
        .containsEntry("gradedcron_status_writes_total", 7d)
        .containsEntry("gradedcron_resync_repairs_total", 11d)
        .containsEntry("gradedcron_events_dropped_total", 9d);
    gauges.leading = false;
    assertThat(series()).containsEntry("gradedcron_leader", 0d);
  }

  @Test
  void gaugesLiveOnWhenNobodyElseRefersToTheirSource() {
    metrics.show(new Numbers(true));
    WeakReference<Object> garbage = new WeakReference<>(new Object());
    await()
        .until(
            () -> {
              System.gc();
              return garbage.get() == null;
            });
    assertThat(series())
        .containsEntry("gradedcron_wheel_timers", 66d)
        .containsEntry("gradedcron_status_writes_total", 7d);
  }

  @Test
  void theBuildTellsItsVersion() {
    assertThat(series()).containsEntry("gradedcron_build_info{version=\"0.1.0\"}", 1d);
  }

  @Test
  void labelsAreFewAndNoneNamesASchedule() {
    metrics.show(new Numbers(true));
    metrics.runs().on(launched(1, LaunchReason.OnTime, Duration.ofMillis(15)));
    Set<String> before = names("gradedcron_");
    metrics
        .runs()
        .on(
            new RunEvent.SlotLaunched(
                new ScheduleRef("other", "another", "uid-2"),
                1,
                SLOT,
                "another-1",
                LaunchReason.OnTime,
                Duration.ofMillis(15)));
    assertThat(names("gradedcron_")).isEqualTo(before).hasSizeLessThan(140);
    assertThat(metrics.page().scrape(null)).doesNotContain("another", "nightly-reports");
  }

  private static RunEvent launched(int level, LaunchReason reason, Duration latency) {
    return new RunEvent.SlotLaunched(REPORTS, level, SLOT, "nightly-reports-1", reason, latency);
  }

  /** The samples of a scrape by name and labels. */
  private Map<String, Double> series() {
    Map<String, Double> series = new TreeMap<>();
    metrics
        .page()
        .scrape(null)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              String value = line.substring(space + 1).replace("Inf", "Infinity");
              series.put(line.substring(0, space), Double.parseDouble(value));
            });
    return series;
  }

  private Set<String> names(String prefix) {
    return series().keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .collect(Collectors.toSet());
  }

  /** The samples of our own meters: the JVM's change by themselves. */
  private Map<String, Double> ownSeries() {
    Map<String, Double> series = series();
    series.keySet().removeIf(name -> !name.startsWith("gradedcron_"));
    return series;
  }

  private double sum(String prefix) {
    return series().entrySet().stream()
        .filter(sample -> sample.getKey().startsWith(prefix))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /**
   * Numbers that differ, so that no two gauges can be mistaken for each other; all zero, as just
   * after a start, where nothing happens.
   */
  private static final class Numbers implements OperatorGauges {
    private boolean leading;
    private final int factor;

    Numbers(boolean busy) {
      leading = busy;
      factor = busy ? 1 : 0;
    }

    @Override
    public int runsActive(int level) {
      return factor * (10 + level);
    }

    @Override
    public int schedulesInvalid(int level) {
      return 40 + level;
    }

    @Override
    public int schedulesHeld(int level) {
      return factor * (50 + level);
    }

    @Override
    public int schedules(int level) {
      return factor * (20 + level);
    }

    @Override
    public int launchQueue(int level) {
      return factor * (30 + level);
    }

    @Override
    public int ceilingQueue(int level) {
      return factor * (60 + level);
    }

    @Override
    public OptionalInt maxConcurrentRuns(int level) {
      return level == 3 ? OptionalInt.of(70) : OptionalInt.empty();
    }

    @Override
    public int wheelTimers() {
      return factor * 66;
    }

    @Override
    public boolean degraded(int level, DegradationAction action) {
      return factor == 1 && level == 3 && action == DegradationAction.ScaleToZero;
    }

    @Override
    public boolean leading() {
      return leading;
    }

    @Override
    public long statusWrites() {
      return factor * 7L;
    }

    @Override
    public long resyncRepairs() {
      return factor * 11L;
    }

    @Override
    public long eventsDropped() {
      return factor * 9L;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "QuotaExceeded, quota",
    "NamespaceTerminating, namespace",
    "Denied, denied",
    "WebhookFailed, webhook",
    "Unavailable, unavailable"
  })
  void eachTryThatTheApiServerDidNotTakeIsCounted(RefusalReason reason, String label) {
    for (boolean news : List.of(true, false)) {
      metrics.runs().on(new RunEvent.LaunchRefused(REPORTS, 2, SLOT, reason, "its words", news));
    }
    assertThat(series())
        .containsEntry(
            "gradedcron_launch_refusals_total{level=\"2\",reason=\"%s\"}".formatted(label), 2d)
        .containsEntry("gradedcron_slots_total{level=\"2\",outcome=\"failed\"}", 0d);
  }
}
