package io.gradedcron.operator.bench;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The Jobs that a schedule keeps by default: three that succeeded and one that failed, finished by
 * the hand of the harness, for nobody runs them here.
 */
final class FinishedJobs {
  static final int A_SCHEDULE = 4;

  private static final int CONNECTIONS = 32;

  private final BenchCluster cluster;
  private final Contestant contestant;
  private final Instant newest = Instant.now().truncatedTo(ChronoUnit.HOURS);

  FinishedJobs(BenchCluster cluster, Contestant contestant) {
    this.cluster = cluster;
    this.contestant = contestant;
  }

  /**
   * Creates and finishes them.
   *
   * @param uids of the schedules, from number 0 on
   */
  void create(List<String> uids) {
    BenchObjects objects = new BenchObjects(cluster.namespace());
    int count = uids.size() * A_SCHEDULE;
    try (RequestPool pool = new RequestPool(cluster.api(), CONNECTIONS)) {
      pool.send(
          count,
          i ->
              cluster
                  .api()
                  .request(
                      "POST",
                      cluster.jobsPath(),
                      "application/json",
                      Serialization.asJson(job(objects, uids, i))));
      pool.send(
          count,
          i ->
              cluster
                  .api()
                  .request(
                      "PATCH",
                      cluster.jobsPath()
                          + "/"
                          + RunName.schedule(i / A_SCHEDULE)
                          + "-"
                          + slot(i).getEpochSecond()
                          + "/status",
                      "application/merge-patch+json",
                      status(slot(i), i % A_SCHEDULE == 0)));
    }
  }

  private Job job(BenchObjects objects, List<String> uids, int i) {
    int number = i / A_SCHEDULE;
    return objects.job(contestant, number, uids.get(number), slot(i).getEpochSecond());
  }

  /** An hour apart. */
  private Instant slot(int i) {
    return newest.minus(Duration.ofHours(i % A_SCHEDULE));
  }

  private static String status(Instant slot, boolean failed) {
    Instant end = slot.plusSeconds(20);
    String conditions =
        failed
            ? condition("FailureTarget", end) + "," + condition("Failed", end)
            : condition("SuccessCriteriaMet", end) + "," + condition("Complete", end);
    return """
        {"status": {"startTime": "%s", %s, "uncountedTerminatedPods": {}, "ready": 0,
         "conditions": [%s]}}"""
        .formatted(
            slot,
            failed ? "\"failed\": 1" : "\"succeeded\": 1, \"completionTime\": \"" + end + "\"",
            conditions);
  }

  private static String condition(String type, Instant at) {
    return """
        {"type": "%s", "status": "True", "lastProbeTime": "%s", "lastTransitionTime": "%s"}"""
        .formatted(type, at, at);
  }
}
