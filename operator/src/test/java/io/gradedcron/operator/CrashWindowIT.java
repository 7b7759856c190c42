package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpecBuilder;
import io.gradedcron.operator.FaultPoint.Moment;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.ScheduleState;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.WatchRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The operator ends between two requests that belong together, and another one takes over: what the
 * API server holds then is all that it knows.
 */
@ExtendWith(DevCluster.class)
class CrashWindowIT {
  private static final long OWN_GRACE = 600;
  private static final long SHORT_GRACE = 2;

  private final DevCluster.Access cluster;
  private ProcessScene scene;
  private WatchRecord record;

  CrashWindowIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  private void begin(Function<String, FaultPoint> fault) {
    scene = ProcessScene.halting(cluster, "crash", fault);
    record = new WatchRecord(cluster.client(), scene.namespace());
  }

  @AfterEach
  void end() {
    record.close();
    scene.close();
  }

  private static String jobs(String namespace) {
    return "/apis/batch/v1/namespaces/" + namespace + "/jobs";
  }

  /** A trial of a template is no create: its path has a query. */
  private static FaultPoint afterTheThirdCreate(String namespace, Moment moment) {
    String create = "POST " + jobs(namespace);
    String status =
        "PATCH /apis/gradedcron.io/v1/namespaces/" + namespace + "/gradedcronjobs/ticks/status.*";
    return moment == Moment.BEFORE_REQUEST
        ? FaultPoint.beforeRequest(status, create, 3)
        : FaultPoint.beforeAnswer(create, 2);
  }

  /** Its answer is lost, or it arrived and the status was not sent. */
  @ParameterizedTest
  @EnumSource(Moment.class)
  void aCrashBetweenCreateAndStatusNeitherDoublesNorLosesASlot(Moment moment) {
    begin(namespace -> afterTheThirdCreate(namespace, moment));
    scene.create(scene.schedule("ticks", 1, "* * * * * *").keeps(0));
    scene.awaitHalt();

    Instant unsaved = scene.jobs().newestSlot("ticks").orElseThrow();
    assertThat(isHandled(scene.status("ticks"), unsaved)).as("saved").isFalse();

    Instant back = Instant.now();
    scene.up();
    Instant handled =
        scene.awaitStatus("ticks", s -> isHandled(s, back.plusSeconds(2))).lastHandledTime();

    scene.awaitTrue("the record of it", () -> handledByRecord("ticks", handled));
    List<Instant> slots = slots("ticks");
    assertThat(slots).as("creates, one a slot").doesNotHaveDuplicates().contains(unsaved);
    for (Instant slot = slots.get(0); slot.isBefore(handled); slot = slot.plusSeconds(1)) {
      Instant due = slot;
      assertThat(slots.contains(due) || isAccountedFor("ticks", due))
          .as("launched, skipped or missed: " + due)
          .isTrue();
    }
    assertThat(isAccountedFor("ticks", unsaved)).as("launched and yet not").isFalse();
    scene.awaitTrue("its Job to go", () -> deletion("ticks", unsaved).isPresent());
    assertDeletedAfterTheSave("ticks");
  }

  /** The first delete is not sent, or carried out without an answer. */
  @ParameterizedTest
  @EnumSource(Moment.class)
  void aCrashBetweenStatusAndHistoryLeavesTheHistoryToTheNextLeader(Moment moment) {
    begin(
        namespace -> {
          String delete = "DELETE " + jobs(namespace) + "/tidy-.*";
          return moment == Moment.BEFORE_REQUEST
              ? FaultPoint.beforeRequest(delete, delete, 0)
              : FaultPoint.beforeAnswer(delete, 0);
        });
    Instant slot = ProcessScene.thisSecond().plusSeconds(4);
    // Not due again for a year: nothing but the take-over itself makes anybody look at its history.
    scene.create(scene.schedule("tidy", 1, ProcessScene.once(slot)).keeps(0));
    scene.awaitHalt();

    assertThat(scene.status("tidy").lastHandledTime()).as("saved").isEqualTo(slot);
    if (moment == Moment.BEFORE_REQUEST) {
      assertThat(scene.slots("tidy")).as("not deleted").containsExactly(slot);
    }

    scene.up();
    scene.awaitTrue("the history to go", () -> scene.slots("tidy").isEmpty());
    Instant gone = Instant.now();
    scene.create(scene.schedule("ticks", 1, "* * * * * *"));
    scene.awaitStatus(
        "ticks", s -> s.lastScheduleTime() != null && s.lastScheduleTime().isAfter(gone));

    assertThat(slots("tidy")).as("creates").containsExactly(slot);
    assertThat(scene.status("tidy").lastHandledTime()).isEqualTo(slot);
    assertThat(scene.status("tidy").lastMissed()).isNull();
    assertDeletedAfterTheSave("tidy");
  }

  @Test
  void aCrashAmidTheDeletesOfAStopLeavesTheGracePeriodToTheNextLeader() {
    begin(namespace -> FaultPoint.beforeAnswer("DELETE " + jobs(namespace) + "/report-.*", 0));
    Instant slot = ProcessScene.thisSecond().plusSeconds(4);
    scene.create(
        scene
            .schedule("report", 3, ProcessScene.once(slot))
            .labelled(ProcessScene.PEAK)
            .template(stubborn()));
    scene.awaitTrue(
        "its pod to run",
        () -> pods().stream().anyMatch(pod -> "Running".equals(pod.getStatus().getPhase())));

    scene.stop(3, SHORT_GRACE);
    scene.awaitHalt();

    assertThat(scene.jobs().of("report"))
        .as("deleted, and waiting for its pod")
        .singleElement()
        .satisfies(job -> assertThat(job.getMetadata().getDeletionTimestamp()).isNotNull());
    scene.up();
    // Long before its own grace period is over.
    scene.awaitTrue("the run to be gone", () -> scene.jobs().of("report").isEmpty());
    assertThat(pods()).isEmpty();
    GradedCronJobStatus status = scene.awaitStatus("report", s -> s.activeCount() == 0);
    assertThat(status.state()).isEqualTo(ScheduleState.Held);
    assertThat(status.lastFailureTime()).as("a failure").isNull();
    assertThat(slots("report")).as("creates").containsExactly(slot);
    assertDeletedAfterTheSave("report");
  }

  /** Pods that run for long and wait for the end of a long grace period when they are deleted. */
  private static JobTemplateSpec stubborn() {
    return new JobTemplateSpecBuilder(Manifests.template("600s"))
        .editSpec()
        .editTemplate()
        .editMetadata()
        .addToAnnotations("ignores-term", "yes")
        .endMetadata()
        .editSpec()
        .withTerminationGracePeriodSeconds(OWN_GRACE)
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private List<Pod> pods() {
    return cluster.client().pods().inNamespace(scene.namespace()).list().getItems();
  }

  // --- what the record shows

  private List<Instant> slots(String schedule) {
    return record.created(schedule).stream().map(WatchRecord.JobEvent::slot).toList();
  }

  private static boolean isHandled(GradedCronJobStatus status, Instant slot) {
    return status.lastHandledTime() != null && !status.lastHandledTime().isBefore(slot);
  }

  private boolean handledByRecord(String schedule, Instant until) {
    return record.saves(schedule).stream().anyMatch(saved -> !saved.handledUntil().isBefore(until));
  }

  private boolean isAccountedFor(String schedule, Instant slot) {
    return record.saves(schedule).stream().anyMatch(saved -> saved.accountsFor(slot));
  }

  private Optional<WatchRecord.JobEvent> deletion(String schedule, Instant slot) {
    return record.deleted(schedule).stream().filter(event -> event.slot().equals(slot)).findAny();
  }

  private void assertDeletedAfterTheSave(String schedule) {
    assertThat(record.deleted(schedule)).isNotEmpty();
    for (WatchRecord.JobEvent deletion : record.deleted(schedule)) {
      scene.awaitTrue(
          "a status before number " + deletion.number() + " that covers " + deletion.name(),
          () ->
              record.saves(schedule).stream()
                  .filter(saved -> saved.number() < deletion.number())
                  .anyMatch(saved -> !saved.handledUntil().isBefore(deletion.slot())));
    }
  }
}
