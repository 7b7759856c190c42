package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
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
    return text(template, LevelProfile.NONE);
  }

  private JsonNode text(JobTemplateSpec template, LevelProfile level) {
    return read(new JobText(levels(level)).job(schedule(template), NOON));
  }

  private JsonNode objects(JobTemplateSpec template) {
    return objects(template, LevelProfile.NONE);
  }

  private JsonNode objects(JobTemplateSpec template, LevelProfile level) {
    return read(
        client
            .asJson(new JobFactory(levels(level)).job(schedule(template), NOON))
            .getBytes(StandardCharsets.UTF_8));
  }

  /** The schedules here are of level 2. */
  private static LevelProfiles levels(LevelProfile two) {
    LevelProfile wrong =
        new LevelProfile(
            Optional.of("not-mine"), Map.of("not", "mine"), List.of(), OptionalInt.empty());
    return new LevelProfiles(wrong, two, wrong);
  }

  private static LevelProfile profile() {
    return new LevelProfile(
        Optional.of("batch"),
        Map.of("pool", "batch", "disk", "ssd"),
        List.of(
            new TolerationBuilder().withKey("batch").withOperator("Exists").build(),
            new TolerationBuilder()
                .withKey("spot")
                .withOperator("Equal")
                .withValue("yes")
                .withEffect("NoExecute")
                .withTolerationSeconds(60L)
                .build()),
        OptionalInt.of(5));
  }

  /** Any part of it. */
  private static LevelProfile profile(Random random) {
    LevelProfile whole = profile();
    return new LevelProfile(
        whole.priorityClassName().filter(name -> random.nextBoolean()),
        random.nextBoolean() ? whole.nodeSelector() : Map.of(),
        whole.tolerations().subList(0, random.nextInt(3)),
        OptionalInt.empty());
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
    LevelProfile level = profile(new Random(seed));
    assertThat(withoutNulls(text(template, level)))
        .isEqualTo(withoutNulls(objects(template, level)));
    JobText text = new JobText(levels(level));
    for (Instant slot : List.of(NOON, NOON.plusSeconds(seed & 0xFFFFFFFL))) {
      assertThat(text.frame(schedule(template)).job(slot))
          .as("of a frame, at " + slot)
          .isEqualTo(text.job(schedule(template), slot));
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

  /**
   * A label that is no text, or a selector that is none: the objects and the text differ, and the
   * API server takes neither.
   */
  private static boolean refusedAnyway(JobTemplateSpec template) {
    var pod = template.getSpec().getTemplate().getMetadata();
    var spec = template.getSpec().getTemplate().getSpec();
    return (pod != null && pod.getAdditionalProperties().containsKey("labels"))
        || (spec != null
            && !Collections.disjoint(
                spec.getAdditionalProperties().keySet(),
                List.of("priorityClassName", "nodeSelector", "tolerations")));
  }

  private JobTemplateSpec template(String podSpec) {
    try {
      return read(json.readTree("{\"spec\":{\"template\":{\"spec\":" + podSpec + "}}}"));
    } catch (IOException e) {
      throw new AssertionError(podSpec, e);
    }
  }

  /** What the Job of a template with this pod spec has as pod spec, without its quotes. */
  private String podSpec(String template) {
    JsonNode text = text(template(template), profile());
    assertThat(text).isEqualTo(objects(template(template), profile()));
    return text.at("/spec/template/spec").toString().replace("\"", "");
  }

  @Example
  void whatIsLaidDownForALevelIsAddedToATemplateThatNamesNone() {
    assertThat(podSpec("{\"restartPolicy\":\"Never\"}"))
        .contains("restartPolicy:Never", "priorityClassName:batch", "pool:batch", "disk:ssd")
        .contains("{key:batch,operator:Exists}")
        .contains("{key:spot,operator:Equal,value:yes,effect:NoExecute,tolerationSeconds:60}");
  }

  @Example
  void thePriorityClassOfATemplateStays() {
    assertThat(podSpec("{\"priorityClassName\":\"own\"}"))
        .contains("priorityClassName:own")
        .doesNotContain("priorityClassName:batch");
    assertThat(podSpec("{\"priorityClassName\":\"\"}")).contains("priorityClassName:batch");
  }

  @Example
  void whoNamesARankOfItsOwnGetsNoClassWhichItWouldContradict() {
    assertThat(podSpec("{\"priority\":0}")).doesNotContain("priorityClassName");
    assertThat(podSpec("{\"preemptionPolicy\":\"Never\"}")).doesNotContain("priorityClassName");
  }

  @Example
  void aTemplatesNodeSelectorIsExtendedAndItsKeysWin() {
    assertThat(podSpec("{\"nodeSelector\":{\"pool\":\"own\",\"zone\":\"a\"}}"))
        .contains("pool:own", "zone:a", "disk:ssd")
        .doesNotContain("pool:batch");
  }

  @Example
  void tolerationsAreAppendedToATemplatesOwn() {
    assertThat(podSpec("{\"tolerations\":[{\"key\":\"own\",\"operator\":\"Exists\"}]}"))
        .contains("tolerations:[{key:own,operator:Exists},{key:batch,operator:Exists},{key:spot,");
  }

  @Example
  void theTrialOfATemplateHoldsWhatIsLaidDownForItsLevel() {
    Job trial =
        client.unmarshal(
            new ByteArrayInputStream(
                new JobText(levels(profile())).trial(schedule(template("{\"containers\":[]}")))),
            Job.class);

    assertThat(trial.getSpec().getTemplate().getSpec().getPriorityClassName()).isEqualTo("batch");
    assertThat(trial.getSpec().getTemplate().getSpec().getNodeSelector())
        .containsEntry("disk", "ssd");
    assertThat(trial.getSpec().getTemplate().getSpec().getTolerations()).hasSize(2);
  }

  @Example
  void aLevelThatNothingIsLaidDownForLeavesItsTemplatesAsTheyAre() {
    JobTemplateSpec template = template("{\"tolerations\":[],\"restartPolicy\":\"Never\"}");

    assertThat(text(template).at("/spec/template/spec"))
        .isEqualTo(json.valueToTree(template).at("/spec/template/spec"));
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
