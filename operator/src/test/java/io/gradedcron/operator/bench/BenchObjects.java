package io.gradedcron.operator.bench;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpecBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.plan.JobFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The objects of a measurement: the same template for every contestant, and for the bare limit the
 * same Job that the contestant would create.
 */
final class BenchObjects {
  private final String namespace;
  private final JobFactory jobs = new JobFactory();

  /** Makes objects of a namespace. */
  BenchObjects(String namespace) {
    this.namespace = namespace;
  }

  private static JobTemplateSpec template(int number) {
    return new JobTemplateSpecBuilder()
        .withNewSpec()
        .withBackoffLimit(2)
        .withActiveDeadlineSeconds(600L)
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", "report")
        .endMetadata()
        .withSpec(
            new PodSpecBuilder()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("work")
                .withImage("registry.example.com/shop/report:1.4.2")
                .withCommand("/bin/report")
                .withArgs("--since=yesterday", "--name=" + RunName.schedule(number))
                .addNewEnv()
                .withName("DATABASE")
                .withValue("reports.shop.svc:5432")
                .endEnv()
                .addNewEnv()
                .withName("LOG_LEVEL")
                .withValue("info")
                .endEnv()
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity("100m"), "memory", new Quantity("128Mi")))
                .withLimits(Map.of("memory", new Quantity("256Mi")))
                .endResources()
                .endContainer()
                .build())
        .endTemplate()
        .endSpec()
        .build();
  }

  /** Returns the JSON of a contestant's schedule of a number. */
  String schedule(Contestant contestant, int number, String cron) {
    return Serialization.asJson(
        contestant.isBuiltIn() ? builtIn(number, cron) : graded(number, cron));
  }

  /** Returns this project's schedule of a number. */
  private GradedCronJob graded(int number, String cron) {
    return new Manifests.Schedule(namespace, RunName.schedule(number), RunName.level(number), cron)
        .template(template(number))
        .build();
  }

  /** Returns the built-in controller's schedule of a number. */
  private CronJob builtIn(int number, String cron) {
    return new CronJobBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(RunName.schedule(number))
        .endMetadata()
        .withNewSpec()
        .withSchedule(cron)
        .withTimeZone("UTC")
        .withJobTemplate(template(number))
        .endSpec()
        .build();
  }

  /**
   * Returns the Job that a contestant would create.
   *
   * @param uid of the schedule
   * @param slot seconds since 1970, and the end of the name
   */
  Job job(Contestant contestant, int number, String uid, long slot) {
    if (!contestant.isBuiltIn()) {
      GradedCronJob schedule = graded(number, "* * * * *");
      schedule.getMetadata().setUid(uid);
      return jobs.job(schedule, Instant.ofEpochSecond(slot));
    }
    return new JobBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(RunName.schedule(number) + "-" + slot)
        .withAnnotations(Map.of(GradedCron.SLOT_ANNOTATION, Instant.ofEpochSecond(slot).toString()))
        .withOwnerReferences(List.of(owner(number, uid)))
        .endMetadata()
        .withSpec(template(number).getSpec())
        .build();
  }

  private static OwnerReference owner(int number, String uid) {
    return new OwnerReferenceBuilder()
        .withApiVersion("batch/v1")
        .withKind("CronJob")
        .withName(RunName.schedule(number))
        .withUid(uid)
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }
}
