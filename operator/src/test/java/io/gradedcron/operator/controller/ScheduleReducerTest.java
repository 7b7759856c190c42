package io.gradedcron.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.harness.Manifests;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduleReducerTest {
  private static Map<String, String> kept(Map<String, String> annotations) {
    GradedCronJob schedule = new Manifests.Schedule("shop", "report", 2, "* * * * *").build();
    schedule.getMetadata().setAnnotations(annotations);
    new ScheduleReducer().reduce(schedule, null);
    return schedule.getMetadata().getAnnotations();
  }

  @Test
  void ofTheAnnotationsOnlyTheRunThatIsAskedForIsKept() {
    Map<String, String> annotations = new HashMap<>();
    annotations.put("kubectl.kubernetes.io/last-applied-configuration", "{}");
    annotations.put(GradedCron.TRIGGER_ANNOTATION, "2026-11-23T12:00:20Z");

    assertThat(kept(annotations))
        .containsExactly(Map.entry(GradedCron.TRIGGER_ANNOTATION, "2026-11-23T12:00:20Z"));
  }

  @Test
  void withoutSuchARunNoneIsKept() {
    assertThat(kept(Map.of("a", "b"))).isEmpty();
    assertThat(kept(null)).isEmpty();
  }
}
