package io.gradedcron.operator.plan;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpecBuilder;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobSpec;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.JobTemplate;

/** Schedules for tests: {@code shop/report} of level 2, every minute. */
final class Schedules {
  static final String UID = "0f7d2c1e-6f0e-4a51-8a3c-5d4a4c3b2a19";

  private Schedules() {}

  static JobTemplateSpec template() {
    return new JobTemplateSpecBuilder()
        .withNewSpec()
        .withNewTemplate()
        .withNewSpec()
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("main")
        .withImage("busybox")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  static GradedCronJobSpec spec(
      String schedule, String zone, int spread, JobTemplateSpec template) {
    return new GradedCronJobSpec(
        2, schedule, zone, null, null, null, null, spread, null, null, JobTemplate.of(template));
  }

  static GradedCronJobSpec suspended() {
    return new GradedCronJobSpec(
        2, "* * * * *", null, true, null, null, null, null, null, null, JobTemplate.of(template()));
  }

  static GradedCronJob schedule() {
    return schedule("report", spec("* * * * *", null, 0, template()));
  }

  static GradedCronJob schedule(String name, GradedCronJobSpec spec) {
    GradedCronJob schedule = new GradedCronJob();
    schedule.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("shop")
            .withName(name)
            .withUid(UID)
            .withGeneration(3L)
            .withCreationTimestamp("2026-11-23T11:00:30Z")
            .build());
    schedule.setSpec(spec);
    return schedule;
  }

  static GradedCronJob withDeadline(Long seconds) {
    return schedule(
        "report",
        new GradedCronJobSpec(
            2,
            "* * * * *",
            null,
            null,
            null,
            seconds,
            null,
            null,
            null,
            null,
            JobTemplate.of(template())));
  }

  static GradedCronJob withStatus(GradedCronJobStatus status) {
    GradedCronJob schedule = schedule();
    schedule.setStatus(status);
    return schedule;
  }
}
