package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.harness.ReleasedReplicas;
import io.gradedcron.operator.harness.WatchRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    try (WatchRecord record = new WatchRecord(cluster.client(), namespace);
        ReleasedReplicas replicas = new ReleasedReplicas(cluster, 2)) {
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

      assertEachSlotHasOneJob(namespace, record, first, last);
    } finally {
      cluster.client().resources(GradedCronJob.class).inNamespace(namespace).delete();
      cluster.client().namespaces().withName(namespace).delete();
      // A thousand Jobs and their pods: they would be in the way of the next test.
      await("the namespace to go")
          .atMost(PATIENCE)
          .until(() -> cluster.client().namespaces().withName(namespace).get() == null);
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

  private void assertEachSlotHasOneJob(
      String namespace, WatchRecord record, Instant first, Instant last) {
    List<Instant> slots =
        Stream.iterate(first, slot -> !slot.isAfter(last), slot -> slot.plusSeconds(STEP_SECONDS))
            .toList();
    System.out.println(
        "rollout: " + slots.size() + " bursts of " + SCHEDULES + " from " + first + " to " + last);

    await("the record of the last burst")
        .atMost(PATIENCE)
        .until(
            () ->
                record.created().stream().filter(event -> event.slot().equals(last)).count()
                    >= SCHEDULES);
    assertThat(schedules(namespace)).hasSize(SCHEDULES);
    for (GradedCronJob schedule : schedules(namespace)) {
      assertThat(
              record.created(schedule.getMetadata().getName()).stream()
                  .map(WatchRecord.JobEvent::slot))
          .as("creates of " + schedule.getMetadata().getName())
          .containsAll(slots)
          .doesNotHaveDuplicates();
      assertThat(schedule.getStatus().lastMissed()).as("missed slots").isNull();
      assertThat(schedule.getStatus().lastSkipped()).as("skipped slots").isNull();
    }
  }
}
