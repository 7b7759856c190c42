package io.gradedcron.operator.cli;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationSpec;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.ScheduleState;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.plan.JobText;
import io.gradedcron.operator.plan.Run;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A shop's objects, as the API server would show them. */
final class Shop {
  static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

  private Shop() {}

  static GradedCronJob schedule(
      String name, int level, String cron, UnaryOperator<Manifests.Schedule> further) {
    GradedCronJob schedule =
        further.apply(new Manifests.Schedule("shop", name, level, cron)).build();
    schedule.getMetadata().setUid("uid-of-" + name);
    schedule.getMetadata().setGeneration(1L);
    schedule.getMetadata().setResourceVersion("7");
    schedule.getMetadata().setCreationTimestamp("2026-11-01T00:00:00Z");
    return schedule;
  }

  static GradedCronJob schedule(String name, int level, String cron) {
    return schedule(name, level, cron, s -> s);
  }

  /** Gives a schedule a status, as far as the plugin reads it. */
  static GradedCronJob seen(
      GradedCronJob schedule, ScheduleState state, int active, Instant next, Hold hold) {
    schedule.setStatus(
        new GradedCronJobStatus(
            1L,
            GradedCronJobStatus.Observed.of(schedule.getSpec()),
            NOON.minusSeconds(60),
            null,
            null,
            null,
            next,
            List.of(),
            active,
            null,
            null,
            hold == null ? List.of() : List.of(hold.by()),
            state,
            List.of(
                new ConditionBuilder()
                    .withType("Held")
                    .withStatus(hold == null ? "False" : "True")
                    .withReason(hold == null ? "NotDegraded" : hold.action())
                    .withMessage("as it is")
                    .build())));
    return schedule;
  }

  /** What holds a schedule. */
  record Hold(String action, String by) {}

  static Run run(String schedule, int level, int minute) {
    Instant slot = NOON.plusSeconds(60L * minute);
    return Run.launched(JobText.runName(schedule, slot), slot, level);
  }

  static Run ended(String schedule, int level, int minute) {
    Run run = run(schedule, level, minute);
    return new Run(
        run.name(), "", run.slot(), level, Run.Phase.SUCCEEDED, false, Optional.of(run.slot()));
  }

  static Degradation degradation(String name, DegradationSpec spec) {
    Degradation degradation = new Degradation();
    degradation.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withGeneration(2L)
            .withCreationTimestamp("2026-11-01T00:00:00Z")
            .build());
    degradation.setSpec(spec);
    return degradation;
  }

  static Degradation degradation(String name, int level) {
    return degradation(
        name, new DegradationSpec(level, null, null, null, null, null, null, null, null));
  }

  static CronJob cronJob(String schedule) {
    return new CronJobBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("nightly")
        .endMetadata()
        .withNewSpec()
        .withSchedule(schedule)
        .withTimeZone("Europe/Berlin")
        .withConcurrencyPolicy("Allow")
        .withSuspend(false)
        .withJobTemplate(Manifests.template("1s"))
        .endSpec()
        .build();
  }
}
