package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WholeScheduleTest {
  private static final String POD =
      "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"main\"}]}}}}";
  private static final String SPEC =
      "\"level\":2,\"schedule\":\"0 4 * * *\",\"timeZone\":\"Europe/Berlin\",\"suspend\":true,"
          + "\"concurrencyPolicy\":\"Forbid\",\"startingDeadlineSeconds\":60,"
          + "\"heldRunPolicy\":\"RunLatest\",\"spreadSeconds\":30,"
          + "\"successfulJobsHistoryLimit\":4,\"failedJobsHistoryLimit\":5";

  /** Every field of a status, each readable. */
  private static final String STATUS =
      """
      {"observedGeneration": 7,
       "observed": {"schedule": "0 4 * * *", "suspend": false},
       "lastHandledTime": "2026-11-23T12:00:00Z",
       "lastScheduleTime": "2026-11-23T12:01:00Z",
       "lastSuccessfulTime": "2026-11-23T12:02:00Z",
       "lastFailureTime": "2026-11-23T12:03:00Z",
       "nextScheduleTime": "2026-11-23T12:04:00Z",
       "active": [{"name": "report-1"}],
       "activeCount": 21,
       "lastSkipped": {"from": "2026-11-23T11:00:00Z", "to": "2026-11-23T11:01:00Z", "reason": "Suspended"},
       "lastMissed": {"from": "2026-11-23T11:02:00Z", "to": "2026-11-23T11:03:00Z"},
       "heldBy": ["peak"],
       "state": "Active",
       "conditions": [{"type": "Ready", "status": "True", "reason": "Valid", "message": "",
                       "lastTransitionTime": "2026-11-23T11:00:00Z"}]}""";

  private final KubernetesSerialization json = new KubernetesSerialization();

  private GradedCronJob read(String created, String spec, String status) {
    return json.unmarshal(
        """
        {"apiVersion": "gradedcron.io/v1", "kind": "GradedCronJob",
         "metadata": {"name": "report", "namespace": "shop", "creationTimestamp": %s},
         "spec": %s, "status": %s}"""
            .formatted(created, spec, status),
        GradedCronJob.class);
  }

  private GradedCronJob withSpec(String spec) {
    return read("\"2026-11-23T11:00:30Z\"", spec, "null");
  }

  private static String whole() {
    return "{" + SPEC + ",\"jobTemplate\":" + POD + "}";
  }

  @Test
  void anObjectOfThePresentSchemaHasNoProblemAndStaysTheSame() {
    GradedCronJob schedule = read("\"2026-11-23T11:00:30Z\"", whole(), STATUS);

    assertThat(WholeSchedule.problem(schedule)).isEmpty();
    assertThat(WholeSchedule.of(schedule)).isSameAs(schedule);
  }

  @Test
  void anObjectWithoutAStatusStaysTheSame() {
    GradedCronJob schedule = withSpec(whole());

    assertThat(WholeSchedule.of(schedule)).isSameAs(schedule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null                                           | spec: is required",
        "{'schedule':'@daily'}                          | level: is required; use 1 (core)",
        "{'level':0,'schedule':'@daily'}                | level: 0 is no level; use 1 (core)",
        "{'level':4,'schedule':'@daily'}                | level: 4 is no level; use 1 (core)",
        "{'level':1}                                    | schedule: is required",
        "{'level':3,'schedule':'@daily'}                | jobTemplate.spec.template: is missing",
        "{'level':3,'schedule':'@daily','jobTemplate':{}} | jobTemplate.spec.template: is missing",
        "{'level':3,'schedule':'@daily','jobTemplate':{'spec':{}}} | jobTemplate.spec.template: is",
      },
      quoteCharacter = '"')
  void whatAnObjectLacksIsNamedByItsField(String spec, String problem) {
    GradedCronJob schedule = withSpec(spec.replace('\'', '"'));

    assertThat(WholeSchedule.problem(schedule).orElseThrow()).startsWith(problem);
    assertThat(WholeSchedule.of(schedule)).isNotSameAs(schedule);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"yesterday\""})
  void anObjectThatDoesNotSayWhenItWasCreatedIsNotWhole(String created) {
    assertThat(WholeSchedule.problem(read(created, whole(), "null")))
        .contains("metadata.creationTimestamp: is no RFC 3339 time");
  }

  @Test
  void allButTheJobIsKeptOfASpecThatIsNotWhole() {
    GradedCronJob schedule = withSpec("{" + SPEC + ",\"jobTemplate\":{}}");

    GradedCronJob kept = WholeSchedule.of(schedule);

    assertThat(kept.getMetadata()).isSameAs(schedule.getMetadata());
    assertThat(kept.getSpec().jobTemplate()).isNull();
    assertThat(kept.getSpec())
        .usingRecursiveComparison()
        .ignoringFields("jobTemplate")
        .isEqualTo(schedule.getSpec());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"null | 3", "{} | 3", "{'level':0} | 3", "{'level':4} | 3", "{'level':1} | 1"},
      quoteCharacter = '"')
  void itsLevelIsTheObjectsOwnOrTheLeastImportant(String spec, int level) {
    GradedCronJob kept = WholeSchedule.of(withSpec(spec.replace('\'', '"')));

    assertThat(kept.getSpec().level()).isEqualTo(level);
    assertThat(kept.getSpec().schedule()).isEmpty();
    assertThat(kept.getSpec().timeZone()).isEqualTo("UTC");
  }

  private GradedCronJobStatus kept(String broken, String by) {
    assertThat(STATUS).contains(broken);
    GradedCronJob schedule = read("\"2026-11-23T11:00:30Z\"", whole(), STATUS.replace(broken, by));
    GradedCronJob kept = WholeSchedule.of(schedule);
    assertThat(kept).isNotSameAs(schedule);
    assertThat(kept.getSpec()).isSameAs(schedule.getSpec());
    return kept.getStatus();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "observed    | 'schedule': '0 4 * * *',      |",
        "lastSkipped | 'from': '2026-11-23T11:00:00Z', |",
        "lastSkipped | 'to': '2026-11-23T11:01:00Z', |",
        "lastSkipped | 'Suspended' | 'Because'",
        "lastMissed  | 'from': '2026-11-23T11:02:00Z', |",
        "lastMissed  | , 'to': '2026-11-23T11:03:00Z' |",
      },
      quoteCharacter = '"')
  void aPartOfTheStatusThatNobodyCanReadIsLeftOutAndNothingElse(
      String field, String broken, String by) {
    GradedCronJobStatus all = WholeSchedule.of(read("null", whole(), STATUS)).getStatus();

    GradedCronJobStatus kept =
        kept(broken.replace('\'', '"'), by == null ? "" : by.replace('\'', '"'));

    assertThat(kept).extracting(field).isNull();
    assertThat(kept).usingRecursiveComparison().ignoringFields(field).isEqualTo(all);
  }

  @Test
  void aHoldByNobodyIsLeftOut() {
    assertThat(kept("[\"peak\"]", "[\"peak\", null, \"other\"]").heldBy())
        .containsExactly("peak", "other");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "{'status':'True','reason':'r','message':'m'}",
        "{'type':'Held','reason':'r','message':'m'}",
        "{'type':'Held','status':'True','message':'m'}",
        "{'type':'Held','status':'True','reason':'r'}",
      })
  void aConditionThatNobodyCanReadIsLeftOut(String condition) {
    GradedCronJobStatus kept =
        kept("\"conditions\": [", "\"conditions\": [" + condition.replace('\'', '"') + ", ");

    assertThat(kept.conditions()).extracting(Condition::getType).containsExactly("Ready");
  }

  @Test
  void aMessageIsKeptUpToTwoThousandCharacters() {
    String longest = "m".repeat(2_000);
    GradedCronJob schedule =
        read(
            "\"2026-11-23T11:00:30Z\"",
            whole(),
            STATUS.replace("\"message\": \"\"", "\"message\": \"" + longest + "\""));

    assertThat(WholeSchedule.of(schedule)).isSameAs(schedule);
    assertThat(kept("\"message\": \"\"", "\"message\": \"" + longest + "m\"").conditions())
        .isEmpty();
  }

  @Test
  void aStatusWithoutItsLastPartsIsKeptWhereOnlyOneIsBroken() {
    GradedCronJob schedule =
        read("\"2026-11-23T11:00:30Z\"", whole(), "{\"heldBy\": [null], \"activeCount\": 2}");

    GradedCronJobStatus kept = WholeSchedule.of(schedule).getStatus();

    assertThat(kept.heldBy()).isEqualTo(List.of());
    assertThat(kept.activeCount()).isEqualTo(2);
    assertThat(kept.conditions()).isNull();
    assertThat(kept.observed()).isNull();
  }

  @Test
  void theTimeOfCreationIsReadAsAnInstant() {
    assertThat(WholeSchedule.created(withSpec(whole())))
        .contains(Instant.parse("2026-11-23T11:00:30Z"));
  }
}
