package io.gradedcron.operator.chaos;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Turns objects of the API into what is counted. Stateless; any thread. */
final class Records {
  private Records() {}

  /**
   * Reads a Job; empty if it is nobody's run.
   *
   * @param version the resourceVersion of its create; 0 if only a later one is known
   */
  static Optional<Evidence.JobCreated> job(Job job, long version, Instant at, String by) {
    String slot =
        job.getMetadata().getAnnotations() == null
            ? null
            : job.getMetadata().getAnnotations().get(GradedCron.SLOT_ANNOTATION);
    if (slot == null || job.getMetadata().getOwnerReferences().isEmpty()) {
      return Optional.empty();
    }
    OwnerReference owner = job.getMetadata().getOwnerReferences().get(0);
    return Optional.of(
        new Evidence.JobCreated(
            owner.getUid(),
            owner.getName(),
            Instant.parse(slot),
            job.getMetadata().getUid(),
            version,
            at,
            by));
  }

  static Evidence.ScheduleVersion schedule(GradedCronJob schedule, Instant at) {
    Map<String, String> labels = schedule.getMetadata().getLabels();
    return new Evidence.ScheduleVersion(
        schedule.getMetadata().getUid(),
        schedule.getMetadata().getNamespace() + "/" + schedule.getMetadata().getName(),
        Long.parseLong(schedule.getMetadata().getResourceVersion()),
        at,
        schedule.getMetadata().getGeneration(),
        Instant.parse(schedule.getMetadata().getCreationTimestamp()),
        labels == null ? Map.of() : Map.copyOf(labels),
        schedule.getSpec(),
        schedule.getStatus());
  }

  static Evidence.PolicyVersion policy(Degradation degradation) {
    Long governs =
        degradation.getStatus() == null ? null : degradation.getStatus().observedGeneration();
    return new Evidence.PolicyVersion(
        degradation.getMetadata().getName(),
        Long.parseLong(degradation.getMetadata().getResourceVersion()),
        degradation.getMetadata().getGeneration(),
        governs == null ? 0 : governs,
        degradation.getSpec());
  }
}
