package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpecBuilder;
import io.gradedcron.operator.api.GradedCronJob;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobFactoryTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final JobFactory factory = new JobFactory();

  private Job job(JobTemplateSpec template) {
    return factory.job(schedule(template), NOON);
  }

  private static GradedCronJob schedule(JobTemplateSpec template) {
    return Schedules.schedule("report", Schedules.spec("* * * * *", null, 0, template));
  }

  /** A template that sets labels and annotations, our keys among them. */
  private static JobTemplateSpec labelled() {
    Map<String, String> labels =
        Map.of("team", "billing", "gradedcron.io/level", "1", "gradedcron.io/schedule", "other");
    return new JobTemplateSpecBuilder(Schedules.template())
        .withNewMetadata()
        .withLabels(labels)
        .withAnnotations(
            Map.of("note", "kept", "batch.kubernetes.io/cronjob-scheduled-timestamp", "never"))
        .endMetadata()
        .editSpec()
        .editTemplate()
        .withNewMetadata()
        .withLabels(labels)
        .withAnnotations(Map.of("sidecar", "off"))
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }

  @Test
  void theNameIsTheScheduleAndTheSlotsUnixSeconds() {
    Job job = job(Schedules.template());

    assertThat(job.getMetadata().getName()).isEqualTo("report-1795435200");
    assertThat(job.getMetadata().getName()).isEqualTo(JobFactory.runName("report", NOON));
    assertThat(job.getMetadata().getNamespace()).isEqualTo("shop");
  }

  @Test
  void theScheduleControlsItsJob() {
    OwnerReference owner =
        new OwnerReference(
            "gradedcron.io/v1", true, true, "GradedCronJob", "report", Schedules.UID);

    assertThat(job(Schedules.template()).getMetadata().getOwnerReferences()).containsExactly(owner);
  }

  @Test
  void theSlotIsAnnotatedAsCronJobDoesIt() {
    assertThat(job(Schedules.template()).getMetadata().getAnnotations())
        .containsExactly(
            entry("batch.kubernetes.io/cronjob-scheduled-timestamp", "2026-11-23T12:00:00Z"));
  }

  @Test
  void jobAndPodsCarryScheduleAndLevel() {
    Job job = job(Schedules.template());
    Map<String, String> ours =
        Map.of("gradedcron.io/schedule", "report", "gradedcron.io/level", "2");

    assertThat(job.getMetadata().getLabels()).isEqualTo(ours);
    assertThat(job.getSpec().getTemplate().getMetadata().getLabels()).isEqualTo(ours);
  }

  @Test
  void theTemplatesOwnKeysAreCopiedButOursWin() {
    Job job = job(labelled());
    Map<String, String> merged =
        Map.of("team", "billing", "gradedcron.io/schedule", "report", "gradedcron.io/level", "2");

    assertThat(job.getMetadata().getLabels()).isEqualTo(merged);
    assertThat(job.getSpec().getTemplate().getMetadata().getLabels()).isEqualTo(merged);
    assertThat(job.getMetadata().getAnnotations())
        .containsOnly(
            entry("note", "kept"),
            entry("batch.kubernetes.io/cronjob-scheduled-timestamp", "2026-11-23T12:00:00Z"));
    assertThat(job.getSpec().getTemplate().getMetadata().getAnnotations())
        .containsExactly(entry("sidecar", "off"));
  }

  @Test
  void metadataWithoutLabelsAndAnnotationsIsTolerated() {
    JobTemplateSpec template =
        new JobTemplateSpecBuilder(Schedules.template())
            .withNewMetadata()
            .endMetadata()
            .editSpec()
            .editTemplate()
            .withNewMetadata()
            .endMetadata()
            .endTemplate()
            .endSpec()
            .build();
    template.getMetadata().setLabels(null);
    template.getMetadata().setAnnotations(null);
    template.getSpec().getTemplate().getMetadata().setLabels(null);

    assertThat(job(template)).isEqualTo(job(Schedules.template()));
  }

  @ParameterizedTest
  @CsvSource({"0, 10", "9, 10", "10, 10", "11, 11", "3600, 3600", ", "})
  void aShortTtlIsRaisedToTenSeconds(Integer asked, Integer made) {
    JobTemplateSpec template = Schedules.template();
    template.getSpec().setTtlSecondsAfterFinished(asked);

    assertThat(job(template).getSpec().getTtlSecondsAfterFinished()).isEqualTo(made);
  }

  @Test
  void theRestOfTheSpecIsTheTemplates() {
    JobTemplateSpec template =
        new JobTemplateSpecBuilder(Schedules.template())
            .editSpec()
            .withBackoffLimit(0)
            .withParallelism(4)
            .withActiveDeadlineSeconds(30L)
            .endSpec()
            .build();
    Job job = job(template);

    assertThat(job.getSpec().getBackoffLimit()).isZero();
    assertThat(job.getSpec().getParallelism()).isEqualTo(4);
    assertThat(job.getSpec().getActiveDeadlineSeconds()).isEqualTo(30);
    assertThat(job.getSpec().getTemplate().getSpec())
        .isEqualTo(template.getSpec().getTemplate().getSpec());
  }

  @Test
  void theTemplateIsNotChanged() {
    JobTemplateSpec template = labelled();
    template.getSpec().setTtlSecondsAfterFinished(1);
    JobTemplateSpec before = new JobTemplateSpecBuilder(template).build();
    GradedCronJob schedule = schedule(template);
    Job first = factory.job(schedule, NOON);
    first.getMetadata().getLabels().put("changed", "later");
    first.getSpec().getTemplate().getSpec().setRestartPolicy("OnFailure");

    assertThat(template.getMetadata()).isEqualTo(before.getMetadata());
    assertThat(template.getSpec().getTemplate().getMetadata())
        .isEqualTo(before.getSpec().getTemplate().getMetadata());
    assertThat(template.getSpec().getTtlSecondsAfterFinished()).isEqualTo(1);
  }

  @Test
  void twoSlotsMakeTwoJobsThatDifferInNameAndAnnotationOnly() {
    GradedCronJob schedule = schedule(labelled());
    Job one = factory.job(schedule, NOON);
    Job other = factory.job(schedule, NOON.plusSeconds(60));

    assertThat(one.getMetadata().getName()).isNotEqualTo(other.getMetadata().getName());
    assertThat(one.getSpec()).isEqualTo(other.getSpec());
    assertThat(one.getMetadata().getLabels()).isEqualTo(other.getMetadata().getLabels());
  }

  @Test
  void theTrialHasTheLongestNameThatARunCanHaveAndThatFits() {
    String name = "n".repeat(52);
    Job trial =
        factory.trial(
            Schedules.schedule(name, Schedules.spec("* * * * *", null, 0, Schedules.template())));

    assertThat(trial.getMetadata().getName())
        .hasSize(63)
        .hasSameSizeAs(JobFactory.runName(name, NOON));
  }
}
