package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gradedcron.operator.ApiClient;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobSpec;
import io.gradedcron.operator.harness.JsonMutator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is sent is what {@link JobFactory} makes. */
class JobTextTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final KubernetesSerialization client = ApiClient.serialization();
  private final ObjectMapper json = new ObjectMapper();
  private final JsonNode good;

  JobTextTest() throws IOException {
    try (InputStream file =
        getClass().getResourceAsStream("/io/gradedcron/operator/fire/good-objects.json")) {
      good = json.readTree(file);
    }
  }

  private static GradedCronJob schedule(JobTemplateSpec template) {
    GradedCronJobSpec spec = Schedules.spec("* * * * *", null, 0, template);
    return Schedules.schedule("report", spec);
  }

  private JsonNode text(JobTemplateSpec template) {
    return read(new JobText().job(schedule(template), NOON));
  }

  private JsonNode objects(JobTemplateSpec template) {
    return read(
        client
            .asJson(new JobFactory().job(schedule(template), NOON))
            .getBytes(StandardCharsets.UTF_8));
  }

  private JsonNode read(byte[] json) {
    return client.unmarshal(new ByteArrayInputStream(json), JsonNode.class);
  }

  @Property(tries = 1_000)
  void theTextOfAnyTemplateIsThatOfTheObjects(@ForAll long seed) {
    ObjectNode spec = (ObjectNode) good.at("/GradedCronJob/spec").deepCopy();
    JsonNode mutated = new JsonMutator(seed).mutated(spec, "jobTemplate").get("jobTemplate");
    JobTemplateSpec template = read(mutated);
    if (template == null
        || template.getSpec() == null
        || template.getSpec().getTemplate() == null
        || refusedAnyway(template)) {
      return;
    }
    assertThat(withoutNulls(text(template))).isEqualTo(withoutNulls(objects(template)));
    for (Instant slot : List.of(NOON, NOON.plusSeconds(seed & 0xFFFFFFFL))) {
      assertThat(new JobText().frame(schedule(template)).job(slot))
          .as("of a frame, at " + slot)
          .isEqualTo(new JobText().job(schedule(template), slot));
    }
  }

  @Example
  void aFrameIsForSlotsOfOneLength() {
    assertThat(
            Stream.of(
                    "2001-09-09T01:46:40Z",
                    "2286-11-20T17:46:39Z",
                    "2026-11-27T15:00:00Z",
                    "2001-09-09T01:46:39Z",
                    "2286-11-20T17:46:40Z",
                    "2026-11-27T15:00:00.5Z")
                .map(slot -> JobFrame.fits(Instant.parse(slot))))
        .containsExactly(true, true, true, false, false, false);
  }

  /** A null in a list is read as an empty object: the builders write it so. */
  private static JsonNode withoutNulls(JsonNode tree) {
    tree.findParents("spec").forEach(JobTextTest::fill);
    return tree;
  }

  private static void fill(JsonNode tree) {
    if (tree instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i).isNull()) {
          list.set(i, list.objectNode());
        }
      }
    }
    tree.forEach(JobTextTest::fill);
  }

  private JobTemplateSpec read(JsonNode template) {
    try {
      return client.convertValue(template, JobTemplateSpec.class);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** A label that is no text: the objects and the text differ, and the API server takes neither. */
  private static boolean refusedAnyway(JobTemplateSpec template) {
    var pod = template.getSpec().getTemplate().getMetadata();
    return pod != null && pod.getAdditionalProperties().containsKey("labels");
  }

  @Example
  void aTemplateWithoutLabelsGetsOurs() {
    JsonNode job = text(Schedules.template());

    assertThat(job).isEqualTo(objects(Schedules.template()));
    assertThat(job.at("/spec/template/metadata/labels").size()).isEqualTo(2);
  }

  @Example
  void theObjectsCanBeReadFromTheText() {
    JobTemplateSpec template =
        read(
            json.valueToTree(
                Map.of(
                    "metadata",
                    Map.of("labels", Map.of("team", "shop", "gradedcron.io/level", "9")),
                    "spec",
                    Map.of(
                        "ttlSecondsAfterFinished",
                        3,
                        "template",
                        Map.of(
                            "metadata",
                            Map.of("labels", Map.of("gradedcron.io/schedule", "x", "a", "b")),
                            "spec",
                            Map.of("restartPolicy", "Never"))))));
    Job job = client.unmarshal(text(template).toString(), Job.class);

    assertThat(job).isEqualTo(new JobFactory().job(schedule(template), NOON));
    assertThat(job.getSpec().getTtlSecondsAfterFinished()).isEqualTo(10);
    assertThat(job.getMetadata().getLabels()).containsEntry("gradedcron.io/level", "2");
    assertThat(job.getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry("a", "b")
        .containsEntry("gradedcron.io/schedule", "report");
  }
}
