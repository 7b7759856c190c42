package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpecBuilder;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.DegradationStatus;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.HeldRunPolicy;
import io.gradedcron.operator.api.ScheduleState;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Jobs;
import io.gradedcron.operator.harness.Manifests;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What degradations do to schedules and runs, while somebody leads. */
@ExtendWith(DevCluster.class)
class DegradingIT {
  private final DevCluster.Access cluster;
  private Scene scene;

  DegradingIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    scene = new Scene(cluster, "degrading");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void afterAPeakRunLatestLaunchesTheNewestSkippedSlotOnceAndSkipNone() {
    scene.create(scene.schedule("again", 2, "0 12 1 1 *").afterHold(HeldRunPolicy.RunLatest));
    scene.create(scene.schedule("not-again", 2, "0 12 1 1 *"));
    scene.create(
        scene.schedule("too-late", 2, "0 12 1 1 *").afterHold(HeldRunPolicy.RunLatest).deadline(0));
    List<String> names = List.of("again", "not-again", "too-late");
    names.forEach(name -> scene.awaitStatus(name, s -> s.nextScheduleTime() != null));
    scene.degrade(scene.peak("peak", 2));
    Instant slot = Instant.parse("2036-01-01T12:00:00Z");
    scene.clock().set(slot.plusSeconds(2));
    for (String name : names) {
      scene.awaitStatus(name, s -> s.lastSkipped() != null && s.lastSkipped().to().equals(slot));
    }

    scene.degrade("peak", 0);

    scene.awaitStatus("again", s -> slot.equals(s.lastScheduleTime()));
    names.forEach(name -> scene.awaitStatus(name, s -> s.heldBy().isEmpty()));
    scene.degrade("peak", 2);
    names.forEach(name -> scene.awaitStatus(name, s -> !s.heldBy().isEmpty()));
    scene.degrade("peak", 0);
    names.forEach(name -> scene.awaitStatus(name, s -> s.heldBy().isEmpty()));
    scene.awaitTicks(2);
    assertThat(scene.slots("again")).as("never more than once").containsExactly(slot);
    assertThat(scene.jobs().of("not-again")).isEmpty();
    assertThat(scene.jobs().of("too-late")).isEmpty();
  }

  @Test
  void aOneTimeWindowOpensAndClosesByItself() {
    scene.create(scene.schedule("report", 3, "* * * * * *"));
    Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(4);
    Instant until = start.plusSeconds(4);
    scene.degrade(
        scene
            .peak("window", 3)
            .from(start)
            .until(until)
            .doing(DegradationAction.DrainThenStop, null));
    assertThat(active("window")).isEqualTo("False NotStarted");

    scene.awaitTrue("the window", () -> active("window").equals("True InWindow"));
    scene.awaitTrue("its end", () -> active("window").equals("False Expired"));
    scene.awaitTrue(
        "a slot after it",
        () -> scene.jobs().newestSlot("report").filter(until::isBefore).isPresent());

    assertThat(scene.slots("report"))
        .contains(start.minusSeconds(1), until)
        .noneMatch(slot -> !slot.isBefore(start) && slot.isBefore(until));
    GradedCronJobStatus status = scene.awaitStatus("report", s -> s.lastSkipped() != null);
    assertThat(status.lastSkipped().from()).isEqualTo(start);
    assertThat(status.lastSkipped().to()).isEqualTo(until.minusSeconds(1));
    assertThat(scene.degradation("window").getMetadata().getGeneration())
        .as("the spec is never edited")
        .isEqualTo(1);
  }

  /** Returns a degradation's condition Active as {@code status reason}. */
  private String active(String suffix) {
    DegradationStatus status = scene.degradation(suffix).getStatus();
    return status.conditions().stream()
        .filter(condition -> condition.getType().equals("Active"))
        .map(condition -> condition.getStatus() + " " + condition.getReason())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRecurringWindowHoldsAndLiftsAgainAndAgain() {
    scene.degrade(
        scene
            .peak("rush", 3)
            .recurring("*/6 * * * * *", "3s")
            .doing(DegradationAction.DrainThenStop, null));
    scene.create(scene.schedule("report", 3, "* * * * * *"));
    scene.create(scene.schedule("orders", 2, "* * * * * *"));

    scene.awaitTicks(13);

    List<Instant> slots = scene.slots("report");
    assertThat(slots).hasSizeGreaterThan(4).allMatch(slot -> slot.getEpochSecond() % 6 >= 3);
    assertThat(scene.slots("orders"))
        .as("level 2 is not given up")
        .anyMatch(slot -> slot.getEpochSecond() % 6 < 3);
    assertThat(scene.reasons("report")).contains("Held", "Lifted");
  }

  @Test
  void ofSeveralTheStrictestWinsAndDeletingOneLiftsIt() {
    scene.create(scene.schedule("orders", 2, "* * * * * *"));
    scene.create(scene.schedule("report", 3, "* * * * * *"));
    scene.degrade(scene.peak("exempting", 3).doing(DegradationAction.Run, DegradationAction.Run));
    scene.awaitTicks(2);
    assertThat(scene.status("report").heldBy()).as("Run exempts").isEmpty();

    scene.degrade(scene.peak("draining", 2).doing(DegradationAction.DrainThenStop, null));
    scene.awaitStatus("orders", s -> s.heldBy().equals(List.of("degrading-draining")));
    assertThat(scene.condition("orders", "Held")).isEqualTo("True DrainThenStop");
    scene.degrade(scene.peak("stopping", 2).doing(null, DegradationAction.ScaleToZero));

    for (String name : List.of("orders", "report")) {
      GradedCronJobStatus status = scene.awaitStatus(name, s -> s.heldBy().size() == 2);
      assertThat(status.heldBy())
          .containsExactlyInAnyOrder("degrading-draining", "degrading-stopping");
      assertThat(scene.condition(name, "Held")).isEqualTo("True ScaleToZero");
      assertThat(status.state()).isEqualTo(ScheduleState.Held);
    }

    scene.deleteDegradation("stopping");
    scene.awaitTrue(
        "the milder one to be left",
        () -> scene.condition("orders", "Held").equals("True DrainThenStop"));
    Instant lifted = Instant.now();
    scene.deleteDegradation("draining");
    scene.awaitStatus("orders", s -> s.heldBy().isEmpty());
    scene.awaitTrue(
        "the next slot",
        () -> scene.jobs().newestSlot("orders").filter(lifted::isBefore).isPresent());
  }

  @Test
  void onlyWhatTheSelectorsMatchIsHeld() {
    scene.create(scene.schedule("matched", 3, "* * * * * *").labelled(Map.of("heavy", "yes")));
    scene.create(scene.schedule("other", 3, "* * * * * *").labelled(Map.of("heavy", "no")));
    String elsewhere = Manifests.namespace(cluster.client(), "elsewhere");
    try {
      new Manifests.Schedule(elsewhere, "matched", 3, "* * * * * *")
          .labelled(Map.of("heavy", "yes"))
          .create(cluster.client());
      Jobs jobsElsewhere = new Jobs(cluster.client(), elsewhere);
      scene.degrade(scene.peak("heavy", 3).selecting("heavy", "yes"));

      scene.awaitStatus("matched", s -> s.heldBy().contains("degrading-heavy"));
      scene.awaitTicks(2);
      assertThat(scene.status("other").heldBy()).isEmpty();
      assertThat(jobsElsewhere.status("matched").orElseThrow().heldBy()).isEmpty();
      assertThat(scene.degradation("heavy").getStatus().matched()).isEqualTo(1);

      // Labels that change later count, too.
      cluster.kubectl("label", "namespace", elsewhere, "test=degrading", "--overwrite").orFail();
      cluster
          .kubectl("label", "gcj", "matched", "-n", scene.namespace(), "heavy=no", "--overwrite")
          .orFail();
      scene.awaitTrue(
          "the other namespace to be held",
          () -> jobsElsewhere.status("matched").orElseThrow().heldBy().contains("degrading-heavy"));
      scene.awaitStatus("matched", s -> s.heldBy().isEmpty());
    } finally {
      cluster.client().resources(GradedCronJob.class).inNamespace(elsewhere).delete();
      cluster.client().namespaces().withName(elsewhere).delete();
    }
  }

  @Test
  void aRunIsJudgedByTheMoreImportantOfItsLevels() {
    scene.create(scene.schedule("promoted", 3, "* * * * * *").runFor("60s"));
    scene.create(scene.schedule("demoted", 1, "* * * * * *").runFor("60s"));
    scene.create(scene.schedule("report", 3, "* * * * * *").runFor("60s"));
    scene.awaitJobs("promoted", 1);
    scene.awaitJobs("demoted", 1);
    scene.awaitJobs("report", 1);
    scene.patch("promoted", "{\"spec\":{\"level\":1}}");
    scene.patch("demoted", "{\"spec\":{\"level\":3}}");
    scene.awaitStatus("promoted", s -> s.observedGeneration() == 2);
    scene.awaitStatus("demoted", s -> s.observedGeneration() == 2);
    List<String> promoted = important("promoted", "3");
    List<String> demoted = important("demoted", "1");
    assertThat(promoted).isNotEmpty();
    assertThat(demoted).isNotEmpty();

    scene.degrade(scene.peak("peak", 3));
    scene.awaitTrue("the report's runs to go", () -> scene.jobs().of("report").isEmpty());
    scene.awaitStatus("demoted", s -> s.state() == ScheduleState.Held);
    scene.awaitTicks(2);

    assertThat(important("promoted", "3")).as("its schedule is core now").isEqualTo(promoted);
    assertThat(important("demoted", "1")).as("it was launched as core").isEqualTo(demoted);
    assertThat(scene.status("promoted").heldBy()).isEmpty();
    assertThat(scene.jobs().of("demoted"))
        .as("what was launched at level 3 goes")
        .hasSameSizeAs(demoted);
  }

  /** Returns the UIDs of a schedule's runs that were launched at a level. */
  private List<String> important(String schedule, String level) {
    return scene.jobs().of(schedule).stream()
        .filter(job -> level.equals(job.getMetadata().getLabels().get("gradedcron.io/level")))
        .map(job -> job.getMetadata().getUid())
        .toList();
  }

  @Test
  void countsFollowWhatHappens() {
    scene.create(scene.schedule("a", 3, "* * * * * *").runFor("60s"));
    scene.create(scene.schedule("b", 3, "0 0 1 1 *"));
    scene.create(scene.schedule("c", 2, "0 0 1 1 *"));
    scene.create(scene.schedule("d", 1, "0 0 1 1 *"));
    scene.awaitJobs("a", 3);

    scene.degrade(scene.peak("peak", 3));
    scene.awaitTrue("drained", () -> status().running() == 0 && status().stopped() >= 3);

    assertThat(status().matched()).isEqualTo(4);
    assertThat(status().held()).isEqualTo(2);
    assertThat(metric("3", "ScaleToZero")).isEqualTo(1);
    assertThat(metric("2", "DrainThenStop")).isZero();
    scene.degrade("peak", 2);
    scene.awaitTrue("level 2 held", () -> status().held() == 3);
    assertThat(metric("2", "DrainThenStop")).isEqualTo(1);
    scene.degrade("peak", 0);
    scene.awaitTrue("nothing held", () -> status().held() == 0);
    assertThat(status().conditions())
        .filteredOn(condition -> condition.getType().equals("Drained"))
        .allMatch(condition -> condition.getStatus().equals("False"))
        .allMatch(condition -> condition.getReason().equals("NotDegraded"));
    assertThat(metric("3", "ScaleToZero")).isZero();
  }

  private DegradationStatus status() {
    return scene.degradation("peak").getStatus();
  }

  private double metric(String level, String action) {
    return scene
        .operator()
        .metric("gradedcron_degradation{action=\"" + action + "\",level=\"" + level + "\"}");
  }

  @Test
  void theShortestGracePeriodReachesThePods() {
    // Bound to a node that is none: nobody ends the pod, so that its deletion can be looked at.
    JobTemplateSpec template =
        new JobTemplateSpecBuilder(Manifests.template("60s"))
            .editSpec()
            .editTemplate()
            .editSpec()
            .withNodeName("nowhere")
            .withTerminationGracePeriodSeconds(120L)
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    scene.create(scene.schedule("slow", 3, "@every 2s").template(template));
    Job run = scene.awaitJobs("slow", 1).get(0);
    scene.awaitTrue("its pod", () -> !pods(run).isEmpty());

    scene.degrade(scene.peak("mild", 3).grace(60));
    scene.awaitTrue("its deletion", () -> graces(run).equals(List.of(60L)));

    scene.degrade(scene.peak("hasty", 3).grace(7));
    scene.awaitTrue("a shorter one", () -> graces(run).equals(List.of(7L)));

    assertThat(scene.jobs().active("slow"))
        .as("a run is active until its pods are gone")
        .isNotEmpty();
    scene.awaitTrue("it to be counted", () -> status("hasty").running() > 0);
    scene.client().pods().inNamespace(scene.namespace()).withGracePeriod(0).delete();
    scene.awaitTrue("the run to go with them", () -> scene.jobs().of("slow").isEmpty());
    scene.awaitTrue("drained", () -> status("hasty").running() == 0);
  }

  private DegradationStatus status(String suffix) {
    return scene.degradation(suffix).getStatus();
  }

  private List<Pod> pods(Job run) {
    return scene
        .client()
        .pods()
        .inNamespace(scene.namespace())
        .withLabel("batch.kubernetes.io/job-name", run.getMetadata().getName())
        .list()
        .getItems();
  }

  private List<Long> graces(Job run) {
    return pods(run).stream()
        .map(pod -> pod.getMetadata().getDeletionGracePeriodSeconds())
        .filter(Objects::nonNull)
        .toList();
  }
}
