package io.gradedcron.operator.controller;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.gradedcron.operator.api.GradedCron;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Takes from a Job what {@link io.gradedcron.operator.plan.JobReader} does not read: its pods'
 * template above all. Stateless.
 */
final class RunReducer implements ReducingStore.Reducer<Job> {
  private static final Set<String> ENDS = Set.of("Complete", "Failed");

  @Override
  public void reduce(Job fresh, Job before) {
    fresh.setSpec(null);
    fresh.setStatus(reduced(fresh.getStatus()));
    fresh.setAdditionalProperties(Map.of());
    ObjectMeta metadata = fresh.getMetadata();
    metadata.setLabels(only(GradedCron.LEVEL_LABEL, metadata.getLabels()));
    metadata.setAnnotations(only(GradedCron.SLOT_ANNOTATION, metadata.getAnnotations()));
    metadata.setOwnerReferences(controllers(metadata.getOwnerReferences()));
    metadata.setCreationTimestamp(null);
    Metadata.compact(metadata);
  }

  private static Map<String, String> only(String key, Map<String, String> map) {
    String value = map == null ? null : map.get(key);
    return value == null ? Map.of() : Map.of(key, value);
  }

  private static List<OwnerReference> controllers(List<OwnerReference> owners) {
    if (owners == null) {
      return List.of();
    }
    return owners.stream()
        .filter(Objects::nonNull)
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .map(RunReducer::reduced)
        .toList();
  }

  private static OwnerReference reduced(OwnerReference owner) {
    OwnerReference reduced = new OwnerReference();
    reduced.setApiVersion(owner.getApiVersion());
    reduced.setKind(owner.getKind());
    reduced.setUid(owner.getUid());
    reduced.setController(true);
    reduced.setAdditionalProperties(Map.of());
    return reduced;
  }

  private static JobStatus reduced(JobStatus status) {
    if (status == null) {
      return null;
    }
    List<JobCondition> ends =
        status.getConditions() == null
            ? List.of()
            : status.getConditions().stream()
                .filter(Objects::nonNull)
                .filter(condition -> condition.getType() != null)
                .filter(condition -> ENDS.contains(condition.getType()))
                .map(RunReducer::reduced)
                .toList();
    if (ends.isEmpty() && status.getCompletionTime() == null) {
      return null;
    }
    JobStatus reduced = new JobStatus();
    reduced.setConditions(ends);
    reduced.setCompletionTime(status.getCompletionTime());
    reduced.setAdditionalProperties(Map.of());
    return reduced;
  }

  private static JobCondition reduced(JobCondition condition) {
    JobCondition reduced = new JobCondition();
    reduced.setType(condition.getType());
    reduced.setStatus(condition.getStatus());
    reduced.setLastTransitionTime(condition.getLastTransitionTime());
    reduced.setAdditionalProperties(Map.of());
    return reduced;
  }
}
