package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.gradedcron.operator.api.ScheduleState;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Jobs;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Schedules that can't run as they are written, and launches that the API server refuses. */
@ExtendWith(DevCluster.class)
class InvalidIT {
  private final DevCluster.Access cluster;
  private Scene scene;

  InvalidIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    scene = new Scene(cluster, "invalid");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** A broken schedule, the reason, and words of the message. */
  private record Broken(Schedule schedule, String reason, List<String> words) {}

  @Test
  void aBrokenScheduleSaysWhatIsWrongAndDisturbsNoOther() {
    List<Broken> broken =
        List.of(
            new Broken(
                scene.schedule("minute-61", 2, "61 * * * *"),
                "InvalidSchedule",
                List.of("schedule", "minute", "61", "0 and 59")),
            new Broken(
                scene.schedule("no-cron", 2, "whenever"), "InvalidSchedule", List.of("whenever")),
            new Broken(
                scene.schedule("mars", 2, "* * * * * *").zone("Mars/Phobos"),
                "UnknownTimeZone",
                List.of("timeZone", "Mars/Phobos")),
            new Broken(
                scene.schedule("never", 2, "0 0 30 2 *"),
                "NeverDue",
                List.of("schedule", "0 0 30 2 *")),
            new Broken(
                scene.schedule("bad-job", 2, "* * * * * *").template(Manifests.refusedTemplate()),
                "InvalidJobTemplate",
                List.of("jobTemplate", "containers[0].name", "Not_A_Name")));
    broken.forEach(row -> scene.create(row.schedule()));
    scene.awaitTicks(2);

    for (Broken row : broken) {
      String name = row.schedule().build().getMetadata().getName();
      scene.awaitTrue(
          name + " to be " + row.reason(),
          () -> scene.condition(name, "Ready").equals("False " + row.reason()));
      assertThat(scene.message(name, "Ready")).as(name).contains(row.words());
      assertThat(scene.status(name).state()).isEqualTo(ScheduleState.Invalid);
      scene.awaitTrue("its event", () -> scene.reasons(name).contains(row.reason()));
      assertThat(scene.jobs().of(name)).as(name).isEmpty();
    }
    scene.awaitTicks(2);
  }

  @Test
  void aRepairedScheduleRunsAtItsNextSlot() {
    scene.create(scene.schedule("text", 1, "61 * * * *"));
    scene.create(scene.schedule("zone", 2, "* * * * * *").zone("Mars/Phobos"));
    scene.create(scene.schedule("job", 3, "* * * * * *").template(Manifests.refusedTemplate()));
    for (String name : List.of("text", "zone", "job")) {
      scene.awaitStatus(name, s -> s.state() == ScheduleState.Invalid);
    }

    Instant repaired = Instant.now();
    scene.patch("text", "{\"spec\":{\"schedule\":\"* * * * * *\"}}");
    scene.patch("zone", "{\"spec\":{\"timeZone\":\"Europe/Berlin\"}}");
    scene.patch(
        "job",
        "{\"spec\":{\"jobTemplate\":{\"spec\":{\"template\":{\"spec\":{\"containers\":"
            + "[{\"name\":\"work\",\"image\":\"busybox:1.36\"}]}}}}}}");

    for (String name : List.of("text", "zone", "job")) {
      Instant first = Jobs.slot(scene.awaitJobs(name, 1).get(0));
      if (!name.equals("job")) {
        assertThat(first).as(name).isAfter(repaired);
      }
      scene.awaitTrue(name, () -> scene.condition(name, "Ready").equals("True Scheduled"));
    }
  }

  @Test
  void aValidScheduleIsReadyBeforeItIsDue() {
    scene.create(scene.schedule("fine", 1, "0 0 1 1 *"));

    scene.awaitTrue("ready", () -> scene.condition("fine", "Ready").equals("True Scheduled"));
    assertThat(scene.status("fine").state()).isEqualTo(ScheduleState.Scheduled);
    assertThat(scene.jobs().of("fine")).as("a trial leaves no Job").isEmpty();
  }

  @Test
  void aForeignJobOfTheSameNameIsLeftAloneAndSaidSo() {
    // Two slots only: some seconds from now, and six later.
    Instant first = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(4);
    String runName = "taken-" + first.getEpochSecond();
    Job foreign =
        scene
            .client()
            .resource(
                new JobBuilder()
                    .withNewMetadata()
                    .withName(runName)
                    .withNamespace(scene.namespace())
                    .endMetadata()
                    .withSpec(Manifests.template("60s").getSpec())
                    .build())
            .create();
    scene.create(scene.schedule("taken", 1, atSeconds(first, first.plusSeconds(6))));

    scene.awaitTrue(
        "the conflict", () -> scene.condition("taken", "Ready").equals("False NameConflict"));
    assertThat(scene.message("taken", "Ready")).contains(runName);
    scene.awaitTrue("its event", () -> scene.reasons("taken").contains("NameConflict"));
    assertThat(scene.status("taken").lastHandledTime()).isEqualTo(first);
    assertThat(scene.status("taken").activeCount()).as("never adopted").isZero();

    scene.awaitJobs("taken", 1);
    scene.awaitTrue(
        "the next launch clears it",
        () -> scene.condition("taken", "Ready").equals("True Scheduled"));
    assertThat(scene.slots("taken")).containsExactly(first.plusSeconds(6));
    Job after =
        scene.client().batch().v1().jobs().inNamespace(scene.namespace()).withName(runName).get();
    assertThat(after.getMetadata().getUid()).isEqualTo(foreign.getMetadata().getUid());
    assertThat(after.getMetadata().getDeletionTimestamp()).isNull();
  }

  private static String atSeconds(Instant one, Instant other) {
    return one.atOffset(ZoneOffset.UTC).getSecond()
        + ","
        + other.atOffset(ZoneOffset.UTC).getSecond()
        + " * * * * *";
  }

  @Test
  void aLaunchThatAQuotaRefusesIsTriedAgainInsideItsDeadline() {
    scene
        .client()
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("none")
                .withNamespace(scene.namespace())
                .endMetadata()
                .withNewSpec()
                .addToHard("count/jobs.batch", new Quantity("0"))
                .endSpec()
                .build())
        .create();
    Instant slot = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3);
    scene.create(scene.schedule("refused", 1, atSeconds(slot, slot)));
    scene.create(scene.schedule("given-up", 1, atSeconds(slot, slot)).deadline(1));
    scene.awaitTrue(
        "the slot to be given up at its deadline",
        () -> scene.reasons("given-up").contains("Failed"));
    scene.awaitStatus("given-up", s -> slot.equals(s.lastHandledTime()));

    scene.client().resourceQuotas().inNamespace(scene.namespace()).withName("none").delete();

    scene.awaitJobs("refused", 1);
    assertThat(scene.slots("refused")).containsExactly(slot);
    assertThat(scene.jobs().of("given-up")).isEmpty();
    assertThat(scene.condition("refused", "Ready")).doesNotContain("InvalidJobTemplate");
    scene.awaitTrue("its event names the cause", () -> failure().contains("quota"));
    scene.awaitTrue(
        "the meter of failed slots",
        () ->
            scene.operator().metric("gradedcron_slots_total{level=\"1\",outcome=\"failed\"}") == 1);
  }

  private String failure() {
    return scene
        .client()
        .events()
        .v1()
        .events()
        .inNamespace(scene.namespace())
        .list()
        .getItems()
        .stream()
        .filter(event -> event.getReason().equals("Failed"))
        .map(event -> event.getNote())
        .findFirst()
        .orElse("");
  }
}
