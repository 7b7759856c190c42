package io.gradedcron.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.GradedCronJobSpec;
import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.cron.SlotTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronJobImportTest {
  private static CronJobImport of(CronJob cronJob) {
    return CronJobImport.of(cronJob, "nightly", 2, Optional.empty());
  }

  @Test
  void allThatACronJobSaysIsTakenOverSuspended() {
    CronJob cronJob =
        new CronJobBuilder(Shop.cronJob("30 2 * * *"))
            .editSpec()
            .withConcurrencyPolicy("Replace")
            .withStartingDeadlineSeconds(90L)
            .withSuccessfulJobsHistoryLimit(7)
            .withFailedJobsHistoryLimit(0)
            .endSpec()
            .build();

    CronJobImport made = CronJobImport.of(cronJob, "nightly-2", 3, Optional.of("Asia/Tokyo"));

    GradedCronJobSpec spec = made.schedule().getSpec();
    assertThat(made.schedule().getMetadata().getName()).isEqualTo("nightly-2");
    assertThat(made.schedule().getMetadata().getNamespace()).isEqualTo("shop");
    assertThat(spec.level()).isEqualTo(3);
    assertThat(spec.schedule()).isEqualTo("30 2 * * *");
    assertThat(spec.timeZone()).as("its own comes first").isEqualTo("Europe/Berlin");
    assertThat(spec.suspend()).isTrue();
    assertThat(spec.concurrencyPolicy()).isEqualTo(ConcurrencyPolicy.Replace);
    assertThat(spec.startingDeadlineSeconds()).isEqualTo(90);
    assertThat(spec.successfulJobsHistoryLimit()).isEqualTo(7);
    assertThat(spec.failedJobsHistoryLimit()).isZero();
    assertThat(spec.jobTemplate().read()).isEqualTo(cronJob.getSpec().getJobTemplate());
    assertThat(made.notes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "30 2 * * *, , Asia/Tokyo, 30 2 * * *, Asia/Tokyo",
    "30 2 * * *, , , 30 2 * * *, UTC",
    "TZ=Europe/Berlin 30 2 * * *, , Asia/Tokyo, 30 2 * * *, Europe/Berlin",
    "CRON_TZ=Europe/Berlin  30 2 * * *, , , 30 2 * * *, Europe/Berlin"
  })
  void theZoneIsWhereverTheCronJobNamesIt(
      String text, String zone, String option, String schedule, String expected) {
    CronJob cronJob =
        new CronJobBuilder(Shop.cronJob(text)).editSpec().withTimeZone(zone).endSpec().build();

    CronJobImport made = CronJobImport.of(cronJob, "n", 2, Optional.ofNullable(option));

    assertThat(made.schedule().getSpec().schedule()).isEqualTo(schedule);
    assertThat(made.schedule().getSpec().timeZone()).isEqualTo(expected);
    assertThat(made.notes().stream().anyMatch(note -> note.contains("--time-zone")))
        .as("a guess is told")
        .isEqualTo(expected.equals("UTC"));
  }

  @Test
  void labelsByWhichAToolKnowsItsObjectsAreNotCopied() {
    CronJob cronJob = Shop.cronJob("30 2 * * *");
    cronJob
        .getMetadata()
        .setLabels(
            Map.of(
                "app", "shop",
                "argocd.argoproj.io/instance", "shop",
                "kustomize.toolkit.fluxcd.io/name", "shop",
                "app.kubernetes.io/instance", "shop",
                "app.kubernetes.io/managed-by", "Helm"));
    cronJob
        .getMetadata()
        .setAnnotations(
            Map.of("kubectl.kubernetes.io/last-applied-configuration", "{}", "owner", "team-a"));

    CronJobImport made = of(cronJob);

    assertThat(made.schedule().getMetadata().getLabels()).containsExactly(Map.entry("app", "shop"));
    assertThat(made.schedule().getMetadata().getAnnotations())
        .containsExactly(Map.entry("gradedcron.io/imported-from", "cronjob/nightly"));
    assertThat(made.notes())
        .containsExactly(
            "not copied: app.kubernetes.io/instance, app.kubernetes.io/managed-by,"
                + " argocd.argoproj.io/instance, kustomize.toolkit.fluxcd.io/name, owner");
  }

  @Test
  void aTextThatMeansNothingHereIsRefusedWithItsField() {
    assertThatThrownBy(() -> of(Shop.cronJob("1,,2 * * * *")))
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith("cronjob/nightly: schedule: minute (field 1");
    assertThatThrownBy(() -> of(Shop.cronJob("0 0 30 2 *")))
        .hasMessage("cronjob/nightly: schedule: \"0 0 30 2 *\" is never due");
  }

  @ParameterizedTest
  @CsvSource({
    "11:59:49, ",
    "11:59:50, 12:00:00",
    "12:00:00, 12:00:00",
    "12:00:09, 12:00:00",
    "12:00:10, ",
    "12:30:00, "
  })
  void noSlotMayBeNearASwitch(String now, String near) {
    SlotTimes hourly = CronSchedule.parse("@hourly", "UTC").slots(Instant.EPOCH, Duration.ZERO);

    assertThat(SwitchOver.near(hourly, at(now)))
        .isEqualTo(Optional.ofNullable(near).map(CronJobImportTest::at));
  }

  private static Instant at(String time) {
    return Instant.parse("2026-11-27T" + time + "Z");
  }
}
