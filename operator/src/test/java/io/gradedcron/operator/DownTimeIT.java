package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.HeldRunPolicy;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of slots, edits and degradations of a time in which nobody led. */
@ExtendWith(DevCluster.class)
class DownTimeIT {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private final DevCluster.Access cluster;

  /**
   * The minute past each full ten at which slots lie: five minutes away from the test, either way.
   */
  private final long minute = (Instant.now().getEpochSecond() / 60 + 5) % 10;

  private final String everyTenMinutes = minute + "-59/10 * * * *";
  private Scene scene;

  DownTimeIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    scene = new Scene(cluster, "downtime");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** Returns the newest slot of every ten minutes up to an instant. */
  private Instant newestSlot(Instant instant) {
    long first = minute * 60;
    long passed = (instant.getEpochSecond() - first) / TEN_MINUTES.toSeconds();
    return Instant.ofEpochSecond(first + passed * TEN_MINUTES.toSeconds());
  }

  /** Three minutes after a slot, more than an hour from now. */
  private Instant anHourLater() {
    return newestSlot(Instant.now()).plus(90, ChronoUnit.MINUTES).plus(3, ChronoUnit.MINUTES);
  }

  @Test
  void theNewestSlotIsCaughtUpAndTheOlderOnesAreMissedWithTheirRange() {
    GradedCronJob schedule = scene.create(scene.schedule("late", 1, everyTenMinutes).runFor("60s"));
    Instant created = Instant.parse(schedule.getMetadata().getCreationTimestamp());
    scene.awaitStatus("late", s -> s.nextScheduleTime() != null);
    scene.down();

    Instant back = anHourLater();
    scene.clock().set(back);
    scene.up();

    assertThat(Jobs.slot(scene.awaitJobs("late", 1).get(0))).isEqualTo(newestSlot(back));
    GradedCronJobStatus status =
        scene.awaitStatus("late", s -> newestSlot(back).equals(s.lastScheduleTime()));
    Instant firstMissed = newestSlot(created).plus(TEN_MINUTES);
    Instant lastMissed = newestSlot(back).minus(TEN_MINUTES);
    assertThat(status.lastMissed().from()).isEqualTo(firstMissed);
    assertThat(status.lastMissed().to()).isEqualTo(lastMissed);
    assertThat(status.lastHandledTime()).isEqualTo(newestSlot(back));
    assertThat(scene.condition("late", "Missed")).isEqualTo("False NotMissed");
    scene.awaitTrue("the event", () -> scene.reasons("late").contains("Missed"));
    assertThat(metric("gradedcron_late_launches_total{level=\"1\",reason=\"catch-up\"}"))
        .isEqualTo(1);
    long missed = Duration.between(firstMissed, lastMissed).dividedBy(TEN_MINUTES) + 1;
    scene.awaitTrue(
        "the meter of missed slots",
        () -> metric("gradedcron_slots_total{level=\"1\",outcome=\"missed\"}") == missed);

    scene.down();
    scene.up();
    scene.awaitTicks(2);
    assertThat(scene.slots("late")).as("once").containsExactly(newestSlot(back));
  }

  private double metric(String sample) {
    return scene.operator().metric(sample);
  }

  @Test
  void aSlotBeyondItsDeadlineIsMissedToo() {
    scene.create(scene.schedule("strict", 2, everyTenMinutes).deadline(60));
    scene.create(scene.schedule("patient", 2, everyTenMinutes).deadline(240));
    scene.awaitStatus("strict", s -> s.nextScheduleTime() != null);
    scene.awaitStatus("patient", s -> s.nextScheduleTime() != null);
    scene.down();

    // Three minutes after the newest slot.
    Instant back = anHourLater();
    scene.clock().set(back);
    scene.up();

    GradedCronJobStatus status =
        scene.awaitStatus("strict", s -> newestSlot(back).equals(s.lastHandledTime()));
    assertThat(status.lastMissed().to()).isEqualTo(newestSlot(back));
    assertThat(status.lastScheduleTime()).isNull();
    assertThat(scene.condition("strict", "Missed")).isEqualTo("True NobodyLedInTime");
    scene.awaitJobs("patient", 1);
    assertThat(scene.slots("patient")).containsExactly(newestSlot(back));
    assertThat(scene.jobs().of("strict")).isEmpty();
  }

  @Test
  void aJumpOfTheClockIsDownTimeAndAJumpBackFiresNothingTwice() {
    scene.create(scene.schedule("jumped", 1, everyTenMinutes).runFor("60s"));
    scene.awaitStatus("jumped", s -> s.nextScheduleTime() != null);

    Instant there = anHourLater();
    scene.clock().set(there);
    GradedCronJobStatus status =
        scene.awaitStatus("jumped", s -> newestSlot(there).equals(s.lastScheduleTime()));
    assertThat(status.lastMissed().to()).isEqualTo(newestSlot(there).minus(TEN_MINUTES));

    // Back to a moment before the slot that was launched, and over it once more.
    scene.clock().set(newestSlot(there).minusSeconds(2));
    scene.create(scene.schedule("witness", 1, "* * * * * *"));
    scene.awaitTrue(
        "a slot after it",
        () -> scene.jobs().newestSlot("witness").filter(newestSlot(there)::isBefore).isPresent());

    assertThat(scene.slots("jumped")).containsExactly(newestSlot(there));
    assertThat(scene.status("jumped").lastHandledTime()).isEqualTo(newestSlot(there));
  }

  @Test
  void anEditWhileNobodyLedLaunchesNothingBeforeItIsSeen() {
    scene.create(scene.schedule("edited", 1, "0 0 1 1 *"));
    scene.create(scene.schedule("resumed", 1, everyTenMinutes).suspended());
    scene.awaitStatus("edited", s -> s.observed() != null);
    scene.awaitStatus("resumed", s -> s.observed() != null);
    scene.down();

    scene.patch("edited", "{\"spec\":{\"schedule\":\"" + everyTenMinutes + "\"}}");
    scene.patch("resumed", "{\"spec\":{\"suspend\":false}}");
    Instant back = anHourLater();
    scene.clock().set(back);
    scene.up();

    for (String name : List.of("edited", "resumed")) {
      GradedCronJobStatus status = scene.awaitStatus(name, s -> s.observedGeneration() == 2);
      assertThat(status.lastHandledTime()).as(name).isAfterOrEqualTo(back);
      assertThat(status.nextScheduleTime()).as(name).isEqualTo(newestSlot(back).plus(TEN_MINUTES));
    }
    scene.awaitTicks(2);
    assertThat(scene.jobs().of("edited")).isEmpty();
    assertThat(scene.jobs().of("resumed")).isEmpty();
  }

  @Test
  void aSlotWhoseJobExistsIsNotLaunchedAgainThoughTheStatusWasLost() {
    scene.create(scene.schedule("known", 1, everyTenMinutes).runFor("60s"));
    scene.awaitStatus("known", s -> s.nextScheduleTime() != null);
    Instant there = anHourLater();
    scene.clock().set(there);
    Job run = scene.awaitJobs("known", 1).get(0);
    scene.awaitStatus("known", s -> newestSlot(there).equals(s.lastScheduleTime()));
    scene.down();

    scene.patchStatus("known", "{\"status\":{\"lastHandledTime\":null,\"lastMissed\":null}}");
    scene.up();
    scene.awaitStatus("known", s -> newestSlot(there).equals(s.lastHandledTime()));
    scene.awaitTicks(2);

    assertThat(scene.jobs().of("known"))
        .extracting(job -> job.getMetadata().getUid())
        .containsExactly(run.getMetadata().getUid());
    assertThat(scene.status("known").lastMissed().to())
        .as("before the Job are slots without one, of which nothing is known any more")
        .isEqualTo(newestSlot(there).minus(TEN_MINUTES));
  }

  @Test
  void aHandledTimeInTheFutureIsRespected() {
    scene.create(scene.schedule("ahead", 1, "* * * * * *"));
    scene.awaitJobs("ahead", 1);
    scene.down();
    scene.clock().set(Instant.now().plusSeconds(5));
    Instant future = scene.clock().instant().truncatedTo(ChronoUnit.SECONDS).plusSeconds(6);
    scene.patchStatus("ahead", "{\"status\":{\"lastHandledTime\":\"" + future + "\"}}");
    List<Instant> before = scene.slots("ahead");

    scene.up();
    List<Job> runs = scene.awaitJobs("ahead", before.size() + 1);

    assertThat(Jobs.slot(runs.get(before.size()))).isEqualTo(future.plusSeconds(1));
  }

  @Test
  void aDegradationThatCameMeanwhileStopsTheRunsAndSkipsTheSlots() {
    scene.create(scene.schedule("report", 3, "* * * * * *").runFor("60s"));
    scene.awaitJobs("report", 2);
    scene.down();
    scene.client().resource(scene.peak("came", 3).build()).create();

    scene.up();

    scene.awaitTrue("its runs to go", () -> scene.jobs().of("report").isEmpty());
    GradedCronJobStatus status = scene.awaitStatus("report", s -> s.lastSkipped() != null);
    assertThat(status.lastSkipped().reason()).isEqualTo(SkipReason.Degraded);
    assertThat(status.heldBy()).containsExactly("downtime-came");
    assertThat(status.lastMissed()).as("held slots are skipped, not missed").isNull();
  }

  @Test
  void aLiftThatCameMeanwhileOpensTheNewestSkippedSlot() {
    scene.create(scene.schedule("again", 2, everyTenMinutes).afterHold(HeldRunPolicy.RunLatest));
    scene.create(scene.schedule("not-again", 2, everyTenMinutes));
    scene.awaitStatus("again", s -> s.nextScheduleTime() != null);
    scene.awaitStatus("not-again", s -> s.nextScheduleTime() != null);
    scene.degrade(scene.peak("peak", 2));
    Instant held = anHourLater();
    scene.clock().set(held);
    for (String name : List.of("again", "not-again")) {
      GradedCronJobStatus status =
          scene.awaitStatus(
              name, s -> s.lastSkipped() != null && s.lastSkipped().to().equals(newestSlot(held)));
      assertThat(status.lastSkipped().reason()).isEqualTo(SkipReason.Degraded);
    }
    scene.down();
    scene.deleteDegradation("peak");

    scene.up();

    scene.awaitJobs("again", 1);
    scene.awaitStatus("again", s -> newestSlot(held).equals(s.lastScheduleTime()));
    scene.awaitStatus("not-again", s -> s.heldBy().isEmpty());
    scene.awaitTicks(2);
    assertThat(scene.slots("again")).containsExactly(newestSlot(held));
    assertThat(scene.jobs().of("not-again")).isEmpty();
    scene.awaitTrue(
        "its meter",
        () -> metric("gradedcron_late_launches_total{level=\"2\",reason=\"lifted\"}") == 1);
  }
}
