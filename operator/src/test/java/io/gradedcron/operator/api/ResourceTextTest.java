package io.gradedcron.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The resources as the Kubernetes client reads and writes them. */
class ResourceTextTest {
  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @ParameterizedTest
  @CsvSource({
    "2026-11-27T18:00:00Z, 2026-11-27T18:00:00Z",
    "2026-11-27T18:00:00+01:00, 2026-11-27T17:00:00Z",
    "2026-11-27T18:00:00-17:59, 2026-11-28T11:59:00Z",
    "2026-11-27T18:00:00-00:00, 2026-11-27T18:00:00Z",
    "2026-11-27T18:00:00.5Z, 2026-11-27T18:00:00.500Z",
    "2026-11-27T18:00:00.123456789+05:30, 2026-11-27T12:30:00.123456789Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-12:00, +10000-01-01T11:59:59Z",
  })
  void whateverInstantTheSchemaLetsThroughIsRead(String written, String meant) {
    Degradation read = degradation("kind: Degradation\nspec: {until: \"%s\"}".formatted(written));

    assertThat(read.getSpec().until()).isEqualTo(Instant.parse(meant));
  }

  @Test
  void instantsAreWrittenAsRfc3339() {
    Degradation degradation = new Degradation();
    degradation.setSpec(
        new DegradationSpec(
            3,
            null,
            Instant.parse("2026-11-27T17:00:00Z"),
            Instant.parse("2026-11-27T17:00:00.250Z"),
            null,
            null,
            null,
            null,
            null));
    GradedCronJob schedule = new GradedCronJob();
    schedule.setStatus(
        status(
            Instant.parse("2026-11-27T17:00:05Z"),
            new GradedCronJobStatus.SkippedRange(
                Instant.parse("2026-11-27T16:00:00Z"),
                Instant.parse("2026-11-27T17:00:00Z"),
                SkipReason.Degraded)));

    JsonNode spec = tree(degradation).get("spec");
    assertThat(spec.get("startTime").textValue()).isEqualTo("2026-11-27T17:00:00Z");
    assertThat(spec.get("until").textValue()).isEqualTo("2026-11-27T17:00:00.250Z");
    JsonNode status = tree(schedule).get("status");
    assertThat(status.get("lastHandledTime").textValue()).isEqualTo("2026-11-27T17:00:05Z");
    assertThat(status.get("lastSkipped").get("from").textValue()).isEqualTo("2026-11-27T16:00:00Z");
    assertThat(status.get("lastSkipped").get("reason").textValue()).isEqualTo("Degraded");
  }

  @Test
  void whatIsWrittenIsReadAsTheSameValue() {
    GradedCronJob schedule = new GradedCronJob();
    schedule.setSpec(
        new GradedCronJobSpec(
            1,
            "*/5 * * * *",
            "Europe/Berlin",
            true,
            ConcurrencyPolicy.Replace,
            60L,
            HeldRunPolicy.RunLatest,
            30,
            5,
            2,
            null));
    schedule.setStatus(status(Instant.parse("2026-11-27T17:00:05Z"), null));

    GradedCronJob read = schedule(serialization.asJson(schedule));

    assertThat(read.getSpec()).isEqualTo(schedule.getSpec());
    assertThat(read.getStatus()).isEqualTo(schedule.getStatus());
  }

  @Test
  void absentPartsOfAStatusAreNotWritten() {
    GradedCronJob schedule = new GradedCronJob();
    schedule.setStatus(status(null, null));

    assertThat(tree(schedule).get("status").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("activeCount", "state", "conditions");
  }

  @Test
  void aTemplateAsKubectlPrintsItIsRead() {
    GradedCronJob read =
        schedule(
            """
            apiVersion: gradedcron.io/v1
            kind: GradedCronJob
            metadata:
              creationTimestamp: null
              name: report
            spec:
              level: 3
              schedule: '*/5 * * * *'
              jobTemplate:
                metadata:
                  creationTimestamp: null
                  name: report
                  labels: {team: shop}
                spec:
                  template:
                    metadata:
                      creationTimestamp: null
                    spec:
                      restartPolicy: OnFailure
                      volumes: null
                      containers:
                      - image: busybox
                        name: report
                        args: null
                        resources:
                          limits: {cpu: 1.5, memory: 1Gi}
                          requests: {cpu: 1}
            status: {}
            """);

    var template = read.getSpec().jobTemplate().read();
    assertThat(template.getMetadata().getLabels()).containsEntry("team", "shop");
    assertThat(template.getMetadata().getCreationTimestamp()).isNull();
    var container = template.getSpec().getTemplate().getSpec().getContainers().get(0);
    assertThat(container.getResources().getLimits())
        .containsEntry("cpu", new Quantity("1.5"))
        .containsEntry("memory", new Quantity("1Gi"));
    assertThat(container.getResources().getRequests()).containsEntry("cpu", new Quantity("1"));
    JsonNode written =
        tree(read).at("/spec/jobTemplate/spec/template/spec/containers/0/resources/limits/cpu");
    assertThat(written.asText()).isEqualTo("1.5");
  }

  @Test
  void fieldsAndWordsOfANewerVersionAreOverlooked() {
    GradedCronJob schedule =
        schedule(
            """
            kind: GradedCronJob
            spec: {level: 2, colour: red, concurrencyPolicy: Queue, heldRunPolicy: RunAll}
            status: {mood: good, state: Paused, lastSkipped: {reason: Bored, by: cat}}
            """);
    Degradation degradation =
        degradation(
            """
            kind: Degradation
            spec: {level: 3, colour: red, actions: {level3: Freeze, level1: Run}}
            status: {mood: good, held: 2}
            """);

    assertThat(schedule.getSpec().level()).isEqualTo(2);
    assertThat(schedule.getSpec().concurrencyPolicy()).isEqualTo(ConcurrencyPolicy.Allow);
    assertThat(schedule.getSpec().heldRunPolicy()).isEqualTo(HeldRunPolicy.Skip);
    assertThat(schedule.getStatus().state()).isNull();
    assertThat(schedule.getStatus().lastSkipped().reason()).isNull();
    assertThat(degradation.getSpec().actions().level3()).isEqualTo(DegradationAction.ScaleToZero);
    assertThat(degradation.getStatus().held()).isEqualTo(2);
  }

  @Test
  void aResourceWithoutSpecOrStatusHasNone() {
    GradedCronJob read = schedule("kind: GradedCronJob\nmetadata: {name: a}");

    assertThat(read.getSpec()).isNull();
    assertThat(read.getStatus()).isNull();
    assertThat(tree(read).has("status")).isFalse();
  }

  private static GradedCronJobStatus status(
      Instant lastHandledTime, GradedCronJobStatus.SkippedRange lastSkipped) {
    return new GradedCronJobStatus(
        null,
        null,
        lastHandledTime,
        null,
        null,
        null,
        null,
        null,
        2,
        lastSkipped,
        null,
        null,
        ScheduleState.Active,
        List.of(new ConditionBuilder().withType("Ready").withStatus("True").build()));
  }

  private GradedCronJob schedule(String text) {
    return serialization.unmarshal(text, GradedCronJob.class);
  }

  private Degradation degradation(String text) {
    return serialization.unmarshal(text, Degradation.class);
  }

  private JsonNode tree(Object value) {
    return serialization.convertValue(value, JsonNode.class);
  }
}
