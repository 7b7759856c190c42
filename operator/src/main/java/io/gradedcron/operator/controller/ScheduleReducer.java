package io.gradedcron.operator.controller;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import java.util.Map;
import java.util.Objects;

/**
 * Takes from a GradedCronJob what the operator does not read: its annotations but for one, such as
 * the whole manifest that kubectl leaves there. What it shares with its former state or with other
 * schedules is kept once.
 */
final class ScheduleReducer implements ReducingStore.Reducer<GradedCronJob> {
  private static final int POOL = 1 << 10;

  private final ValuePool<Condition> conditions = new ValuePool<>(POOL);

  @Override
  public void reduce(GradedCronJob fresh, GradedCronJob before) {
    ObjectMeta metadata = fresh.getMetadata();
    metadata.setAnnotations(readOf(metadata.getAnnotations()));
    Metadata.compact(metadata);
    if (before != null && isSameSpec(metadata, before.getMetadata())) {
      fresh.setSpec(before.getSpec());
    }
    if (fresh.getStatus() != null && fresh.getStatus().conditions() != null) {
      fresh.getStatus().conditions().replaceAll(this::shared);
    }
  }

  private static Map<String, String> readOf(Map<String, String> annotations) {
    String trigger = annotations == null ? null : annotations.get(GradedCron.TRIGGER_ANNOTATION);
    return trigger == null ? Map.of() : Map.of(GradedCron.TRIGGER_ANNOTATION, trigger);
  }

  private static boolean isSameSpec(ObjectMeta one, ObjectMeta other) {
    return one.getGeneration() != null
        && one.getGeneration().equals(other.getGeneration())
        && Objects.equals(one.getUid(), other.getUid());
  }

  private Condition shared(Condition condition) {
    return condition == null ? null : conditions.shared(condition);
  }
}
