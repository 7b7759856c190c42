package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.GradedCronJobStatus.MissedRange;
import io.gradedcron.operator.api.HeldRunPolicy;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.WatchRecord;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the operator as a process makes of some seconds in which it did not run. */
@ExtendWith(DevCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DownTimeProcessIT {
  private final DevCluster.Access cluster;
  private ProcessScene scene;
  private WatchRecord record;
  private Instant slotWhileHeld;
  private Instant slotWhileDown;
  private Instant back;
  private Instant ahead;

  DownTimeProcessIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  /** The operator stops, things happen, a slot passes, and it starts again. */
  @BeforeAll
  void begin() {
    scene = new ProcessScene(cluster, "process-down");
    record = new WatchRecord(cluster.client(), scene.namespace());
    scene.create(scene.schedule("edited", 1, "0 0 1 1 *"));
    scene.create(scene.schedule("ticks", 1, "*/2 * * * * *"));
    scene.create(scene.schedule("known", 1, "*/2 * * * * *").keeps(1_000));
    scene.create(scene.schedule("ahead", 1, "* * * * * *"));
    scene.degrade(2);
    slotWhileHeld = ProcessScene.thisSecond().plusSeconds(8);
    scene.create(
        scene
            .schedule("again", 2, ProcessScene.once(slotWhileHeld))
            .labelled(ProcessScene.PEAK)
            .afterHold(HeldRunPolicy.RunLatest));
    scene.awaitStatus("again", s -> s.lastSkipped() != null);
    for (String name : List.of("ticks", "known", "ahead")) {
      scene.awaitStatus(name, s -> s.lastScheduleTime() != null);
    }
    scene.awaitStatus("edited", s -> s.observed() != null);

    scene.down();
    slotWhileDown = evenSecond(ProcessScene.thisSecond().plusSeconds(6));
    scene.create(scene.schedule("patient", 1, ProcessScene.once(slotWhileDown)));
    scene.create(scene.schedule("strict", 1, ProcessScene.once(slotWhileDown)).deadline(1));
    scene.patch("edited", "{\"spec\":{\"schedule\":\"* * * * * *\"}}");
    scene.patch("known", "{\"spec\":{\"concurrencyPolicy\":\"Allow\"}}");
    scene.patchStatus("known", "{\"status\":{\"lastHandledTime\":null,\"lastMissed\":null}}");
    scene.lift();
    scene.awaitTrue(
        "the slot to be long past", () -> Instant.now().isAfter(slotWhileDown.plusSeconds(3)));
    back = Instant.now();
    ahead = ProcessScene.thisSecond().plusSeconds(25);
    scene.patchStatus("ahead", "{\"status\":{\"lastHandledTime\":\"" + ahead + "\"}}");
    scene.up();
  }

  private static Instant evenSecond(Instant second) {
    return second.plusSeconds(second.getEpochSecond() % 2);
  }

  @AfterAll
  void end() {
    record.close();
    scene.close();
  }

  private List<Instant> slots(String schedule) {
    return record.created(schedule).stream().map(WatchRecord.JobEvent::slot).toList();
  }

  /** Whether any status that was ever saved has the slot in its range of missed ones. */
  private boolean isMissed(String schedule, Instant slot) {
    return record.saves(schedule).stream()
        .flatMap(saved -> Stream.ofNullable(saved.status().lastMissed()))
        .anyMatch(range -> !slot.isBefore(range.from()) && !slot.isAfter(range.to()));
  }

  @Test
  void aDownTimeLosesNothingInSilence() {
    scene.awaitTrue(
        "a range around the slot of the down time", () -> isMissed("ticks", slotWhileDown));
    scene.awaitTrue("a slot after it", () -> slots("ticks").stream().anyMatch(back::isBefore));
    List<Instant> slots = slots("ticks");
    Instant last = slots.get(slots.size() - 1);
    for (Instant slot = slots.get(0); slot.isBefore(last); slot = slot.plusSeconds(2)) {
      Instant each = slot;
      boolean launched = slots.contains(slot);
      // The status is written behind the launches.
      scene.awaitTrue("a launch or a record of " + slot, () -> launched || isMissed("ticks", each));
      assertThat(launched && isMissed("ticks", slot)).as("both: " + slot).isFalse();
    }
    assertThat(slots).doesNotHaveDuplicates();
    scene.awaitTrue("its event", () -> scene.reasons("ticks").contains("Missed"));

    scene.awaitJobs("patient", 1);
    assertThat(slots("patient")).as("made and due while nobody led").containsExactly(slotWhileDown);
    GradedCronJobStatus strict =
        scene.awaitStatus("strict", s -> slotWhileDown.equals(s.lastHandledTime()));
    assertThat(strict.lastMissed()).isEqualTo(new MissedRange(slotWhileDown, slotWhileDown));
    assertThat(scene.condition("strict", "Missed")).isEqualTo("True NobodyLedInTime");
    assertThat(slots("strict")).isEmpty();
  }

  @Test
  void whatHappenedWhileNobodyLedIsNoticed() {
    scene.awaitJobs("edited", 1);
    assertThat(slots("edited")).as("an edit").allMatch(back::isBefore);
    assertThat(
            record.saves("edited").stream()
                .flatMap(saved -> Stream.ofNullable(saved.status().lastMissed())))
        .as("nothing before it counts as missed")
        .noneMatch(range -> range.from().isBefore(back));

    scene.awaitJobs("again", 1);
    assertThat(slots("again")).as("a lift").containsExactly(slotWhileHeld);

    scene.awaitStatus(
        "known", s -> s.lastHandledTime() != null && s.lastHandledTime().isAfter(back));
    assertThat(slots("known")).as("a status that was lost").doesNotHaveDuplicates();
  }

  @Test
  void aHandledTimeInTheFutureIsRespected() {
    scene.awaitTrue("its next slot", () -> slots("ahead").stream().anyMatch(ahead::isBefore));

    assertThat(slots("ahead").stream().filter(slotWhileDown::isBefore))
        .as("since it was down")
        .allMatch(ahead::isBefore);
  }
}
