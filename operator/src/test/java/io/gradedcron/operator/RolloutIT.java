package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Jobs;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.harness.ReleasedReplicas;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code helm upgrade} and {@code helm rollback} while a hundred schedules are due together. */
@ExtendWith(DevCluster.class)
class RolloutIT {
  private static final int SCHEDULES = 100;
  private static final int STEP_SECONDS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final DevCluster.Access cluster;

  RolloutIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  @Test
  void anUpgradeAndARollbackDuringBurstsLoseNoSlotAndDoubleNone() {
    String namespace = Manifests.namespace(cluster.client(), "rollout");
    try (ReleasedReplicas replicas = new ReleasedReplicas(cluster, 2)) {
      for (int i = 0; i < SCHEDULES; i++) {
        new Schedule(namespace, "burst-" + i, i % 3 + 1, "*/" + STEP_SECONDS + " * * * * *")
            .keeps(1_000)
            .create(cluster.client());
      }
      Instant first = awaitBurst(namespace, Instant.now());

      replicas.upgrade("operator.workers=32");
      assertThat(replicas.environment()).containsEntry("GRADEDCRON_WORKERS", "32");
      replicas.roll();
      awaitBurst(namespace, Instant.now());

      replicas.rollBack();
      assertThat(replicas.environment()).containsEntry("GRADEDCRON_WORKERS", "64");
      replicas.roll();
      Instant last = awaitBurst(namespace, Instant.now());

      assertEachSlotHasOneJob(namespace, first, last);
    } finally {
      cluster.client().resources(GradedCronJob.class).inNamespace(namespace).delete();
      cluster.client().namespaces().withName(namespace).delete();
    }
  }

  /** Waits until the next slot of all has ended, and returns it. */
  private Instant awaitBurst(String namespace, Instant now) {
    Instant slot = Instant.ofEpochSecond((now.getEpochSecond() / STEP_SECONDS + 1) * STEP_SECONDS);
    await("the end of slot " + slot)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                schedules(namespace).stream()
                    .allMatch(
                        schedule ->
                            schedule.getStatus() != null
                                && schedule.getStatus().lastHandledTime() != null
                                && !schedule.getStatus().lastHandledTime().isBefore(slot)));
    return slot;
  }

  private List<GradedCronJob> schedules(String namespace) {
    return cluster.client().resources(GradedCronJob.class).inNamespace(namespace).list().getItems();
  }

  private void assertEachSlotHasOneJob(String namespace, Instant first, Instant last) {
    Map<String, Map<Instant, Long>> jobs =
        cluster.client().batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
            .collect(
                Collectors.groupingBy(
                    RolloutIT::schedule,
                    Collectors.groupingBy(Jobs::slot, TreeMap::new, Collectors.counting())));
    List<Instant> slots =
        Stream.iterate(first, slot -> !slot.isAfter(last), slot -> slot.plusSeconds(STEP_SECONDS))
            .toList();
    System.out.println(
        "rollout: " + slots.size() + " bursts of " + SCHEDULES + " from " + first + " to " + last);

    assertThat(jobs).hasSize(SCHEDULES);
    jobs.forEach(
        (schedule, bySlot) -> {
          assertThat(bySlot.keySet()).as("slots of " + schedule).containsAll(slots);
          assertThat(bySlot.values()).as("Jobs a slot of " + schedule).containsOnly(1L);
        });
    for (GradedCronJob schedule : schedules(namespace)) {
      assertThat(schedule.getStatus().lastMissed()).as("missed slots").isNull();
      assertThat(schedule.getStatus().lastSkipped()).as("skipped slots").isNull();
    }
  }

  private static String schedule(Job job) {
    return job.getMetadata().getLabels().get(GradedCron.SCHEDULE_LABEL);
  }
}
