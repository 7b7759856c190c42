package io.gradedcron.operator.fire;

import static io.gradedcron.operator.fire.CellScene.LIVE;
import static io.gradedcron.operator.fire.CellScene.NOON;
import static io.gradedcron.operator.fire.CellScene.edited;
import static io.gradedcron.operator.fire.CellScene.handled;
import static io.gradedcron.operator.fire.CellScene.minutely;
import static io.gradedcron.operator.fire.CellScene.run;
import static io.gradedcron.operator.fire.CellScene.schedule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.fabric8.kubernetes.api.model.Condition;
import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.GradedCronJobStatus.MissedRange;
import io.gradedcron.operator.api.GradedCronJobStatus.SkippedRange;
import io.gradedcron.operator.api.HeldRunPolicy;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.MissReason;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.plan.CompiledSchedule;
import io.gradedcron.operator.plan.Readiness;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.StatusFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a schedule's cell makes of slots, runs, edits and restarts, all parts of it together. */
class ScheduleCellTest {
  private static final Verdict STOP =
      new Verdict(
          DegradationAction.ScaleToZero, List.of("peak"), OptionalLong.empty(), Optional.empty());

  private final CellScene scene = new CellScene();

  private static Instant minute(int offset) {
    return NOON.plusSeconds(60L * offset);
  }

  private static GradedCronJob plain() {
    return minutely(UnaryOperator.identity());
  }

  // --- never twice

  @Test
  void aLaunchWithoutAnAnswerIsTriedAgainUnderTheSameName() {
    scene.beginBeforeNoon(plain());
    LaunchOrder first = scene.order(NOON);
    scene.settle(first, scene.noAnswer(), NOON);

    Instant again = Instant.ofEpochMilli(scene.cell.retryAt());
    assertThat(again).isBetween(NOON, NOON.plusSeconds(1));
    LaunchOrder second = scene.order(again);
    assertThat(second.runName()).isEqualTo(first.runName());
    assertThat(second.slot()).isEqualTo(NOON);
  }

  @Test
  void aForeignJobOfTheNameIsAConflictAndNoRunOfOurs() {
    scene.beginBeforeNoon(plain());
    scene.settle(scene.order(NOON), new LaunchOutcome.Conflict(), NOON);

    assertThat(scene.condition(StatusFactory.READY, NOON)).isEqualTo("False NameConflict");
    assertThat(scene.cell.runs()).as("never adopted").isEmpty();
    assertThat(scene.status(NOON).lastHandledTime()).as("the slot has ended").isEqualTo(NOON);
  }

  @Test
  void theNextLaunchClearsANameConflict() {
    scene.beginBeforeNoon(plain());
    scene.settle(scene.order(NOON), new LaunchOutcome.Conflict(), NOON);
    scene.cell.tried(1, Readiness.READY);
    assertThat(scene.condition(StatusFactory.READY, NOON))
        .as("a trial says nothing about the name")
        .isEqualTo("False NameConflict");

    scene.launch(minute(1));

    assertThat(scene.condition(StatusFactory.READY, minute(1))).isEqualTo("True Scheduled");
  }

  @Test
  void noRunMayBeDeletedBeforeTheStatusThatCoversItIsSaved() {
    scene.beginBeforeNoon(plain());
    scene.launch(NOON);
    Run run = scene.cell.runs().get(0);
    StatusDraft before = scene.cell.draft(new StatusFactory(), NOON).orElseThrow();
    assertThat(scene.cell.mayDelete(run)).isFalse();

    scene.cell.saved(before, scene.cell.resource());
    assertThat(scene.cell.mayDelete(run)).isTrue();

    scene.launch(minute(1));
    assertThat(scene.cell.mayDelete(run)).as("another slot has ended since").isFalse();
  }

  @Test
  void aStatusThatSomebodySetBackDoesNotTakeTheHandledTimeBack() {
    scene.beginBeforeNoon(plain());
    scene.launch(NOON);
    GradedCronJob back = plain();
    back.getMetadata().setResourceVersion("2");
    back.setStatus(handled(back, minute(-5)));
    scene.cell.refresh(back);

    assertThat(scene.look(NOON.plusSeconds(5)).order()).isEmpty();
    assertThat(scene.status(NOON).lastHandledTime()).isEqualTo(NOON);
  }

  @Test
  void aHandledTimeAheadOfTheClockIsRespected() {
    GradedCronJob schedule = plain();
    schedule.setStatus(handled(schedule, minute(3)));
    scene.begin(schedule, NOON);

    assertThat(scene.look(minute(1)).order()).isEmpty();
    assertThat(scene.look(minute(3)).order()).isEmpty();
    assertThat(scene.launch(minute(4))).isEqualTo(minute(4));
  }

  @Test
  void aClockThatWasSetBackLaunchesNothingTwice() {
    scene.beginBeforeNoon(plain());
    scene.launch(NOON);
    scene.launch(minute(1));

    assertThat(scene.look(NOON).order()).isEmpty();
    assertThat(scene.look(minute(1)).order()).isEmpty();
    assertThat(scene.launch(minute(2))).isEqualTo(minute(2));
  }

  // --- never lost in silence

  @Test
  void missedSlotsStandInTheStatusThatMovesTheHandledTime() {
    GradedCronJob schedule = plain();
    schedule.setStatus(handled(schedule, minute(-10)));
    scene.liveSince = NOON.plusSeconds(1);
    scene.begin(schedule, NOON.plusSeconds(1));

    LaunchOrder order = scene.order(NOON.plusSeconds(1));
    assertThat(order.slot()).isEqualTo(NOON);
    assertThat(order.reason()).isEqualTo(LaunchReason.CatchUp);
    GradedCronJobStatus status = scene.status(NOON.plusSeconds(1));
    assertThat(status.lastHandledTime()).isEqualTo(minute(-1));
    assertThat(status.lastMissed()).isEqualTo(new MissedRange(minute(-9), minute(-1)));
    assertThat(scene.condition(StatusFactory.MISSED, NOON)).startsWith("True");
  }

  @Test
  void skippedSlotsStandInTheStatusThatMovesTheHandledTime() {
    scene.beginBeforeNoon(plain());
    scene.verdict = STOP;
    assertThat(scene.look(NOON).order()).isEmpty();
    assertThat(scene.look(minute(1)).order()).isEmpty();

    GradedCronJobStatus status = scene.status(minute(1));
    assertThat(status.lastHandledTime()).isEqualTo(minute(1));
    assertThat(status.lastSkipped())
        .isEqualTo(new SkippedRange(NOON, minute(1), SkipReason.Degraded));
    assertThat(status.lastMissed()).isNull();
  }

  @Test
  void slotsUpToTheNewestOwnedJobAreHandledAtTheStartAndThoseWithoutAJobAreMissed() {
    GradedCronJob schedule = plain();
    schedule.setStatus(handled(schedule, minute(-10)));
    scene.put(schedule, NOON);
    scene.cell.observe(run(minute(-9), 2));
    scene.cell.observe(run(minute(-5), 2));
    scene.cell.observe(run(minute(-1), 2));
    scene.cell.observe(run(NOON, 2));
    List<RunEvent> events = scene.lead(NOON);

    assertThat(scene.look(NOON.plusSeconds(1)).order()).isEmpty();
    GradedCronJobStatus status = scene.status(NOON);
    assertThat(status.lastHandledTime()).isEqualTo(NOON);
    assertThat(status.lastScheduleTime()).isEqualTo(NOON);
    assertThat(status.lastMissed())
        .as("the dead leader alone knew what these ended as")
        .isEqualTo(new MissedRange(minute(-8), minute(-2)));
    assertThat(status.conditions())
        .filteredOn(c -> c.getType().equals("Missed"))
        .extracting(Condition::getStatus)
        .as("the slot that ended last was launched")
        .containsExactly("False");
    assertThat(events)
        .singleElement(type(RunEvent.SlotsMissed.class))
        .satisfies(missed -> assertThat(missed.count().getAsLong()).isEqualTo(6))
        .satisfies(missed -> assertThat(missed.reason()).isEqualTo(MissReason.NotRecorded));
  }

  @Test
  void whenEachSlotHasItsJobNothingIsMissedThoughNothingWasSaved() {
    GradedCronJob schedule = plain();
    schedule.setStatus(handled(schedule, minute(-3)));
    scene.put(schedule, NOON);
    scene.cell.observe(run(minute(-2), 2));
    scene.cell.observe(run(minute(-1), 2));
    scene.lead(NOON.minusSeconds(1));

    assertThat(scene.status(NOON).lastHandledTime()).isEqualTo(minute(-1));
    assertThat(scene.status(NOON).lastMissed()).isNull();
  }

  @Test
  void aRunThatWasSeenIsNotLaunchedAgainThoughItIsGone() {
    GradedCronJob schedule = plain();
    schedule.setStatus(handled(schedule, minute(-1)));
    scene.put(schedule, NOON);
    scene.cell.observe(run(NOON, 2));
    scene.cell.gone(run(NOON, 2).name());
    scene.lead(NOON.plusSeconds(6));

    assertThat(scene.look(NOON.plusSeconds(7)).order()).isEmpty();
    assertThat(scene.status(NOON).lastScheduleTime()).isEqualTo(NOON);
  }

  @Test
  void aRunWhoseCreateWasNeverAnsweredIsTakenAsLaunchedOnceTheWatchShowsIt() {
    scene.beginBeforeNoon(plain());
    LaunchOrder order = scene.order(NOON);
    scene.settle(order, scene.noAnswer(), NOON.plusSeconds(1));
    scene.cell.observe(run(NOON, 2));
    scene.cell.gone(run(NOON, 2).name());

    Step step = scene.look(NOON.plusSeconds(20));

    assertThat(step.order()).isEmpty();
    assertThat(step.events())
        .singleElement(type(RunEvent.SlotLaunched.class))
        .satisfies(launched -> assertThat(launched.slot()).isEqualTo(NOON));
  }

  @Test
  void aRunOfASlotToComeIsNoReasonToSkipWhatIsDueBefore() {
    GradedCronJob schedule = plain();
    schedule.setStatus(handled(schedule, minute(-1)));
    scene.put(schedule, NOON);
    scene.cell.observe(run(minute(30), 2));
    scene.lead(NOON);

    assertThat(scene.order(NOON).slot()).isEqualTo(NOON);
  }

  @Test
  void whatIsReadAnewHoldsAndNotTheCacheThatLags() {
    GradedCronJob cached = plain();
    cached.setStatus(handled(cached, minute(-5)));
    scene.put(cached, NOON);
    scene.cell.begin(NOON.plusSeconds(1));
    assertThat(scene.look(NOON.plusSeconds(1))).as("nothing before").isEqualTo(Step.NOTHING);
    assertThat(scene.cell.draft(new StatusFactory(), NOON)).isEmpty();

    GradedCronJob fresh = plain();
    fresh.getMetadata().setResourceVersion("9");
    fresh.setStatus(handled(fresh, NOON));
    List<RunEvent> events =
        scene.cell.confirm(
            scene.cell.takeOverNumber(),
            fresh,
            CompiledSchedule.of(fresh),
            List.of(),
            NOON.plusSeconds(1),
            NOON.plusSeconds(1));

    assertThat(events).isEmpty();
    assertThat(scene.look(NOON.plusSeconds(2))).isEqualTo(Step.NOTHING);
    assertThat(scene.status(NOON).lastMissed()).isNull();
  }

  @Test
  void anAnswerToAQuestionOfAFormerTermIsNotTaken() {
    GradedCronJob cached = plain();
    cached.setStatus(handled(cached, minute(-5)));
    scene.put(cached, NOON);
    scene.cell.begin(NOON.plusSeconds(1));
    long former = scene.cell.takeOverNumber();
    scene.cell.standDown();
    scene.cell.begin(NOON.plusSeconds(9));

    scene.cell.confirm(
        former,
        cached,
        CompiledSchedule.of(cached),
        List.of(),
        NOON.plusSeconds(9),
        NOON.plusSeconds(9));

    assertThat(scene.cell.isUncertain()).as("another led meanwhile").isTrue();
    assertThat(scene.look(NOON.plusSeconds(10))).isEqualTo(Step.NOTHING);
  }

  @Test
  void anEditEndsTheDueSlotsOfTheFormerTextWithARange() {
    scene.beginBeforeNoon(plain());
    GradedCronJob later = edited(scene.cell.resource(), schedule(2, "0 0 1 1 *", s -> s));

    List<RunEvent> events = scene.put(later, minute(2).plusSeconds(10));

    assertThat(scene.status(minute(3)).lastMissed()).isEqualTo(new MissedRange(NOON, minute(2)));
    assertThat(scene.status(minute(3)).lastHandledTime()).isEqualTo(minute(2).plusSeconds(10));
    assertThat(events)
        .singleElement(type(RunEvent.SlotsMissed.class))
        .satisfies(missed -> assertThat(missed.reason()).isEqualTo(MissReason.Edited));
  }

  @Test
  void anEditEndsASlotThatARunBlockedAsSkipped() {
    scene.beginBeforeNoon(minutely(s -> s.concurrency(ConcurrencyPolicy.Forbid)));
    scene.cell.observe(run(minute(-1), 2));
    scene.look(NOON);
    GradedCronJob later = edited(scene.cell.resource(), schedule(2, "0 0 1 1 *", s -> s));

    scene.put(later, NOON.plusSeconds(10));

    assertThat(scene.status(minute(1)).lastSkipped())
        .isEqualTo(new SkippedRange(NOON, NOON, SkipReason.Blocked));
  }

  @Test
  void anEditEndsASlotThatWasRefusedAsRefused() {
    scene.beginBeforeNoon(plain());
    LaunchOrder order = scene.order(NOON);
    scene.settle(order, scene.noAnswer(), NOON.plusSeconds(1));
    GradedCronJob later = edited(scene.cell.resource(), schedule(2, "0 0 1 1 *", s -> s));

    scene.put(later, NOON.plusSeconds(10));

    assertThat(scene.status(minute(1)).lastMissed()).isEqualTo(new MissedRange(NOON, NOON));
    assertThat(scene.cell.retryAt()).as("nothing is tried again").isEqualTo(Alarm.OFF);
  }

  @Test
  void aResumeEndsTheSlotsOfTheSuspensionAsSuspended() {
    scene.beginBeforeNoon(minutely(Schedule::suspended));
    GradedCronJob resumed = edited(scene.cell.resource(), plain());

    scene.put(resumed, minute(2).plusSeconds(10));

    assertThat(scene.status(minute(3)).lastSkipped())
        .isEqualTo(new SkippedRange(NOON, minute(2), SkipReason.Suspended));
    assertThat(scene.look(minute(2).plusSeconds(11)).order()).isEmpty();
  }

  @Test
  void withoutAStatusTheSlotsSinceTheCreationCount() {
    scene.liveSince = NOON;
    scene.begin(plain(), NOON);

    assertThat(scene.order(NOON).slot()).isEqualTo(NOON);
    assertThat(scene.status(NOON).lastMissed())
        .isEqualTo(new MissedRange(Instant.parse("2026-11-23T11:01:00Z"), minute(-1)));
  }

  @Test
  void aSlotThatANewerOneOvertakesWhileThisReplicaLeadsIsMissedAndSomebodyLed() {
    scene.beginBeforeNoon(plain());

    assertThat(scene.order(minute(2)).slot()).isEqualTo(minute(2));
    assertThat(scene.status(minute(2)).lastMissed()).isEqualTo(new MissedRange(NOON, minute(1)));
    assertThat(scene.condition("Missed", minute(2))).isEqualTo("True Overtaken");
  }

  @Test
  void aSlotThatThisReplicaComesToTooLateIsMissedAndSomebodyLed() {
    scene.beginBeforeNoon(minutely(s -> s.deadline(5)));

    assertThat(scene.look(NOON.plusSeconds(6)).order()).isEmpty();
    assertThat(scene.condition("Missed", NOON.plusSeconds(6))).isEqualTo("True TooLate");
  }

  @Test
  void missedSlotsAreCountedUpToTenThousand() {
    RunEvent.SlotsMissed missed = missed(1_000_000);

    assertThat(missed.count().getAsLong()).isEqualTo(10_000);
    assertThat(missed.to()).isEqualTo(NOON.minusSeconds(1));
  }

  /** What a schedule of every second says that handled nothing for so long. */
  private static RunEvent.SlotsMissed missed(int seconds) {
    CellScene scene = absent("* * * * * *", Duration.ofSeconds(seconds));
    return scene.look(NOON).events().stream()
        .filter(RunEvent.SlotsMissed.class::isInstance)
        .map(RunEvent.SlotsMissed.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static CellScene absent(String text, Duration handledNothingFor) {
    GradedCronJob schedule = schedule(2, text, s -> s.zone("America/New_York"));
    schedule.getMetadata().setCreationTimestamp("1990-01-01T00:00:00Z");
    schedule.setStatus(handled(schedule, NOON.minus(handledNothingFor)));
    CellScene scene = new CellScene();
    scene.liveSince = NOON;
    return scene.begin(schedule, NOON);
  }

  @Test
  void missedSlotsAreCountedOffTheFiringPath() {
    nanosOfLook(5_000);
    double few = nanosOfLook(2);
    double many = nanosOfLook(9_000);

    assertThat(many / few).as("a look at 9,000 missed slots beside one at two").isLessThan(10);
  }

  /** The median of some looks at daily schedules that handled nothing for so long. */
  private static long nanosOfLook(int days) {
    long[] nanos = new long[51];
    for (int i = 0; i < nanos.length; i++) {
      CellScene scene = absent("0 3 * * *", Duration.ofDays(days));
      long begin = System.nanoTime();
      Step step = scene.look(NOON);
      nanos[i] = System.nanoTime() - begin;
      assertThat(step.events()).hasSize(1);
    }
    Arrays.sort(nanos);
    return nanos[nanos.length / 2];
  }

  @Test
  void aRefusedSlotIsTriedUpToItsDeadlineAndThenFails() {
    scene.beginBeforeNoon(minutely(s -> s.deadline(5)));
    Instant now = NOON;
    int tries = 0;
    Step step = scene.look(now);
    while (step.order().isPresent()) {
      tries++;
      scene.settle(step.order().get(), scene.noAnswer(), now);
      now = Instant.ofEpochMilli(scene.cell.retryAt());
      step = scene.look(now);
    }

    assertThat(tries).isGreaterThan(3);
    assertThat(now).isBetween(NOON.plusSeconds(5), NOON.plusSeconds(5).plusMillis(2));
    assertThat(step.events())
        .singleElement()
        .isInstanceOfSatisfying(
            RunEvent.SlotsFailed.class,
            failed -> assertThat(failed.message()).isEqualTo("no answer"));
  }

  // --- stop

  @Test
  void aRunIsToBeStoppedAsLongAsItsStopWasNotTaken() {
    scene.beginBeforeNoon(plain());
    scene.launch(NOON);

    List<StopOrder> orders = scene.cell.stops(run -> STOP);
    assertThat(orders).hasSize(1);
    assertThat(scene.cell.stops(run -> STOP)).as("the delete was refused").hasSize(1);
    scene.cell.stopped(orders.get(0));
    assertThat(scene.cell.stops(run -> STOP)).isEmpty();
  }

  @Test
  void aRunThatAppearsLateIsToBeStopped() {
    scene.beginBeforeNoon(plain());
    assertThat(scene.cell.stops(run -> STOP)).isEmpty();
    scene.cell.observe(run(minute(-1), 2));

    assertThat(scene.cell.stops(run -> STOP))
        .extracting(order -> order.run().slot())
        .containsExactly(minute(-1));
  }

  @Test
  void aRunThatIsBeingStoppedBlocksUntilItsPodsAreGone() {
    scene.beginBeforeNoon(minutely(s -> s.concurrency(ConcurrencyPolicy.Replace)));
    scene.launch(NOON);
    Step step = scene.look(minute(1));
    assertThat(step.order()).isEmpty();
    assertThat(step.stopFirst()).isTrue();

    scene.cell.stopped(scene.cell.stops(run -> Verdict.RUN).get(0));
    assertThat(scene.look(minute(1).plusSeconds(1)).order()).as("its pods are there").isEmpty();

    scene.cell.gone("report-" + NOON.getEpochSecond());
    assertThat(scene.order(minute(1).plusSeconds(2)).slot()).isEqualTo(minute(1));
  }

  @Test
  void aStoppedRunIsNeitherLaunchedAgainNorAFailure() {
    scene.beginBeforeNoon(plain());
    scene.launch(NOON);
    Run run = scene.cell.runs().get(0);
    scene.cell.stopped(scene.cell.stops(r -> STOP).get(0));
    List<RunEvent> ended = scene.cell.gone(run.name());

    assertThat(ended)
        .singleElement()
        .isInstanceOfSatisfying(
            RunEvent.RunFinished.class,
            finished -> assertThat(finished.result().name()).isEqualTo("Stopped"));
    assertThat(scene.look(NOON.plusSeconds(5)).order()).isEmpty();
    assertThat(scene.status(NOON.plusSeconds(5)).lastFailureTime()).isNull();
  }

  // --- hold and lift

  @Test
  void aLiftWhileNobodyLedOpensTheNewestSkippedSlotOnce() {
    scene.beginBeforeNoon(minutely(s -> s.afterHold(HeldRunPolicy.RunLatest)));
    scene.verdict = STOP;
    scene.cell.judge(STOP);
    scene.look(NOON);
    scene.look(minute(1));
    GradedCronJob saved = minutely(s -> s.afterHold(HeldRunPolicy.RunLatest));
    saved.setStatus(scene.status(minute(1)));
    assertThat(saved.getStatus().lastSkipped().from()).isEqualTo(NOON);

    CellScene next = new CellScene();
    next.liveSince = minute(1).plusSeconds(10);
    next.begin(saved, minute(1).plusSeconds(10));
    assertThat(next.cell.judge(Verdict.RUN))
        .as("the lift is noticed")
        .singleElement()
        .isInstanceOf(RunEvent.ScheduleLifted.class);
    assertThat(next.cell.reopen()).isTrue();
    LaunchOrder order = next.order(minute(1).plusSeconds(11));
    assertThat(order.slot()).as("lastSkipped.to and no other").isEqualTo(minute(1));
    assertThat(order.reason()).isEqualTo(LaunchReason.Lifted);
    next.settle(order, new LaunchOutcome.Done(), minute(1).plusSeconds(11));
    assertThat(next.look(minute(1).plusSeconds(12)).order()).isEmpty();
    assertThat(next.cell.reopen()).as("once").isFalse();
  }

  @ParameterizedTest
  @EnumSource(ConcurrencyPolicy.class)
  void aRunAfterALiftWhoseCreateWasNeverAnsweredIsTakenAsLaunchedOnceTheWatchShowsIt(
      ConcurrencyPolicy policy) {
    scene.beginBeforeNoon(minutely(s -> s.afterHold(HeldRunPolicy.RunLatest).concurrency(policy)));
    scene.verdict = STOP;
    scene.cell.judge(STOP);
    scene.look(NOON);
    scene.verdict = Verdict.RUN;
    scene.cell.judge(Verdict.RUN);
    assertThat(scene.cell.reopen()).isTrue();
    LaunchOrder order = scene.order(NOON.plusSeconds(10));
    scene.settle(order, scene.noAnswer(), NOON.plusSeconds(11));
    scene.cell.observe(run(NOON, 2));

    Step step = scene.look(NOON.plusSeconds(20));

    assertThat(step.order()).isEmpty();
    assertThat(scene.cell.stops(run -> Verdict.RUN))
        .as("it replaces nothing, least itself")
        .isEmpty();
    assertThat(step.events())
        .singleElement(type(RunEvent.SlotLaunched.class))
        .satisfies(launched -> assertThat(launched.reason()).isEqualTo(LaunchReason.Lifted));
    assertThat(scene.status(NOON.plusSeconds(20)).lastSkipped()).isNull();
    scene.cell.gone(run(NOON, 2).name());
    assertThat(scene.look(NOON.plusSeconds(30)).order()).isEmpty();
  }

  @Test
  void whatFollowsAHoldIsTheSchedulesToChoose() {
    scene.beginBeforeNoon(plain());
    scene.verdict = STOP;
    scene.cell.judge(STOP);
    scene.look(NOON);

    assertThat(scene.cell.judge(Verdict.RUN)).hasSize(1);
    assertThat(scene.cell.reopen()).as("Skip is the default").isFalse();
  }

  // --- edits

  @Test
  void anEditLaunchesNothingBeforeIt() {
    scene.begin(schedule(2, "0 0 1 1 *", UnaryOperator.identity()), LIVE);
    scene.put(edited(scene.cell.resource(), plain()), NOON.plusSeconds(30));

    assertThat(scene.look(NOON.plusSeconds(31)).order()).isEmpty();
    assertThat(scene.status(NOON.plusSeconds(31)).lastHandledTime())
        .isEqualTo(NOON.plusSeconds(30));
    assertThat(scene.status(NOON.plusSeconds(31)).lastMissed()).isNull();
    assertThat(scene.launch(minute(1))).isEqualTo(minute(1));
  }

  @Test
  void anEditWhileNobodyLedLaunchesNothingBeforeItIsSeen() {
    GradedCronJob schedule = plain();
    schedule.setStatus(handled(schedule(2, "0 0 1 1 *", UnaryOperator.identity()), minute(-10)));
    scene.liveSince = NOON.plusSeconds(30);
    scene.begin(schedule, NOON.plusSeconds(30));

    assertThat(scene.look(NOON.plusSeconds(31)).order()).isEmpty();
    assertThat(scene.status(NOON.plusSeconds(31)).lastMissed()).isNull();
    assertThat(scene.status(NOON.plusSeconds(31)).lastHandledTime())
        .isEqualTo(NOON.plusSeconds(30));
  }

  @Test
  void anEditOfTheTemplateLeavesTheSlotsAndTheRunsAlone() {
    scene.beginBeforeNoon(plain());
    scene.launch(NOON);
    scene.put(
        edited(scene.cell.resource(), minutely(s -> s.runFor("9s"))), minute(1).plusSeconds(1));

    assertThat(scene.cell.stops(run -> Verdict.RUN)).isEmpty();
    LaunchOrder order = scene.order(minute(1).plusSeconds(2));
    assertThat(order.slot()).as("due before the edit").isEqualTo(minute(1));
    assertThat(order.schedule().getSpec().jobTemplate().read()).isEqualTo(Manifests.template("9s"));
  }

  @Test
  void aScheduleThatIsBeingDeletedLaunchesNothing() {
    scene.beginBeforeNoon(plain());
    GradedCronJob leaving = edited(scene.cell.resource(), plain());
    leaving.getMetadata().setDeletionTimestamp("2026-11-23T11:59:59Z");
    scene.put(leaving, NOON.minusSeconds(1));

    assertThat(scene.look(NOON).order()).isEmpty();
    assertThat(scene.cell.firstWake()).isEqualTo(Alarm.OFF);
  }

  // --- forbid

  @Test
  void aBlockedSlotWaitsForTheRunToEnd() {
    scene.beginBeforeNoon(minutely(s -> s.concurrency(ConcurrencyPolicy.Forbid)));
    scene.launch(NOON);
    assertThat(scene.look(minute(1)).order()).isEmpty();
    assertThat(scene.cell.isBlocked()).as("the end of the run wakes it").isTrue();

    scene.cell.gone("report-" + NOON.getEpochSecond());

    LaunchOrder order = scene.order(minute(1).plusSeconds(20));
    assertThat(order.slot()).isEqualTo(minute(1));
    assertThat(order.reason()).isEqualTo(LaunchReason.Blocked);
  }

  // --- validity

  @Test
  void aScheduleIsArmedAndLaunchesBeforeItsTemplateWasTried() {
    scene.begin(plain(), LIVE);

    assertThat(scene.cell.isUntried()).isTrue();
    assertThat(Instant.ofEpochMilli(scene.cell.firstWake()))
        .isEqualTo(Instant.parse("2026-11-23T11:01:00Z"));
    scene.launch(NOON);
    assertThat(scene.cell.isUntried()).as("what was taken proves the template").isFalse();
  }

  @Test
  void aTemplateIsTriedOnceAGenerationAlsoOverARestart() {
    scene.begin(plain(), LIVE);
    scene.cell.tried(1, Readiness.invalidTemplate("no containers"));
    assertThat(scene.cell.isUntried()).isFalse();

    GradedCronJob saved = plain();
    saved.setStatus(scene.status(LIVE));
    CellScene next = new CellScene().begin(saved, LIVE);
    assertThat(next.cell.isUntried()).as("after a restart").isFalse();
    assertThat(next.condition(StatusFactory.READY, LIVE)).isEqualTo("False InvalidJobTemplate");

    next.put(edited(saved, minutely(s -> s.runFor("9s"))), LIVE);
    assertThat(next.cell.isUntried()).as("a new generation").isTrue();
    next.cell.tried(1, Readiness.READY);
    assertThat(next.cell.isUntried()).as("that was the trial of the old one").isTrue();
  }

  // --- leading

  @Test
  void aStandbyDecidesNothing() {
    scene.put(plain(), NOON);
    scene.cell.observe(run(minute(-1), 2));

    assertThat(scene.look(NOON).order()).isEmpty();
    assertThat(scene.cell.stops(run -> STOP)).isEmpty();
    assertThat(scene.cell.draft(new StatusFactory(), NOON)).isEmpty();
  }

  @Test
  void aReplicaThatLeadsAgainStartsFromWhatIsSaved() {
    scene.beginBeforeNoon(plain());
    scene.launch(NOON);
    scene.cell.gone("report-" + NOON.getEpochSecond());
    scene.cell.standDown();
    GradedCronJob others = plain();
    others.getMetadata().setResourceVersion("7");
    others.setStatus(handled(others, minute(3)));
    scene.cell.refresh(others);

    assertThat(scene.look(minute(2)).order()).as("it does not lead").isEmpty();
    scene.lead(minute(4));
    assertThat(scene.order(minute(4)).slot()).isEqualTo(minute(4));
  }
}
