package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpecBuilder;
import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.ScheduleState;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Jobs;
import io.gradedcron.operator.harness.Manifests;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of the slots of one schedule, while somebody leads and nothing is degraded. */
@ExtendWith(DevCluster.class)
class SchedulingIT {
  private final DevCluster.Access cluster;
  private Scene scene;

  SchedulingIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    scene = new Scene(cluster, "scheduling");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void aRunCarriesItsTemplateItsSlotAndItsOwner() {
    JobTemplateSpec template =
        new JobTemplateSpecBuilder(Manifests.template("30s"))
            .withNewMetadata()
            .addToLabels("team", "ledger")
            .addToLabels("gradedcron.io/level", "1")
            .addToAnnotations("note", "kept")
            .endMetadata()
            .editSpec()
            .withTtlSecondsAfterFinished(1)
            .editTemplate()
            .editMetadata()
            .addToLabels("app", "books")
            .endMetadata()
            .endTemplate()
            .endSpec()
            .build();
    GradedCronJob schedule =
        scene.create(scene.schedule("books", 2, "* * * * * *").template(template));

    Job run = scene.awaitJobs("books", 1).get(0);

    Instant slot = Jobs.slot(run);
    assertThat(slot).isAfter(Instant.parse(schedule.getMetadata().getCreationTimestamp()));
    assertThat(run.getMetadata().getName()).isEqualTo("books-" + slot.getEpochSecond());
    assertThat(run.getMetadata().getAnnotations()).containsEntry("note", "kept");
    assertThat(run.getMetadata().getLabels())
        .containsEntry("team", "ledger")
        .containsEntry("gradedcron.io/level", "2")
        .containsEntry("gradedcron.io/schedule", "books");
    assertThat(run.getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry("app", "books")
        .containsEntry("gradedcron.io/level", "2")
        .containsEntry("gradedcron.io/schedule", "books");
    assertThat(run.getSpec().getTtlSecondsAfterFinished()).isEqualTo(10);
    OwnerReference owner = run.getMetadata().getOwnerReferences().get(0);
    assertThat(owner.getUid()).isEqualTo(schedule.getMetadata().getUid());
    assertThat(owner.getController()).isTrue();
  }

  @Test
  void everySlotIsLaunchedOnceAndRunsMayOverlap() {
    scene.create(scene.schedule("overlap", 1, "* * * * * *").runFor("30s"));

    scene.awaitJobs("overlap", 4);
    GradedCronJobStatus status =
        scene.awaitStatus("overlap", s -> s.activeCount() >= 4 && s.active().size() >= 4);

    List<Instant> slots = scene.slots("overlap");
    assertThat(slots).isEqualTo(secondsFrom(slots.get(0), slots.size()));
    assertThat(status.state()).isEqualTo(ScheduleState.Active);
    assertThat(status.nextScheduleTime()).isAfter(status.lastScheduleTime());
    assertThat(status.lastSkipped()).isNull();
    assertThat(scene.condition("overlap", "Missed")).isEqualTo("False NotMissed");
  }

  private static List<Instant> secondsFrom(Instant first, int count) {
    return IntStream.range(0, count).mapToObj(first::plusSeconds).toList();
  }

  @Test
  void forbidLetsASlotWaitForTheRunAndSkipsWhatIsOvertaken() {
    scene.create(
        scene
            .schedule("alone", 1, "* * * * * *")
            .runFor("2s")
            .concurrency(ConcurrencyPolicy.Forbid));

    scene.awaitTrue("three runs to complete", () -> scene.jobs().completed("alone").size() >= 3);

    List<Job> runs = scene.jobs().completed("alone");
    for (int i = 1; i < runs.size(); i++) {
      assertThat(Instant.parse(runs.get(i).getMetadata().getCreationTimestamp()))
          .as("a run starts after the one before it has ended")
          .isAfterOrEqualTo(Instant.parse(runs.get(i - 1).getStatus().getCompletionTime()));
    }
    GradedCronJobStatus status = scene.awaitStatus("alone", s -> s.lastSkipped() != null);
    assertThat(status.lastSkipped().reason()).isEqualTo(SkipReason.Blocked);
    assertThat(
            scene
                .operator()
                .metric("gradedcron_late_launches_total{level=\"1\",reason=\"blocked\"}"))
        .as("launched as soon as the run before them ended")
        .isPositive();
  }

  @Test
  void replaceStopsTheRunAndLaunchesOnceItIsGone() {
    scene.create(
        scene
            .schedule("newest", 2, "*/2 * * * * *")
            .runFor("60s")
            .concurrency(ConcurrencyPolicy.Replace));
    Job first = scene.awaitJobs("newest", 1).get(0);

    scene.awaitTrue(
        "another run in its place",
        () ->
            scene.slots("newest").stream().anyMatch(slot -> slot.isAfter(Jobs.slot(first)))
                && scene.slots("newest").stream().noneMatch(Jobs.slot(first)::equals));

    assertThat(scene.jobs().of("newest")).hasSize(1);
    GradedCronJobStatus status = scene.awaitStatus("newest", s -> s.activeCount() == 1);
    assertThat(status.lastFailureTime()).as("a stopped run is no failure").isNull();
    scene.awaitTrue("the event", () -> scene.reasons("newest").contains("Stopped"));
    scene.awaitTrue(
        "the meter of stopped runs",
        () ->
            scene
                    .operator()
                    .metric("gradedcron_runs_finished_total{level=\"2\",result=\"stopped\"}")
                > 0);
  }

  @Test
  void historyKeepsTheNewestRunsOfEachKind() {
    scene.create(scene.schedule("tidy", 3, "* * * * * *").keeps(2));
    scene.create(
        scene
            .schedule("broken", 3, "* * * * * *")
            .template(Manifests.failingTemplate())
            .keepsFailed(1));
    Instant begin = Jobs.slot(scene.awaitJobs("tidy", 1).get(0));

    GradedCronJobStatus status =
        scene.awaitStatus(
            "tidy",
            s ->
                s.lastSuccessfulTime() != null
                    && s.lastSuccessfulTime().isAfter(begin.plusSeconds(6)));
    scene.patch("tidy", "{\"spec\":{\"suspend\":true}}");
    scene.patch("broken", "{\"spec\":{\"suspend\":true}}");
    scene.awaitTrue("no run of either under way", () -> isIdle("tidy") && isIdle("broken"));
    scene.awaitTrue("two runs kept", () -> scene.jobs().of("tidy").size() == 2);
    scene.awaitTrue("one failed run kept", () -> scene.jobs().of("broken").size() == 1);

    assertThat(scene.slots("tidy")).allMatch(slot -> slot.isAfter(begin.plusSeconds(3)));
    assertThat(status.lastFailureTime()).isNull();
    assertThat(scene.status("broken").lastFailureTime()).isNotNull();
    assertThat(scene.status("broken").lastSuccessfulTime()).isNull();
  }

  private boolean isIdle(String schedule) {
    return scene.status(schedule).state() == ScheduleState.Suspended
        && scene.status(schedule).activeCount() == 0;
  }

  @Test
  void suspendHoldsNewRunsAndKillsNone() {
    scene.create(scene.schedule("paused", 1, "* * * * * *").runFor("60s"));
    scene.awaitJobs("paused", 1);

    scene.patch("paused", "{\"spec\":{\"suspend\":true}}");
    scene.awaitStatus("paused", s -> s.state() == ScheduleState.Suspended);
    List<Instant> before = scene.slots("paused");
    Instant suspended = before.get(before.size() - 1);
    GradedCronJobStatus status =
        scene.awaitStatus(
            "paused", s -> s.lastSkipped() != null && isAfter(s.lastSkipped().to(), suspended, 3));

    assertThat(scene.slots("paused")).isEqualTo(before);
    assertThat(scene.jobs().active("paused")).as("runs go on").hasSize(before.size());
    assertThat(status.lastSkipped().reason()).isEqualTo(SkipReason.Suspended);
    assertThat(status.nextScheduleTime()).isNull();

    Instant resumed = Instant.now();
    scene.patch("paused", "{\"spec\":{\"suspend\":false}}");
    List<Job> after = scene.awaitJobs("paused", before.size() + 1);
    assertThat(Jobs.slot(after.get(before.size())))
        .as("the first slot after the suspension")
        .isAfter(resumed);
  }

  private static boolean isAfter(Instant one, Instant other, int seconds) {
    return one.isAfter(other.plusSeconds(seconds));
  }

  @Test
  void anEditOfTheTextLaunchesNothingOfThePast() {
    scene.create(scene.schedule("edited", 1, "0 0 1 1 *"));
    scene.awaitTicks(2);

    Instant edit = Instant.now();
    scene.patch("edited", "{\"spec\":{\"schedule\":\"* * * * * *\"}}");

    assertThat(scene.awaitJobs("edited", 2)).extracting(Jobs::slot).allMatch(edit::isBefore);
    GradedCronJobStatus status =
        scene.awaitStatus("edited", s -> s.observed().schedule().equals("* * * * * *"));
    assertThat(status.observedGeneration()).isEqualTo(2);
    assertThat(status.lastMissed()).isNull();
    assertThat(status.lastSkipped()).isNull();
  }

  @Test
  void anEditOfTheTemplateTouchesOnlyLaterRuns() {
    scene.create(scene.schedule("grown", 1, "* * * * * *").runFor("60s"));
    Job before = scene.awaitJobs("grown", 1).get(0);

    scene.patch(
        "grown",
        "{\"spec\":{\"level\":2,\"jobTemplate\":{\"metadata\":{\"labels\":{\"new\":\"yes\"}}}}}");

    scene.awaitTrue("a run of the new template", () -> !labelled("grown", "new", "yes").isEmpty());
    Job same =
        scene.jobs().of("grown").stream()
            .filter(job -> Jobs.slot(job).equals(Jobs.slot(before)))
            .findFirst()
            .orElseThrow();
    assertThat(same.getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
    assertThat(same.getMetadata().getLabels()).doesNotContainKey("new");
    assertThat(labelled("grown", "gradedcron.io/level", "2"))
        .hasSameSizeAs(labelled("grown", "new", "yes"));
  }

  private List<Job> labelled(String schedule, String key, String value) {
    return scene.jobs().of(schedule).stream()
        .filter(job -> value.equals(job.getMetadata().getLabels().get(key)))
        .toList();
  }

  @Test
  void everyCountsFromTheCreation() {
    GradedCronJob schedule = scene.create(scene.schedule("beat", 1, "@every 3s"));
    Instant created = Instant.parse(schedule.getMetadata().getCreationTimestamp());

    scene.awaitJobs("beat", 3);

    assertThat(scene.slots("beat").subList(0, 3))
        .containsExactly(created.plusSeconds(3), created.plusSeconds(6), created.plusSeconds(9));
  }

  @Test
  void aTextIsReadInItsZone() {
    scene.create(scene.schedule("zoned", 1, "30 9 * * *").zone("Asia/Kathmandu"));

    GradedCronJobStatus status = scene.awaitStatus("zoned", s -> s.nextScheduleTime() != null);

    assertThat(status.nextScheduleTime().toString()).endsWith("T03:45:00Z");
  }

  @Test
  void aScheduleThatIsBeingDeletedLaunchesNothing() {
    scene.create(scene.schedule("leaving", 1, "* * * * * *").runFor("60s"));
    scene.awaitJobs("leaving", 1);
    scene.patch("leaving", "{\"metadata\":{\"finalizers\":[\"test.gradedcron.io/stay\"]}}");

    scene
        .client()
        .resources(GradedCronJob.class)
        .inNamespace(scene.namespace())
        .withName("leaving")
        .delete();
    Instant deleted = Instant.now();
    scene.awaitTicks(3);

    assertThat(scene.slots("leaving")).allMatch(slot -> slot.isBefore(deleted.plusSeconds(1)));
    scene.patch("leaving", "{\"metadata\":{\"finalizers\":null}}");
  }
}
