package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpecBuilder;
import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.GradedCronJobStatus.MissedRange;
import io.gradedcron.operator.api.HeldRunPolicy;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Jobs;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.harness.WatchRecord;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The hard cases with one operator as a process that lives as long as the class. What takes time is
 * begun at the start, all of it together; each test looks at its own part.
 */
@ExtendWith(DevCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HardCasesProcessIT {
  private static final int WORKERS = 8;
  private static final int PER_LEVEL = 25;
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  private final DevCluster.Access cluster;
  private ProcessScene scene;
  private WatchRecord record;
  private Instant burst;
  private Instant taken;
  private Job foreign;

  HardCasesProcessIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void begin() {
    scene = new ProcessScene(cluster, "hard", "--workers", String.valueOf(WORKERS));
    record = new WatchRecord(cluster.client(), scene.namespace());
    // Suspended Jobs make no pods: what is looked at is their order alone.
    JobTemplateSpec still =
        new JobTemplateSpecBuilder(Manifests.template("1s"))
            .editSpec()
            .withSuspend(true)
            .endSpec()
            .build();
    burst = ProcessScene.thisSecond().plusSeconds(40);
    for (int level = 3; level >= 1; level--) {
      for (int i = 0; i < PER_LEVEL; i++) {
        scene.create(
            scene
                .schedule("burst-" + level + "-" + i, level, ProcessScene.once(burst))
                .template(still));
      }
    }
    Instant now = ProcessScene.thisSecond();
    taken = now.plusSeconds(15);
    foreign =
        cluster
            .client()
            .resource(
                new JobBuilder()
                    .withNewMetadata()
                    .withName("taken-" + taken.getEpochSecond())
                    .withNamespace(scene.namespace())
                    .endMetadata()
                    .withSpec(Manifests.template("60s").getSpec())
                    .build())
            .create();
    scene.create(scene.schedule("taken", 1, ProcessScene.secondsOf(taken, taken.plusSeconds(30))));
    scene.create(scene.schedule("ticks", 1, "* * * * * *"));
    scene.create(scene.schedule("tidy", 3, "*/3 * * * * *").keeps(0));
    scene.create(scene.schedule("grown", 1, "*/3 * * * * *").runFor("90s"));
    scene.create(scene.schedule("edited", 1, "0 0 1 1 *"));
    scene.create(scene.schedule("leaving", 1, "* * * * * *"));
    scene.create(
        scene
            .schedule("alone", 1, "* * * * * *")
            .runFor("2s")
            .concurrency(ConcurrencyPolicy.Forbid));
    scene.create(
        scene
            .schedule("newest", 2, "*/3 * * * * *")
            .runFor("90s")
            .concurrency(ConcurrencyPolicy.Replace));
    scene.create(scene.schedule("fine", 1, "0 0 1 1 *"));
    scene.create(scene.schedule("bad-job", 1, "0 0 1 1 *").template(Manifests.refusedTemplate()));
  }

  @AfterAll
  void end() {
    record.close();
    scene.close();
  }

  // --- order

  @Test
  @Order(2)
  void ofOneSecondLevelOneComesFirst() {
    scene.awaitTrue(
        "the burst",
        () ->
            record.created().stream().filter(job -> job.schedule().startsWith("burst-")).count()
                >= 3 * PER_LEVEL);
    List<Integer> levels =
        record.created().stream()
            .filter(job -> job.schedule().startsWith("burst-"))
            .map(
                job ->
                    Integer.parseInt(
                        job.job().getMetadata().getLabels().get(GradedCron.LEVEL_LABEL)))
            .toList();
    for (int level = 1; level <= 2; level++) {
      int important = level;
      assertThat(
              levels.subList(0, levels.lastIndexOf(level) + 1).stream()
                  .filter(other -> other > important)
                  .count())
          .as("less important ones before the last of level " + level + ": " + levels)
          // Creates that are under way at the same time may be answered in any order.
          .isLessThanOrEqualTo(2 * WORKERS);
    }
  }

  @Test
  @Order(9)
  void everyJobIsCreatedOnceAndNotBeforeItIsDue() {
    assertThat(record.created()).hasSizeGreaterThan(4 * PER_LEVEL);
    assertThat(record.created())
        .extracting(WatchRecord.JobEvent::name)
        .as("also of what was stopped or deleted since")
        .doesNotHaveDuplicates();
    assertThat(record.created())
        .allSatisfy(
            event ->
                assertThat(Instant.parse(event.job().getMetadata().getCreationTimestamp()))
                    .as(event.name())
                    .isAfterOrEqualTo(event.slot()));
  }

  // --- never twice

  @Test
  @Order(1)
  void aForeignJobIsNamedAndTheNextLaunchClearsIt() {
    scene.awaitTrue(
        "the conflict", () -> scene.condition("taken", "Ready").equals("False NameConflict"));
    assertThat(scene.status("taken").lastHandledTime()).isEqualTo(taken);
    assertThat(scene.status("taken").activeCount()).as("never adopted").isZero();

    scene.awaitTrue(
        "the next launch", () -> scene.condition("taken", "Ready").equals("True Scheduled"));
    assertThat(scene.slots("taken")).contains(taken.plusSeconds(30)).doesNotContain(taken);
    Job after = cluster.client().resource(foreign).get();
    assertThat(after.getMetadata().getUid()).isEqualTo(foreign.getMetadata().getUid());
    assertThat(after.getMetadata().getDeletionTimestamp()).isNull();
  }

  @Test
  @Order(8)
  void noJobIsDeletedBeforeTheStatusThatCoversItWasSaved() {
    for (String schedule : List.of("tidy", "newest")) {
      scene.awaitTrue("deletions", () -> record.deleted(schedule).size() >= 3);
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

  @Test
  @Order(3)
  void aStatusThatSomebodySetBackSpoilsNothing() {
    scene.awaitJobs("ticks", 2);
    Instant before = scene.status("ticks").lastHandledTime();
    String hourAgo = before.minusSeconds(3_600).toString();
    scene.patchStatus("ticks", "{\"status\":{\"lastHandledTime\":\"" + hourAgo + "\"}}");

    scene.awaitTrue(
        "the status to go on",
        () -> scene.status("ticks").lastHandledTime().isAfter(before.plusSeconds(1)));
    // A machine that is busy beyond measure may lose the Lease, and a slot or two with it.
    Optional<MissedRange> missed = Optional.ofNullable(scene.status("ticks").lastMissed());
    assertThat(missed.filter(range -> range.from().isBefore(before))).isEmpty();
    assertThat(record.created("ticks"))
        .extracting(WatchRecord.JobEvent::slot)
        .doesNotHaveDuplicates()
        .isSorted();
  }

  // --- stop

  @Test
  @Order(5)
  void replaceLaunchesOnceTheOldRunIsGone() {
    scene.awaitTrue("three runs", () -> record.created("newest").size() >= 3);
    List<WatchRecord.JobEvent> runs = record.created("newest");
    for (int i = 1; i < runs.size(); i++) {
      String before = runs.get(i - 1).name();
      long number = runs.get(i).number();
      assertThat(record.deleted("newest"))
          .as("the deletion of " + before + " before " + runs.get(i).name())
          .anyMatch(event -> event.name().equals(before) && event.number() < number);
    }
    assertThat(scene.status("newest").lastFailureTime()).as("no failure").isNull();
    scene.awaitTrue("its event", () -> scene.reasons("newest").contains("Stopped"));
  }

  // --- hold and lift

  @Test
  @Order(4)
  void aHoldAndALiftByTheProcess() {
    scene.create(
        scene.schedule("report", 3, "*/2 * * * * *").labelled(ProcessScene.PEAK).runFor("90s"));
    scene.awaitJobs("report", 2);
    scene.degrade(2);
    Instant slot = ProcessScene.thisSecond().plusSeconds(8);
    scene.create(
        scene
            .schedule("again", 2, ProcessScene.once(slot))
            .labelled(ProcessScene.PEAK)
            .afterHold(HeldRunPolicy.RunLatest));
    scene.create(
        scene.schedule("not-again", 2, ProcessScene.once(slot)).labelled(ProcessScene.PEAK));
    scene.awaitTrue("the reports to go", () -> scene.jobs().of("report").isEmpty());
    for (String name : List.of("again", "not-again")) {
      GradedCronJobStatus status = scene.awaitStatus(name, s -> s.lastSkipped() != null);
      assertThat(status.lastSkipped())
          .isEqualTo(new GradedCronJobStatus.SkippedRange(slot, slot, SkipReason.Degraded));
      assertThat(status.lastMissed()).as("skipped, not missed").isNull();
      assertThat(status.lastHandledTime()).isEqualTo(slot);
    }

    scene.lift();

    scene.awaitJobs("again", 1);
    Instant lifted = Instant.now();
    scene.awaitTrue(
        "the next report",
        () -> scene.jobs().newestSlot("report").filter(lifted::isBefore).isPresent());
    assertThat(scene.slots("again")).containsExactly(slot);
    assertThat(scene.jobs().of("not-again")).isEmpty();
    List<String> stopped =
        record.deleted("report").stream().map(WatchRecord.JobEvent::name).toList();
    assertThat(stopped).hasSizeGreaterThan(1);
    assertThat(scene.jobs().of("report"))
        .extracting(job -> job.getMetadata().getName())
        .as("what was stopped stays so")
        .doesNotContainAnyElementsOf(stopped);
  }

  // --- edits

  @Test
  @Order(5)
  void anEditLaunchesNothingOfThePast() {
    Instant edit = Instant.now();
    scene.patch("edited", "{\"spec\":{\"schedule\":\"* * * * * *\"}}");

    assertThat(scene.awaitJobs("edited", 2)).extracting(Jobs::slot).allMatch(edit::isBefore);
    GradedCronJobStatus status =
        scene.awaitStatus("edited", s -> s.observed().schedule().equals("* * * * * *"));
    assertThat(status.observedGeneration()).isEqualTo(2);
    assertThat(status.lastMissed()).isNull();
    assertThat(status.lastSkipped()).isNull();
    scene.patch("edited", "{\"spec\":{\"suspend\":true}}");
  }

  @Test
  @Order(5)
  void anEditOfTheTemplateTouchesOnlyLaterRuns() {
    Job before = scene.awaitJobs("grown", 1).get(0);
    scene.patch(
        "grown", "{\"spec\":{\"jobTemplate\":{\"metadata\":{\"labels\":{\"new\":\"yes\"}}}}}");

    scene.awaitTrue(
        "a run of the new template",
        () -> scene.jobs().of("grown").stream().anyMatch(HardCasesProcessIT::isNew));
    assertThat(isNew(cluster.client().resource(before).get())).isFalse();
    assertThat(record.deleted("grown")).isEmpty();
    scene.patch("grown", "{\"spec\":{\"suspend\":true}}");
  }

  private static boolean isNew(Job job) {
    return "yes".equals(job.getMetadata().getLabels().get("new"));
  }

  @Test
  @Order(5)
  void aScheduleThatIsBeingDeletedLaunchesNothing() {
    scene.awaitJobs("leaving", 1);
    scene.patch("leaving", "{\"metadata\":{\"finalizers\":[\"test.gradedcron.io/stay\"]}}");
    scene.deleteSchedule("leaving");
    Instant deleted = Instant.now();

    scene.awaitTrue(
        "ticks",
        () ->
            scene.jobs().newestSlot("ticks").filter(deleted.plusSeconds(3)::isBefore).isPresent());
    assertThat(record.created("leaving"))
        .allMatch(event -> event.slot().isBefore(deleted.plusSeconds(1)));
    scene.patch("leaving", "{\"metadata\":{\"finalizers\":null}}");
  }

  // --- forbid

  @Test
  @Order(6)
  void aBlockedSlotIsLaunchedAsSoonAsTheBlockerEnds() {
    scene.awaitTrue("three runs", () -> scene.jobs().completed("alone").size() >= 3);
    List<Job> runs = scene.jobs().completed("alone");
    for (int i = 1; i < runs.size(); i++) {
      assertThat(Instant.parse(runs.get(i).getMetadata().getCreationTimestamp()))
          .as("a run begins after the one before it has ended")
          .isAfterOrEqualTo(Instant.parse(runs.get(i - 1).getStatus().getCompletionTime()));
    }
    GradedCronJobStatus status = scene.awaitStatus("alone", s -> s.lastSkipped() != null);
    assertThat(status.lastSkipped().reason()).isEqualTo(SkipReason.Blocked);
    assertThat(scene.metric("gradedcron_late_launches_total{level=\"1\",reason=\"blocked\"}"))
        .as("launches that waited for a run to end")
        .isPositive();
  }

  // --- daylight saving

  @Test
  @Order(7)
  void transitionsShowInTheNextSlot() {
    ZoneOffsetTransition gap = transition(true);
    ZoneOffsetTransition overlap = transition(false);
    LocalDateTime inGap = gap.getDateTimeBefore().plusMinutes(30);
    LocalDateTime inOverlap = overlap.getDateTimeAfter().plusMinutes(30);
    Instant firstPass = inOverlap.toInstant(overlap.getOffsetBefore());
    Instant secondPass = inOverlap.toInstant(overlap.getOffsetAfter());

    scene.create(zoned("gap-fixed", onThatDay("30 " + inGap.getHour(), inGap)));
    scene.create(zoned("gap-merged", onThatDay("0,30 2,3", inGap)));
    scene.create(zoned("gap-real-time", onThatDay("30 2/24", inGap)));
    scene.create(zoned("overlap-fixed", onThatDay("30 " + inOverlap.getHour(), inOverlap)));

    assertThat(next("gap-fixed")).as("at the end of the gap").isEqualTo(gap.getInstant());
    assertThat(next("gap-real-time"))
        .as("nothing in the gap")
        .isAfter(gap.getInstant().plusSeconds(86_400));
    assertThat(next("overlap-fixed")).as("the first pass").isEqualTo(firstPass);
    assertThat(following("0,30 2,3", inGap, gap.getInstant().minusSeconds(60)))
        .as("one slot at the end of the gap, with that of 03:00")
        .startsWith(gap.getInstant().toString(), gap.getInstant().plusSeconds(1_800).toString());
    assertThat(following("30 1", inOverlap, firstPass.minusSeconds(1)))
        .startsWith(firstPass.toString())
        .doesNotContain(secondPass.toString());
    assertThat(following("30 *", inOverlap, firstPass.minusSeconds(1)))
        .as("both passes")
        .startsWith(firstPass.toString(), secondPass.toString());
  }

  private static ZoneOffsetTransition transition(boolean gap) {
    ZoneOffsetTransition next = NEW_YORK.getRules().nextTransition(Instant.now());
    return next.isGap() == gap ? next : NEW_YORK.getRules().nextTransition(next.getInstant());
  }

  private static String onThatDay(String minuteAndHour, LocalDateTime day) {
    return minuteAndHour + " " + day.getDayOfMonth() + " " + day.getMonthValue() + " *";
  }

  private Schedule zoned(String name, String text) {
    return scene.schedule(name, 1, text).zone(NEW_YORK.getId());
  }

  private Instant next(String schedule) {
    return scene.awaitStatus(schedule, s -> s.nextScheduleTime() != null).nextScheduleTime();
  }

  /** The next two slots as the program prints them. */
  private List<String> following(String minuteAndHour, LocalDateTime day, Instant after) {
    return scene.next(onThatDay(minuteAndHour, day), NEW_YORK.getId(), after, 2);
  }

  // --- validity

  @Test
  @Order(7)
  void aTemplateIsTriedBeforeItIsDueAndLeavesNoJob() {
    scene.awaitTrue("fine", () -> scene.condition("fine", "Ready").equals("True Scheduled"));
    scene.awaitTrue(
        "bad-job", () -> scene.condition("bad-job", "Ready").equals("False InvalidJobTemplate"));
    assertThat(record.created("fine")).isEmpty();
    assertThat(record.created("bad-job")).isEmpty();
  }
}
