package io.gradedcron.operator.bench;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The bare limit: the Jobs of a burst created by nothing but concurrent requests, made beforehand
 * and sent over warm connections, while no contestant runs.
 */
final class BareLimit {
  private final BenchCluster cluster;
  private final Contestant like;
  private final int jobs;
  private final List<String> uids;

  /** Makes the limit of a burst of so many Jobs as this contestant creates them. */
  BareLimit(BenchCluster cluster, Contestant like, int jobs) {
    this.cluster = cluster;
    this.like = like;
    this.jobs = jobs;
    this.uids = IntStream.range(0, jobs).mapToObj(i -> UUID.randomUUID().toString()).toList();
  }

  /**
   * Measures.
   *
   * @param firstRound ends the names of the first round's Jobs; no two rounds may share one
   */
  List<BurstRow> rounds(int connections, int rounds, long firstRound) {
    List<BurstRow> rows = new ArrayList<>();
    BenchObjects objects = new BenchObjects(cluster.namespace());
    try (RequestPool pool = new RequestPool(cluster.api(), connections)) {
      for (int round = 1; round <= rounds; round++) {
        long name = firstRound + round;
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
          requests.add(
              cluster
                  .api()
                  .request(
                      "POST",
                      cluster.jobsPath(),
                      "application/json",
                      Serialization.asJson(objects.job(like, i, uids.get(i), name))));
        }
        rows.add(round(pool, connections, round, name, requests));
      }
    }
    cluster.deleteJobs();
    return rows;
  }

  private BurstRow round(
      RequestPool pool, int connections, int round, long name, List<byte[]> requests) {
    ProcessUsage before = cluster.apiServer();
    double observerBefore = cluster.observerCpuSeconds();
    int cutsBefore = cluster.observerCuts();
    RequestPool.Sent sent = pool.send(jobs, requests::get);
    cluster
        .arrivals()
        .await(name, jobs, Instant.now().plus(Duration.ofSeconds(30)), cluster.pause());
    cluster.requireObserved();
    return new BurstRow(
        jobs,
        Contestant.BARE,
        connections
            + " connections, "
            + round
            + (cluster.observerCuts() > cutsBefore ? BurstRow.OBSERVER_CUT : ""),
        cluster.arrivals().lateness(name, sent.startMicros()),
        sent.cpuSeconds(),
        cluster.apiServer().cpuSeconds() - before.cpuSeconds(),
        cluster.observerCpuSeconds() - observerBefore,
        Double.NaN);
  }
}
