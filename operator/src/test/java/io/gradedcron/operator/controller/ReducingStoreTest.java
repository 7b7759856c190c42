package io.gradedcron.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gradedcron.operator.ApiClient;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.plan.JobReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReducingStoreTest {
  private static final String KEY = "shop/report";

  private final KubernetesSerialization client = ApiClient.serialization();
  private final ReducingStore<GradedCronJob> schedules = new ReducingStore<>(new ScheduleReducer());
  private final ReducingStore<Job> runs = new ReducingStore<>(new RunReducer());
  private final JobReader reader = new JobReader();

  private static GradedCronJob schedule(String version, long generation) {
    GradedCronJob schedule = new Manifests.Schedule("shop", "report", 2, "* * * * *").build();
    schedule.getMetadata().setUid("uid");
    schedule.getMetadata().setResourceVersion(version);
    schedule.getMetadata().setGeneration(generation);
    schedule.getMetadata().setLabels(new HashMap<>(Map.of("team", "shop")));
    schedule
        .getMetadata()
        .setAnnotations(Map.of("kubectl.kubernetes.io/last-applied-configuration", "{...}"));
    return schedule;
  }

  private static GradedCronJob withCondition(GradedCronJob schedule) {
    Condition ready =
        new ConditionBuilder()
            .withType("Ready")
            .withStatus("True")
            .withReason("Ready")
            .withMessage("")
            .build();
    schedule.setStatus(
        new GradedCronJobStatus(
            1L,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            0,
            null,
            null,
            null,
            null,
            new ArrayList<>(List.of(ready))));
    return schedule;
  }

  @Test
  void aScheduleIsKeptWithoutItsAnnotationsAndElseAsItIs() {
    GradedCronJob schedule = schedule("7", 1);
    schedules.put(KEY, schedule);

    GradedCronJob expected = schedule("7", 1);
    expected.getMetadata().setAnnotations(Map.of());
    assertThat(client.asJson(schedules.get(KEY))).isEqualTo(client.asJson(expected));
    assertThat(schedules.get(KEY)).isSameAs(schedule);
  }

  @Test
  void aStatusWriteBringsNoSecondCopyOfTheSpec() {
    GradedCronJob before = schedule("7", 1);
    schedules.put(KEY, before);
    GradedCronJob after = schedule("8", 1);

    assertThat(schedules.put(KEY, after)).isSameAs(before);
    assertThat(after.getSpec()).isSameAs(before.getSpec());
    assertThat(schedules.get(KEY).getMetadata().getResourceVersion()).isEqualTo("8");
  }

  @ParameterizedTest
  @CsvSource({"2,uid", "1,of-a-successor"})
  void anEditOrASuccessorBringsItsOwnSpec(long generation, String uid) {
    GradedCronJob before = schedule("7", 1);
    schedules.put(KEY, before);
    GradedCronJob after = schedule("8", generation);
    after.getMetadata().setUid(uid);
    schedules.put(KEY, after);

    assertThat(after.getSpec()).isNotSameAs(before.getSpec());
  }

  @Test
  void conditionsThatAreEqualAreKeptOnce() {
    GradedCronJob one = withCondition(schedule("7", 1));
    GradedCronJob other = withCondition(schedule("8", 1));
    schedules.put("shop/one", one);
    schedules.put("shop/other", other);

    assertThat(other.getStatus().conditions().get(0)).isSameAs(one.getStatus().conditions().get(0));
  }

  @Test
  void whatNoSchemaLetsThroughIsKeptToo() {
    GradedCronJob broken =
        client.unmarshal(
            """
            {"apiVersion": "gradedcron.io/v1", "kind": "GradedCronJob",
             "metadata": {"name": "report", "namespace": "shop", "labels": {"a": null, "b": "c"}},
             "status": {"conditions": [null, {}]}}
            """,
            GradedCronJob.class);
    schedules.put(KEY, broken);

    assertThat(schedules.get(KEY).getMetadata().getLabels()).containsEntry("b", "c");
    assertThat(schedules.get(KEY).getStatus().conditions()).hasSize(2).containsNull();
  }

  @ParameterizedTest
  @CsvSource({
    "2,,,",
    "1,Complete,True,2026-11-23T12:00:09Z",
    "3,Failed,True,",
    "x,Failed,False,",
    ",Complete,True,yesterday",
    "2,Suspended,True,2026-11-23T12:00:09Z"
  })
  void aJobIsReadAsTheSameRunAsBefore(
      String level, String condition, String value, String completed) {
    Job job = job(level, condition, value, completed);
    Job same = job(level, condition, value, completed);
    runs.put("shop/report-1795435200", job);

    assertThat(reader.run(job)).isPresent().isEqualTo(reader.run(same));
    assertThat(reader.owner(job)).contains("uid").isEqualTo(reader.owner(same));
  }

  @Test
  void aJobIsKeptWithoutItsPods() {
    Job job = job("2", "Complete", "True", "2026-11-23T12:00:09Z");
    runs.put("shop/report-1795435200", job);

    assertThat(client.asJson(job).length()).isLessThan(700);
    assertThat(job.getSpec()).isNull();
    assertThat(job.getMetadata().getResourceVersion()).isEqualTo("9");
  }

  private static Job job(String level, String condition, String value, String completed) {
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("report-1795435200")
        .withUid("job-uid")
        .withResourceVersion("9")
        .addToLabels("app", "report")
        .addToLabels(level == null ? Map.of() : Map.of(GradedCron.LEVEL_LABEL, level))
        .addToAnnotations(GradedCron.SLOT_ANNOTATION, "2026-11-23T12:00:00Z")
        .addToAnnotations("note", "x".repeat(1_000))
        .withOwnerReferences(
            new OwnerReference("example.com/v1", null, false, "Team", "shop", "team"),
            new OwnerReference(
                GradedCron.API_VERSION, true, true, "GradedCronJob", "report", "uid"))
        .endMetadata()
        .withNewSpec()
        .withTemplate(Manifests.template("1s").getSpec().getTemplate())
        .endSpec()
        .withNewStatus()
        .withCompletionTime(completed)
        .withSucceeded(1)
        .addNewCondition()
        .withType(condition)
        .withStatus(value)
        .withMessage("of no interest")
        .withLastTransitionTime("2026-11-23T12:00:10Z")
        .endCondition()
        .endStatus()
        .build();
  }
}
