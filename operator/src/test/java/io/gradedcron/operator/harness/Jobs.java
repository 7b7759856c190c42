package io.gradedcron.operator.harness;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Looks at what the operator made in a namespace. */
public final class Jobs {
  private final KubernetesClient client;
  private final String namespace;

  /** Looks into a namespace. */
  public Jobs(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Returns a schedule's Jobs that exist, the oldest slot first. */
  public List<Job> of(String schedule) {
    return client
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace)
        .withLabel(GradedCron.SCHEDULE_LABEL, schedule)
        .list()
        .getItems()
        .stream()
        .sorted(Comparator.comparing(Jobs::slot))
        .toList();
  }

  /** Returns those of them that are not finished. */
  public List<Job> active(String schedule) {
    return of(schedule).stream()
        .filter(job -> !isTrue(job, "Complete") && !isTrue(job, "Failed"))
        .toList();
  }

  /** Returns those of them that completed. */
  public List<Job> completed(String schedule) {
    return of(schedule).stream().filter(job -> isTrue(job, "Complete")).toList();
  }

  /** Returns the slot of a Job. */
  public static Instant slot(Job job) {
    return Instant.parse(job.getMetadata().getAnnotations().get(GradedCron.SLOT_ANNOTATION));
  }

  /** Returns the newest slot of a schedule's Jobs. */
  public Optional<Instant> newestSlot(String schedule) {
    return of(schedule).stream().map(Jobs::slot).max(Comparator.naturalOrder());
  }

  /** Returns a schedule's status; a fresh one where it has none yet. */
  public Optional<GradedCronJobStatus> status(String schedule) {
    GradedCronJob found =
        client.resources(GradedCronJob.class).inNamespace(namespace).withName(schedule).get();
    return Optional.ofNullable(found).map(GradedCronJob::getStatus);
  }

  private static boolean isTrue(Job job, String type) {
    return job.getStatus() != null
        && job.getStatus().getConditions() != null
        && job.getStatus().getConditions().stream()
            .anyMatch(c -> type.equals(c.getType()) && "True".equals(c.getStatus()));
  }
}
