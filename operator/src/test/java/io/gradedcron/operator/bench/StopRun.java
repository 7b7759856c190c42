package io.gradedcron.operator.bench;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Active runs of levels 2 and 3 that a Degradation scales to zero, on a fresh cluster in which
 * nothing ends a run; beside bare concurrent deletes of as many.
 */
final class StopRun {
  private static final String DEGRADATIONS = "/apis/gradedcron.io/v1/degradations";
  private static final int WARM_UP_JOBS = 1_500;
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofSeconds(40);

  private final BenchCluster cluster;
  private final int schedules;
  private final int stopped;
  private final OperatorProgram operator;
  private final int rounds;
  private final Consumer<String> says;

  /**
   * Makes a run.
   *
   * @param active how many runs are to be stopped; half as many again go on
   */
  StopRun(
      BenchCluster cluster,
      int active,
      OperatorProgram operator,
      int rounds,
      Consumer<String> says) {
    this.cluster = cluster;
    this.schedules = active * 3 / 2;
    this.stopped = (int) IntStream.range(0, schedules).filter(i -> RunName.level(i) > 1).count();
    this.operator = operator;
    this.rounds = rounds;
    this.says = says;
  }

  /** Measures. */
  List<StopRow> measure(int connections) {
    new BareLimit(cluster, Contestant.GRADEDCRON, schedules)
        .rounds(connections, Math.max(1, WARM_UP_JOBS / schedules), 0);
    List<StopRow> rows = new ArrayList<>(bare(connections));
    cluster.awaitInstant(nextMinute(Instant.now()).plusMillis(100));
    cluster.createSchedules(Contestant.GRADEDCRON, 0, schedules, number -> "* * * * *");
    send("POST", DEGRADATIONS, "application/json", degradation());
    try (ContestantProcess process = cluster.start(Contestant.GRADEDCRON, operator)) {
      process.awaitReady();
      for (int round = 1; round <= rounds; round++) {
        rows.add(said(round(round)));
      }
    }
    return rows;
  }

  private StopRow said(StopRow row) {
    says.accept(StopReport.line(row));
    return row;
  }

  private static Instant nextMinute(Instant after) {
    return Instant.ofEpochSecond((after.getEpochSecond() / 60 + 1) * 60);
  }

  /** Deletes as many Jobs by nothing but concurrent requests. */
  private List<StopRow> bare(int connections) {
    BenchObjects objects = new BenchObjects(cluster.namespace());
    String uid = UUID.randomUUID().toString();
    int[] numbers = IntStream.range(0, schedules).filter(i -> RunName.level(i) > 1).toArray();
    List<StopRow> rows = new ArrayList<>();
    try (RequestPool pool = new RequestPool(cluster.api(), connections)) {
      for (int round = 1; round <= rounds; round++) {
        long name = 1_000 + round;
        pool.send(
            stopped,
            i ->
                cluster
                    .api()
                    .request(
                        "POST",
                        cluster.jobsPath(),
                        "application/json",
                        Serialization.asJson(
                            objects.job(Contestant.GRADEDCRON, numbers[i], uid, name))));
        int cuts = cluster.observerCuts();
        RequestPool.Sent sent =
            pool.send(
                stopped,
                i ->
                    cluster
                        .api()
                        .request(
                            "DELETE",
                            cluster.jobsPath()
                                + "/"
                                + RunName.schedule(numbers[i])
                                + "-"
                                + name
                                + "?propagationPolicy=Foreground"));
        rows.add(said(row(Contestant.BARE, round, name, sent.startMicros(), cuts)));
      }
    }
    return rows;
  }

  private StopRow round(int round) {
    Instant slot = nextMinute(Instant.now());
    long key = slot.getEpochSecond();
    cluster.arrivals().await(key, schedules, slot.plus(LONGEST), cluster.pause());
    // The statuses of the launches are written first, as long as there is time before the next.
    cluster.awaitQuiet(QUIET, slot.plusSeconds(40));
    int cuts = cluster.observerCuts();
    long began = EventWatch.wallMicros();
    degrade(2);
    StopRow row = row(Contestant.GRADEDCRON, round, key, began, cuts);
    degrade(0);
    return row;
  }

  private StopRow row(
      Contestant contestant, int round, long slot, long beganMicros, int cutsBefore) {
    cluster.stops().await(slot, stopped, Instant.now().plus(LONGEST), cluster.pause());
    cluster.requireObserved();
    return new StopRow(
        stopped,
        contestant,
        round + (cluster.observerCuts() > cutsBefore ? BurstRow.OBSERVER_CUT : ""),
        cluster.stops().after(beganMicros, slot),
        cluster.stops().count(run -> run.level() == 1));
  }

  private static String degradation() {
    return """
        {"apiVersion": "gradedcron.io/v1", "kind": "Degradation", "metadata": {"name": "peak"},
         "spec": {"level": 0, "actions": {"level2": "ScaleToZero", "level3": "ScaleToZero"}}}""";
  }

  private void degrade(int level) {
    send(
        "PATCH",
        DEGRADATIONS + "/peak",
        "application/merge-patch+json",
        "{\"spec\":{\"level\":" + level + "}}");
  }

  private void send(String method, String path, String contentType, String body) {
    try (RawConnection connection = cluster.api().connect()) {
      RawConnection.Answer answer =
          connection.exchange(cluster.api().request(method, path, contentType, body));
      if (!answer.isSuccess()) {
        throw new IllegalStateException(method + " " + path + ": " + answer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
