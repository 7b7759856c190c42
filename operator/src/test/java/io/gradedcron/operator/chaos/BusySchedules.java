package io.gradedcron.operator.chaos;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpecBuilder;
import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobSpec;
import io.gradedcron.operator.api.HeldRunPolicy;
import io.gradedcron.operator.api.JobTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Draws schedules with periods of 2 to 10 seconds, of every kind. */
final class BusySchedules {
  /** The longer periods more often, so that two cores can run what 300 schedules launch. */
  private static final List<String> TEXTS =
      List.of(
          "*/2 * * * * *",
          "@every 3s",
          "*/4 * * * * *",
          "*/5 * * * * *",
          "1/6 * * * * *",
          "@every 7s",
          "*/8 * * * * *",
          "@every 9s",
          "*/10 * * * * *",
          "3/10 * * * * *",
          "7,17,27,37,47,57 * * * * *",
          "@every 10s",
          "5/10 * * * * ?",
          "*/10 * * * JAN-DEC *");

  private final Random random;

  BusySchedules(Random random) {
    this.random = random;
  }

  /** Returns so many of them. */
  List<GradedCronJob> draw(String namespace, int count) {
    List<GradedCronJob> drawn = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      drawn.add(draw(namespace, "s%03d".formatted(i)));
    }
    return drawn;
  }

  /** Returns a text. */
  String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private GradedCronJob draw(String namespace, String name) {
    GradedCronJob schedule = new GradedCronJob();
    schedule.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(name)
            .withLabels(Map.of("group", random.nextBoolean() ? "a" : "b"))
            .build());
    schedule.setSpec(
        new GradedCronJobSpec(
            1 + random.nextInt(3),
            text(),
            null,
            random.nextInt(20) == 0,
            ConcurrencyPolicy.values()[random.nextInt(ConcurrencyPolicy.values().length)],
            random.nextInt(3) == 0 ? (long) (1 + random.nextInt(5)) : null,
            random.nextBoolean() ? HeldRunPolicy.RunLatest : HeldRunPolicy.Skip,
            random.nextInt(5) == 0 ? 3 : 0,
            3 + random.nextInt(2),
            3,
            JobTemplate.of(template())));
    return schedule;
  }

  private JobTemplateSpec template() {
    Map<String, String> run =
        random.nextInt(10) == 0
            ? Map.of("exit", "fail", "run-for", "500ms")
            : Map.of("run-for", random.nextInt(10) == 0 ? "6s" : "500ms");
    return new JobTemplateSpecBuilder()
        .withNewSpec()
        .withBackoffLimit(0)
        .withNewTemplate()
        .withNewMetadata()
        .addToAnnotations(run)
        .endMetadata()
        .withSpec(
            new PodSpecBuilder()
                .withRestartPolicy("Never")
                // Placed already: the scheduler's share of the machine goes to the faults.
                .withNodeName("node-" + (1 + random.nextInt(3)))
                .addNewContainer()
                .withName("work")
                .withImage("busybox:1.36")
                .endContainer()
                .build())
        .endTemplate()
        .endSpec()
        .build();
  }
}
