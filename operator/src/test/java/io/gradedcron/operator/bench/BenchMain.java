package io.gradedcron.operator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Runs the bench. */
public final class BenchMain {
  private static final List<Integer> CONNECTIONS = List.of(16, 32, 64, 128);
  private static final int DEFAULT_CONNECTIONS = 64;
  private static final int ROUNDS = 3;

  /** The built-in controller with its defaults never comes to an end. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final BenchSettings settings;
  private final AtomicReference<BenchCluster> running = new AtomicReference<>();

  private BenchMain(BenchSettings settings) {
    this.settings = settings;
  }

  /**
   * Measures, prints the tables and, if it is asked to, writes them into docs/BENCHMARKS.md. The
   * system properties {@code bench.*} say what, {@code gradedcron.root} is the project's folder.
   */
  public static void main(String[] arguments) throws IOException {
    BenchSettings settings = BenchSettings.fromProperties();
    BenchMain bench = new BenchMain(settings);
    Thread abandon = new Thread(bench::abandon, "abandon");
    Runtime.getRuntime().addShutdownHook(abandon);
    for (String table : settings.only()) {
      switch (table) {
        case "burst" -> bench.publish(table, bench.bursts());
        case "scale" -> bench.publish(table, bench.scale());
        case "stop" -> bench.publish(table, bench.stop());
        default ->
            throw new IllegalArgumentException(
                "no table '" + table + "': they are burst, stop and scale");
      }
    }
    Runtime.getRuntime().removeShutdownHook(abandon);
    System.exit(0);
  }

  private void publish(String part, String text) throws IOException {
    System.out.println(text);
    if (settings.page()) {
      Path file = settings.root().resolve("docs/BENCHMARKS.md");
      Files.writeString(file, new BenchPage(Files.readString(file)).with(part, text).text());
      say("wrote the part " + part + " of docs/BENCHMARKS.md");
    }
  }

  private String bursts() {
    BurstReport report = new BurstReport();
    String machine = "";
    for (int schedules : settings.sizesOr(100, 1_000, 5_000)) {
      for (Contestant contestant : settings.contestants()) {
        try (BenchCluster cluster = open()) {
          machine = Machine.line(settings, cluster.programs());
          if (contestant == Contestant.BARE) {
            search(cluster, schedules, report);
          } else {
            contest(cluster, contestant, schedules, report);
          }
        }
      }
    }
    return machine + "\n\n" + report.text();
  }

  private void search(BenchCluster cluster, int schedules, BurstReport report) {
    BareLimit limit = new BareLimit(cluster, Contestant.GRADEDCRON, schedules);
    // The harness's own code, and the API server's caches, are to be warm.
    limit.rounds(DEFAULT_CONNECTIONS, Math.max(1, 2_000 / schedules), 0);
    long names = 1_000;
    for (int connections : CONNECTIONS) {
      List<BurstRow> rows = limit.rounds(connections, ROUNDS, names);
      rows.forEach(row -> say(BurstReport.line(row)));
      report.addSearch(schedules, connections, rows);
      names += 1_000;
    }
  }

  private void contest(
      BenchCluster cluster, Contestant contestant, int schedules, BurstReport report) {
    int connections =
        settings.connections() > 0
            ? settings.connections()
            : report.bestConnections(schedules).orElse(DEFAULT_CONNECTIONS);
    BurstRun.Result result =
        new BurstRun(
                cluster,
                contestant,
                schedules,
                new BurstSettings(
                    settings.bursts(),
                    settings.period(),
                    LONGEST,
                    settings.restarts() && contestant == Contestant.GRADEDCRON,
                    ROUNDS),
                settings.operator(),
                BenchMain::say)
            .measure(connections);
    report.add(contestant, schedules, result);
  }

  private String stop() {
    StopReport report = new StopReport();
    String machine = "";
    for (int active : settings.sizesOr(1_000)) {
      try (BenchCluster cluster = open()) {
        machine = Machine.line(settings, cluster.programs());
        new StopRun(cluster, active, settings.operator(), ROUNDS, BenchMain::say)
            .measure(settings.connections() > 0 ? settings.connections() : DEFAULT_CONNECTIONS)
            .forEach(report::add);
      }
    }
    return machine + "\n\n" + report.text();
  }

  private String scale() {
    ScaleReport report = new ScaleReport();
    String machine = "";
    // Being tuned changes nothing while nothing is due.
    for (Contestant contestant : List.of(Contestant.GRADEDCRON, Contestant.DEFAULT)) {
      if (settings.contestants().contains(contestant)) {
        try (BenchCluster cluster = open()) {
          machine = Machine.line(settings, cluster.programs());
          ScaleRun run = new ScaleRun(cluster, contestant, settings.operator(), BenchMain::say);
          for (int schedules : settings.sizesOr(1_000, 20_000, 100_000)) {
            run.grow(schedules);
            lives(run, contestant, 0, report);
          }
        }
        if (settings.finished() > 0) {
          try (BenchCluster cluster = open()) {
            ScaleRun run = new ScaleRun(cluster, contestant, settings.operator(), BenchMain::say);
            run.grow(settings.finished());
            run.finish();
            lives(run, contestant, settings.finished() * FinishedJobs.A_SCHEDULE, report);
          }
        }
      }
    }
    return machine + "\n\n" + report.text();
  }

  private static void lives(
      ScaleRun run, Contestant contestant, int finishedJobs, ScaleReport report) {
    report.add(run.life("first", finishedJobs));
    if (contestant == Contestant.GRADEDCRON) {
      // In its first life it tries each new template and writes each new status.
      report.add(run.life("restart", finishedJobs));
    }
  }

  private BenchCluster open() {
    BenchCluster cluster = new BenchCluster();
    running.set(cluster);
    return cluster;
  }

  /** A run that is interrupted leaves no process behind. */
  private void abandon() {
    BenchCluster cluster = running.get();
    if (cluster != null) {
      cluster.close();
    }
  }

  private static void say(String text) {
    System.err.println("bench: " + text);
  }
}
