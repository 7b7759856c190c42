package io.gradedcron.operator.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Many schedules that are not due, on a cluster in which there are ever more of them. */
final class ScaleRun {
  private static final Duration LONGEST_START = Duration.ofMinutes(5);
  private static final Duration LONGEST_SETTLING = Duration.ofMinutes(20);
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final int QUIET_WINDOWS = 4;
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** Less of a core than this is no work on schedules any more. */
  private static final double BUSY = 0.1;

  private final BenchCluster cluster;
  private final Contestant contestant;
  private final OperatorProgram operator;
  private final YearlySlots slots = YearlySlots.farFrom(Instant.now());
  private final Consumer<String> says;
  private final List<String> uids = new ArrayList<>();

  ScaleRun(
      BenchCluster cluster,
      Contestant contestant,
      OperatorProgram operator,
      Consumer<String> says) {
    this.cluster = cluster;
    this.contestant = contestant;
    this.operator = operator;
    this.says = says;
  }

  /** Adds schedules until there are so many. */
  void grow(int schedules) {
    Instant began = Instant.now();
    int before = uids.size();
    uids.addAll(cluster.createSchedules(contestant, before, schedules, slots::cron));
    says.accept(
        "created %d schedules in %.0f s".formatted(schedules - before, secondsSince(began)));
  }

  /** Gives each schedule the finished Jobs that it keeps. */
  void finish() {
    Instant began = Instant.now();
    new FinishedJobs(cluster, contestant).create(uids);
    says.accept(
        "created %d finished Jobs in %.0f s"
            .formatted(uids.size() * FinishedJobs.A_SCHEDULE, secondsSince(began)));
  }

  /** Measures one life of the contestant. */
  ScaleRow life(String name, int finishedJobs) {
    Instant began = Instant.now();
    try (ContestantProcess process = cluster.start(contestant, operator)) {
      awaitArmed(process, began.plus(LONGEST_START));
      double armed = secondsSince(began);
      settle(process, Instant.now().plus(LONGEST_SETTLING));
      double settled = secondsSince(began) - armed - WINDOW.multipliedBy(QUIET_WINDOWS).toSeconds();
      double cpu = process.usage().cpuSeconds();
      Instant idle = Instant.now();
      cluster.pause().lasts(IDLE);
      ProcessUsage end = process.usage();
      cluster.requireObserved();
      ScaleRow row =
          new ScaleRow(
              contestant,
              name,
              uids.size(),
              finishedJobs,
              armed,
              settled,
              end.residentKib(),
              end.peakKib(),
              100 * (end.cpuSeconds() - cpu) / secondsSince(idle));
      says.accept(row.toString());
      return row;
    }
  }

  private static double secondsSince(Instant began) {
    return Duration.between(began, Instant.now()).toMillis() / 1000.0;
  }

  private void awaitArmed(ContestantProcess process, Instant until) {
    while (!isArmed(process)) {
      if (Instant.now().isAfter(until)) {
        throw new IllegalStateException(
            contestant.words() + " was not armed within " + LONGEST_START);
      }
      cluster.pause().lasts(Duration.ofMillis(100));
    }
  }

  private boolean isArmed(ContestantProcess process) {
    Metrics metrics;
    try {
      metrics = new Metrics(process.metrics());
    } catch (IOException e) {
      // It does not listen yet.
      return false;
    }
    // The built-in controller arms a schedule by working it off once.
    String series =
        contestant.isBuiltIn()
            ? "workqueue_work_duration_seconds_count{name=\"cronjob\"}"
            : "gradedcron_wheel_timers";
    return metrics.value(series).orElse(0) >= uids.size();
  }

  private void settle(ContestantProcess process, Instant until) {
    double now = process.usage().cpuSeconds();
    int quiet = 0;
    while (quiet < QUIET_WINDOWS) {
      if (Instant.now().isAfter(until)) {
        throw new IllegalStateException(
            contestant.words() + " did not come to rest within " + LONGEST_SETTLING);
      }
      double before = now;
      cluster.pause().lasts(WINDOW);
      now = process.usage().cpuSeconds();
      boolean busy =
          now - before > BUSY * WINDOW.toSeconds()
              || EventWatch.wallMicros() - cluster.lastSaveMicros() < WINDOW.toNanos() / 1_000;
      quiet = busy ? 0 : quiet + 1;
    }
  }
}
