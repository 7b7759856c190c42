package io.gradedcron.operator.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The bursts of one contestant on a fresh cluster, between rounds of the bare limit. */
final class BurstRun {
  /**
   * What was measured.
   *
   * @param bare the bare limit's rounds, before and after
   * @param bursts the contestant's, from its start on
   * @param restarted its first burst after a restart; none if it was not restarted
   * @param peakKib the most memory that its process had resident
   */
  record Result(
      List<BurstRow> bare, List<BurstRow> bursts, List<BurstRow> restarted, long peakKib) {}

  private static final int WARM_UP_JOBS = 2_000;
  private static final Duration QUIET = Duration.ofSeconds(2);

  /** From a burst's end, or from the creation of all schedules, to the next slot. */
  private static final Duration AHEAD = Duration.ofMillis(1_500);

  private final BenchCluster cluster;
  private final Contestant contestant;
  private final int schedules;
  private final BurstSettings settings;
  private final OperatorProgram operator;
  private final Consumer<String> says;
  private long peakKib;

  BurstRun(
      BenchCluster cluster,
      Contestant contestant,
      int schedules,
      BurstSettings settings,
      OperatorProgram operator,
      Consumer<String> says) {
    this.cluster = cluster;
    this.contestant = contestant;
    this.schedules = schedules;
    this.settings = settings;
    this.operator = operator;
    this.says = says;
  }

  /** Measures. */
  Result measure(int bareConnections) {
    BareLimit limit = new BareLimit(cluster, contestant, schedules);
    // A fresh API server, and at first the harness itself, are slow in their first requests.
    limit.rounds(bareConnections, Math.max(1, WARM_UP_JOBS / schedules), 0);
    List<BurstRow> bare = new ArrayList<>(bare(limit, bareConnections, 1_000));
    startOfPeriod();
    createSchedules();
    List<BurstRow> bursts = life(settings.bursts(), "");
    List<BurstRow> restarted =
        settings.restarts() && bursts.stream().allMatch(BurstRow::isComplete)
            ? life(1, " after a restart")
            : List.of();
    cluster.deleteJobs();
    bare.addAll(bare(limit, bareConnections, 2_000));
    return new Result(bare, bursts, restarted, peakKib);
  }

  private List<BurstRow> bare(BareLimit limit, int connections, long firstRound) {
    List<BurstRow> rounds = limit.rounds(connections, settings.bareRounds(), firstRound);
    rounds.forEach(row -> says.accept(BurstReport.line(row)));
    return rounds;
  }

  private void startOfPeriod() {
    // No slot may pass between the schedules' creation and the contestant's first burst.
    cluster.awaitInstant(nextSlot(Instant.now()).plusMillis(100));
  }

  private Instant nextSlot(Instant after) {
    long period = settings.period().toSeconds();
    return Instant.ofEpochSecond((after.getEpochSecond() / period + 1) * period);
  }

  private void createSchedules() {
    Instant began = Instant.now();
    cluster.createSchedules(contestant, 0, schedules, number -> settings.cron());
    says.accept("created %d schedules in %.1f s".formatted(schedules, since(began)));
  }

  private static double since(Instant began) {
    return Duration.between(began, Instant.now()).toMillis() / 1000.0;
  }

  /** One life of the process; it ends with the first burst that does not come to its end. */
  private List<BurstRow> life(int bursts, String suffix) {
    List<BurstRow> rows = new ArrayList<>();
    Instant began = Instant.now();
    Instant first = nextSlot(began);
    try (ContestantProcess process = cluster.start(contestant, operator)) {
      process.awaitReady();
      says.accept("ready after %.1f s".formatted(since(began)));
      cluster.awaitQuiet(QUIET, first.minus(AHEAD));
      boolean late = Instant.now().isAfter(first);
      boolean complete = true;
      for (int burst = 1; burst <= bursts && complete; burst++) {
        BurstRow row =
            burst(
                process,
                nextSlot(Instant.now()),
                burst + suffix + (late && burst == 1 ? ", behind one that it caught up" : ""));
        says.accept(BurstReport.line(row));
        rows.add(row);
        peakKib = Math.max(peakKib, process.usage().peakKib());
        complete = row.isComplete();
      }
    }
    return List.copyOf(rows);
  }

  private BurstRow burst(ContestantProcess process, Instant slot, String name) {
    cluster.awaitInstant(slot.minusMillis(500));
    ProcessUsage before = process.usage();
    ProcessUsage apiBefore = cluster.apiServer();
    double observerBefore = cluster.observerCpuSeconds();
    int cutsBefore = cluster.observerCuts();
    long key = contestant.isBuiltIn() ? slot.getEpochSecond() / 60 : slot.getEpochSecond();
    boolean complete =
        cluster.arrivals().await(key, schedules, slot.plus(settings.longest()), cluster.pause());
    Instant next = slot.plus(settings.period());
    if (complete) {
      cluster.awaitQuiet(QUIET, next.minus(AHEAD));
    }
    cluster.requireObserved();
    long due = slot.getEpochSecond() * 1_000_000;
    BurstRow row =
        new BurstRow(
            schedules,
            contestant,
            name + (cluster.observerCuts() > cutsBefore ? BurstRow.OBSERVER_CUT : ""),
            cluster.arrivals().lateness(key, due),
            process.usage().cpuSeconds() - before.cpuSeconds(),
            cluster.apiServer().cpuSeconds() - apiBefore.cpuSeconds(),
            cluster.observerCpuSeconds() - observerBefore,
            cluster.lastSaveMicros() > due ? (cluster.lastSaveMicros() - due) / 1e6 : Double.NaN);
    // Nobody runs the Jobs here: without this they would pile up, as no cluster keeps them. Where
    // too little of the period is left they stay, so that the deletes don't meet the next burst.
    if (complete
        && Instant.now().isBefore(slot.plus(settings.period().multipliedBy(6).dividedBy(10)))) {
      cluster.deleteJobs();
      cluster.awaitQuiet(QUIET, next.minus(AHEAD));
    }
    return row;
  }
}
