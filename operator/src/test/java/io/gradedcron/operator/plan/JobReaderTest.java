package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobReaderTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final String SLOT = "batch.kubernetes.io/cronjob-scheduled-timestamp";

  private final JobReader reader = new JobReader();

  /** A Job as the API server hands it out once it was launched. */
  private static Job launched() {
    return new JobBuilder(new JobFactory().job(Schedules.schedule(), NOON))
        .editMetadata()
        .withUid("job-uid")
        .endMetadata()
        .build();
  }

  private static Job owned(OwnerReference... owners) {
    return new JobBuilder().withNewMetadata().withOwnerReferences(owners).endMetadata().build();
  }

  private static OwnerReference owner(
      String apiVersion, String kind, String uid, Boolean controller) {
    return new OwnerReference(apiVersion, null, controller, kind, "report", uid);
  }

  private Run read(Job job) {
    return reader.run(job).orElseThrow();
  }

  private static Job annotated(String name, Map<String, String> annotations) {
    return new JobBuilder(launched())
        .editMetadata()
        .withName(name)
        .withAnnotations(annotations)
        .endMetadata()
        .build();
  }

  private static Job with(JobCondition... conditions) {
    return new JobBuilder(launched())
        .withNewStatus()
        .withConditions(conditions)
        .endStatus()
        .build();
  }

  private static JobCondition condition(String type, String value) {
    return new JobConditionBuilder()
        .withType(type)
        .withStatus(value)
        .withLastTransitionTime("2026-11-23T12:05:00Z")
        .build();
  }

  @Test
  void whatTheFactoryMadeIsReadBack() {
    assertThat(read(launched()))
        .isEqualTo(
            new Run(
                "report-1795435200",
                "job-uid",
                NOON,
                2,
                Run.Phase.ACTIVE,
                false,
                Optional.empty()));
    assertThat(reader.owner(launched())).contains(Schedules.UID);
  }

  @ParameterizedTest
  @CsvSource({
    "gradedcron.io/v1, GradedCronJob, true, true",
    "gradedcron.io/v1alpha1, GradedCronJob, true, true",
    "gradedcron.io/v1, GradedCronJob, false, false",
    "gradedcron.io/v1, GradedCronJob, , false",
    "gradedcron.io/v1, Degradation, true, false",
    "batch/v1, CronJob, true, false",
    "batch/v1, GradedCronJob, true, false",
    "gradedcron.io.example.org/v1, GradedCronJob, true, false",
    "v1, GradedCronJob, true, false"
  })
  void theOwnerIsTheControllerOfOurKindAndGroup(
      String apiVersion, String kind, Boolean controller, boolean ours) {
    Job job = owned(owner(apiVersion, kind, "u", controller));

    assertThat(reader.owner(job).isPresent()).isEqualTo(ours);
  }

  @Test
  void theControllerIsFoundAmongOtherOwners() {
    Job job =
        owned(
            owner("batch/v1", "CronJob", "one", false),
            owner("gradedcron.io/v1", "GradedCronJob", "two", false),
            owner("gradedcron.io/v1", "GradedCronJob", "three", true));

    assertThat(reader.owner(job)).contains("three");
  }

  @Test
  void aJobWithoutOwnersIsNobodys() {
    Job job = owned();
    assertThat(reader.owner(job)).isEmpty();
    job.getMetadata().setOwnerReferences(null);
    assertThat(reader.owner(job)).isEmpty();
  }

  @Test
  void theAnnotationNamesTheSlot() {
    Job job = annotated("report-by-hand", Map.of(SLOT, "2026-11-23T13:00:00+01:00"));

    assertThat(read(job).slot()).isEqualTo(NOON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "noon", "1795435200"})
  void anAnnotationThatIsNoTimeLeavesTheName(String text) {
    Job job = annotated("report-1795435200", Map.of(SLOT, text));

    assertThat(read(job).slot()).isEqualTo(NOON);
  }

  @Test
  void withoutAnnotationsTheNameNamesTheSlot() {
    Job job = annotated("nightly-report-1795435200", Map.of());
    assertThat(read(job).slot()).isEqualTo(NOON);
    job.getMetadata().setAnnotations(null);
    assertThat(read(job).slot()).isEqualTo(NOON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"report", "report-", "report-x1", "report-99999999999999999999"})
  void aJobThatNamesNoSlotIsNoRun(String name) {
    assertThat(reader.run(annotated(name, Map.of()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "0, 3", "high, 3"})
  void theLevelIsTheLabelsElseTheLeastImportant(String label, int level) {
    Job job = launched();
    job.getMetadata().setLabels(Map.of("gradedcron.io/level", label));

    assertThat(read(job).level()).isEqualTo(level);
  }

  @Test
  void aRunWithoutLabelsIsOfTheLeastImportantLevel() {
    Job job = launched();
    job.getMetadata().setLabels(Map.of("team", "billing"));
    assertThat(read(job).level()).isEqualTo(3);
    job.getMetadata().setLabels(null);
    assertThat(read(job).level()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "Complete, True, SUCCEEDED",
    "Failed, True, FAILED",
    "Complete, False, ACTIVE",
    "Failed, Unknown, ACTIVE",
    "Suspended, True, ACTIVE",
    "FailureTarget, True, ACTIVE",
    "SuccessCriteriaMet, True, ACTIVE"
  })
  void thePhaseIsThatOfTheFinalCondition(String type, String value, Run.Phase phase) {
    assertThat(read(with(condition(type, value))).phase()).isEqualTo(phase);
  }

  @Test
  void aFinalConditionIsFoundBehindOthers() {
    Run run = read(with(condition("FailureTarget", "True"), condition("Failed", "True")));

    assertThat(run.phase()).isEqualTo(Run.Phase.FAILED);
    assertThat(run.finishedAt()).contains(Instant.parse("2026-11-23T12:05:00Z"));
  }

  @Test
  void aStatusWithoutConditionsIsThatOfAnActiveRun() {
    Job job = with();
    assertThat(read(job).phase()).isEqualTo(Run.Phase.ACTIVE);
    job.getStatus().setConditions(null);
    assertThat(read(job).phase()).isEqualTo(Run.Phase.ACTIVE);
    assertThat(read(job).finishedAt()).isEmpty();
  }

  @Test
  void aSucceededRunFinishedAtItsCompletion() {
    Job job = with(condition("Complete", "True"));
    job.getStatus().setCompletionTime("2026-11-23T12:04:59Z");

    assertThat(read(job).finishedAt()).contains(Instant.parse("2026-11-23T12:04:59Z"));
  }

  @Test
  void aRunWithADeletionTimestampIsBeingDeletedAndActive() {
    Job job = launched();
    job.getMetadata().setDeletionTimestamp("2026-11-23T12:01:00Z");

    assertThat(read(job).deleting()).isTrue();
    assertThat(read(job).isActive()).isTrue();
  }
}
