package io.gradedcron.operator.chaos;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.harness.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * What people do meanwhile: patch Degradations, edit schedules, delete Jobs. It speaks to the API
 * server itself, not through a proxy.
 */
final class Meddler {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  /** Younger ones may not be covered by a saved status: deleting them could launch a slot again. */
  private static final Duration YOUNGEST_TO_DELETE = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final String namespace;
  private final List<String> schedules;
  private final List<String> degradations;
  private final BusySchedules texts;
  private final FaultLog log;
  private final Pause pause;
  private final Random random;

  Meddler(
      KubernetesClient client,
      String namespace,
      List<String> schedules,
      List<String> degradations,
      FaultLog log,
      Pause pause,
      Random random) {
    this.client = client;
    this.namespace = namespace;
    this.schedules = schedules;
    this.degradations = degradations;
    this.texts = new BusySchedules(random);
    this.log = log;
    this.pause = pause;
    this.random = random;
  }

  /** Goes on until the run ends. */
  void meddle() {
    while (pause.lasts(Duration.ofMillis(200 + random.nextInt(1_200)))) {
      try {
        int dice = random.nextInt(10);
        if (dice < 2) {
          flip();
        } else if (dice < 6) {
          edit();
        } else {
          delete();
        }
      } catch (KubernetesClientException e) {
        // The API server is away: people try again, too.
        pause.lasts(Duration.ofMillis(500));
      }
    }
  }

  private void flip() {
    int level = List.of(0, 0, 3, 2).get(random.nextInt(4));
    client
        .resources(Degradation.class)
        .withName(oneOf(degradations))
        .patch(MERGE, "{\"spec\":{\"level\":" + level + "}}");
    log.begins(Fault.DEGRADATION_FLIP, 0);
  }

  private void edit() {
    String spec =
        switch (random.nextInt(4)) {
          case 0 -> "\"suspend\":true";
          case 1 -> "\"suspend\":false";
          case 2 -> "\"level\":" + (1 + random.nextInt(3));
          default -> "\"schedule\":\"" + texts.text() + "\"";
        };
    client
        .resources(GradedCronJob.class)
        .inNamespace(namespace)
        .withName(oneOf(schedules))
        .patch(MERGE, "{\"spec\":{" + spec + "}}");
    log.begins(Fault.SCHEDULE_EDIT, 0);
  }

  private void delete() {
    String schedule = oneOf(schedules);
    Instant oldEnough = Instant.now().minus(YOUNGEST_TO_DELETE).minusSeconds(1);
    List<Job> old =
        client
            .batch()
            .v1()
            .jobs()
            .inNamespace(namespace)
            .withLabel("gradedcron.io/schedule", schedule)
            .list()
            .getItems()
            .stream()
            .filter(
                job -> Instant.parse(job.getMetadata().getCreationTimestamp()).isBefore(oldEnough))
            .toList();
    if (!old.isEmpty()) {
      client
          .resource(old.get(random.nextInt(old.size())))
          .withPropagationPolicy(DeletionPropagation.BACKGROUND)
          .delete();
      log.begins(Fault.JOB_DELETE, 0);
    }
  }

  private String oneOf(List<String> names) {
    return names.get(random.nextInt(names.size()));
  }
}
