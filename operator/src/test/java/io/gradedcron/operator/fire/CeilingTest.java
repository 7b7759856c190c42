package io.gradedcron.operator.fire;

import static io.gradedcron.operator.fire.CellScene.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus.SkippedRange;
import io.gradedcron.operator.api.HeldRunPolicy;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.RefusalReason;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.plan.LevelProfile;
import io.gradedcron.operator.plan.LevelProfiles;
import io.gradedcron.operator.plan.Refusal;
import io.gradedcron.operator.plan.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Several schedules under a ceiling of one run of level 3, without threads. */
class CeilingTest {
  private static final Verdict HELD =
      new Verdict(
          DegradationAction.DrainThenStop, List.of("peak"), OptionalLong.empty(), Optional.empty());

  private final List<ScheduleCell> promised = new ArrayList<>();
  private final LevelCeilings ceilings =
      new LevelCeilings(of(1), (cell, slot) -> promised.add(cell), cell -> false);

  /** Has the only place, from its slot at 11:59 on. */
  private final CellScene busy = hourly(59, s -> s);

  static LevelProfiles of(int mostOfLevelThree) {
    return new LevelProfiles(
        LevelProfile.NONE,
        LevelProfile.NONE,
        new LevelProfile(Optional.empty(), Map.of(), List.of(), OptionalInt.of(mostOfLevelThree)));
  }

  /** A schedule of level 3 that is due once an hour, and handled all up to 11:58. */
  private CellScene hourly(int minute, UnaryOperator<Schedule> further) {
    return scene(CellScene.schedule(3, minute + " * * * *", further));
  }

  private CellScene scene(GradedCronJob schedule) {
    schedule.setStatus(CellScene.handled(schedule, NOON.minusSeconds(120)));
    return new CellScene(ceilings).begin(schedule, NOON.minusSeconds(110));
  }

  private static Instant at(int minute, int second) {
    return NOON.plusSeconds(60L * minute + second);
  }

  private void occupy() {
    busy.launch(at(-1, 1));
  }

  private Run runOfBusy() {
    return busy.cell.runs().get(0);
  }

  private void free() {
    busy.cell.gone(runOfBusy().name());
  }

  private static List<RunEvent> look(CellScene scene, Instant now) {
    Step step = scene.look(now);
    assertThat(step.order()).as("a launch").isEmpty();
    return step.events();
  }

  private static SkipReason skipped(List<RunEvent> events) {
    return events.stream()
        .filter(RunEvent.SlotsSkipped.class::isInstance)
        .map(event -> ((RunEvent.SlotsSkipped) event).reason())
        .findFirst()
        .orElse(null);
  }

  // --- waiting

  @Test
  void aSlotAboveTheCeilingWaitsAndIsLaunchedWhenARunOfTheLevelEnds() {
    occupy();
    CellScene noon = hourly(0, s -> s);
    assertThat(look(noon, at(0, 1))).isEmpty();
    assertThat(noon.cell.waitsForPlace()).isTrue();
    assertThat(ceilings.waiting(3)).isEqualTo(1);

    free();

    assertThat(promised).containsExactly(noon.cell);
    LaunchOrder order = noon.order(at(5, 0));
    assertThat(order.slot()).isEqualTo(NOON);
    assertThat(order.reason()).isEqualTo(LaunchReason.Ceiling);
    assertThat(ceilings.waiting(3)).isZero();
  }

  @Test
  void aLaunchUnderWayHasAPlace() {
    busy.order(at(-1, 1));
    CellScene noon = hourly(0, s -> s);

    look(noon, at(0, 1));

    assertThat(noon.cell.waitsForPlace()).isTrue();
  }

  @Test
  void aRunThatIsBeingDeletedHasItsPlaceUntilItIsGone() {
    occupy();
    CellScene noon = hourly(0, s -> s);
    look(noon, at(0, 1));

    busy.cell.observe(runOfBusy().asDeleting());
    assertThat(promised).isEmpty();
    free();
    assertThat(promised).containsExactly(noon.cell);
  }

  @Test
  void placesGoByDueTimeAndNotByLuck() {
    occupy();
    CellScene second = hourly(2, s -> s);
    CellScene first = hourly(1, s -> s);
    look(second, at(2, 1));
    look(first, at(2, 2));

    free();
    assertThat(promised).containsExactly(first.cell);
    Instant slot = first.launch(at(2, 3));
    assertThat(slot).isEqualTo(at(1, 0));
    look(second, at(2, 4));

    first.cell.gone(first.cell.runs().get(0).name());
    assertThat(promised).containsExactly(first.cell, second.cell);
  }

  @Test
  void whoComesBetweenAPromiseAndItsLaunchTakesNothing() {
    occupy();
    CellScene waits = hourly(0, s -> s);
    look(waits, at(0, 1));
    CellScene newcomer = hourly(1, s -> s);
    free();

    look(newcomer, at(1, 1));

    assertThat(waits.launch(at(1, 2))).isEqualTo(NOON);
    assertThat(newcomer.cell.waitsForPlace()).isTrue();
  }

  @Test
  void otherLevelsWaitForNothing() {
    occupy();
    CellScene core = scene(CellScene.schedule(1, "0 * * * *", s -> s));
    CellScene transactional = scene(CellScene.schedule(2, "0 * * * *", s -> s));

    assertThat(core.launch(at(0, 1))).isEqualTo(NOON);
    assertThat(transactional.launch(at(0, 1))).isEqualTo(NOON);
  }

  // --- the end of waiting

  @Test
  void aSlotThatWaitsUntilItsDeadlineIsSkippedForTheCeiling() {
    occupy();
    CellScene noon = hourly(0, s -> s.deadline(30));
    look(noon, at(0, 1));
    assertThat(noon.cell.retryAt())
        .as("when it has to be looked at again")
        .isEqualTo(at(0, 30).toEpochMilli() + 1);

    assertThat(skipped(look(noon, Instant.ofEpochMilli(noon.cell.retryAt()))))
        .isEqualTo(SkipReason.Ceiling);

    assertThat(noon.status(at(0, 31)).lastSkipped())
        .isEqualTo(new SkippedRange(NOON, NOON, SkipReason.Ceiling));
    assertThat(ceilings.waiting(3)).isZero();
    free();
    assertThat(promised).as("it waits no longer").isEmpty();
  }

  @Test
  void aSlotThatTheNextOneOvertakesIsSkippedForTheCeilingAndTheNextOneWaits() {
    occupy();
    CellScene minutely = scene(CellScene.schedule(3, "* * * * *", s -> s));
    CellScene other = hourly(1, s -> s);
    look(minutely, at(0, 1));
    look(other, at(1, 1));

    assertThat(skipped(look(minutely, at(2, 1)))).isEqualTo(SkipReason.Ceiling);

    assertThat(ceilings.waiting(3)).isEqualTo(2);
    free();
    assertThat(promised).as("the other's slot was due before").containsExactly(other.cell);
  }

  @Test
  void aPromiseThatComesTooLateGoesToTheNext() {
    occupy();
    CellScene hasty = hourly(0, s -> s.deadline(30));
    CellScene patient = hourly(1, s -> s);
    look(hasty, at(0, 1));
    look(patient, at(1, 1));
    free();
    assertThat(promised).containsExactly(hasty.cell);

    assertThat(skipped(look(hasty, at(1, 2)))).isEqualTo(SkipReason.Ceiling);

    assertThat(promised).containsExactly(hasty.cell, patient.cell);
    assertThat(patient.launch(at(1, 3))).isEqualTo(at(1, 0));
  }

  @Test
  void aSlotThatIsHeldWhileItWaitsIsSkippedForTheDegradationAndThePlaceGoesToTheNext() {
    occupy();
    CellScene held = hourly(0, s -> s);
    CellScene free = hourly(1, s -> s);
    look(held, at(0, 1));
    look(free, at(1, 1));
    held.verdict = HELD;
    held.cell.judge(HELD);
    free();

    assertThat(skipped(look(held, at(1, 2)))).isEqualTo(SkipReason.Degraded);

    assertThat(promised).containsExactly(held.cell, free.cell);
    assertThat(free.launch(at(1, 3))).isEqualTo(at(1, 0));
  }

  @Test
  void aLiftedSlotWaitsForAPlaceLikeAnyOtherAndIsGivenUpAtItsDeadline() {
    occupy();
    CellScene report = hourly(0, s -> s.afterHold(HeldRunPolicy.RunLatest).deadline(120));
    report.verdict = HELD;
    report.cell.judge(HELD);
    assertThat(skipped(look(report, at(0, 1)))).isEqualTo(SkipReason.Degraded);
    report.verdict = Verdict.RUN;
    report.cell.judge(Verdict.RUN);
    assertThat(report.cell.reopen()).isTrue();

    look(report, at(1, 0));
    assertThat(ceilings.waiting(3)).isEqualTo(1);

    look(report, at(2, 1));
    assertThat(ceilings.waiting(3)).isZero();
    assertThat(report.cell.isOverlooked(at(3, 0))).isFalse();
  }

  @Test
  void anEditEndsTheWaitingWithTheReasonForIt() {
    occupy();
    GradedCronJob schedule = CellScene.schedule(3, "0 * * * *", s -> s);
    CellScene noon = scene(schedule);
    look(noon, at(0, 1));

    List<RunEvent> events =
        noon.put(
            CellScene.edited(schedule, CellScene.schedule(3, "30 * * * *", s -> s)), at(0, 10));

    assertThat(skipped(events)).isEqualTo(SkipReason.Ceiling);
    assertThat(ceilings.waiting(3)).isZero();
  }

  @Test
  void aSuspensionEndsTheWaiting() {
    occupy();
    GradedCronJob schedule = CellScene.schedule(3, "0 * * * *", s -> s);
    CellScene noon = scene(schedule);
    look(noon, at(0, 1));

    noon.put(
        CellScene.edited(schedule, CellScene.schedule(3, "0 * * * *", s -> s.suspended())),
        at(0, 10));
    free();

    assertThat(promised).isEmpty();
    assertThat(noon.look(at(0, 11)).order()).isEmpty();
  }

  @Test
  void aScheduleThatChangesItsLevelWaitsWhereItBelongsNow() {
    occupy();
    GradedCronJob schedule = CellScene.schedule(3, "0 * * * *", s -> s);
    CellScene noon = scene(schedule);
    look(noon, at(0, 1));

    noon.put(CellScene.edited(schedule, CellScene.schedule(2, "0 * * * *", s -> s)), at(0, 10));

    assertThat(ceilings.waiting(3)).isZero();
    assertThat(noon.launch(at(0, 11))).isEqualTo(NOON);
  }

  @Test
  void aScheduleThatIsDeletedWaitsNoLonger() {
    occupy();
    GradedCronJob schedule = CellScene.schedule(3, "0 * * * *", s -> s);
    CellScene noon = scene(schedule);
    look(noon, at(0, 1));
    CellScene next = hourly(1, s -> s);
    look(next, at(1, 1));

    GradedCronJob going = CellScene.edited(schedule, CellScene.schedule(3, "0 * * * *", s -> s));
    going.getMetadata().setDeletionTimestamp("2026-11-23T12:00:30Z");
    noon.put(going, at(0, 30));
    free();

    assertThat(promised).containsExactly(next.cell);
  }

  @Test
  void aScheduleThatIsGoneLeavesItsPlaces() {
    occupy();
    CellScene noon = hourly(0, s -> s);
    look(noon, at(0, 1));
    Run run = runOfBusy();

    busy.cell.forget();

    assertThat(promised).containsExactly(noon.cell);
    busy.cell.observe(run.asDeleting());
    busy.cell.gone(run.name());
    noon.launch(at(0, 2));
    CellScene next = hourly(1, s -> s);
    look(next, at(1, 1));
    assertThat(next.cell.waitsForPlace()).as("what was left once is not left again").isTrue();
  }

  @Test
  void whoLeadsNoLongerHasNothingWaiting() {
    occupy();
    CellScene noon = hourly(0, s -> s);
    look(noon, at(0, 1));

    noon.cell.standDown();
    assertThat(ceilings.waiting(3)).isZero();
    free();
    assertThat(promised).isEmpty();

    noon.lead(at(0, 30));
    assertThat(noon.launch(at(0, 31))).isEqualTo(NOON);
  }

  @Test
  void aPlaceThatNobodyComesForIsNoticed() {
    occupy();
    CellScene noon = hourly(0, s -> s);
    look(noon, at(0, 1));
    assertThat(noon.cell.isOverlooked(at(10, 0))).as("it waits as it should").isFalse();

    free();

    assertThat(noon.cell.isOverlooked(at(10, 0))).isTrue();
  }

  // --- launches that fail

  @Test
  void aRefusedLaunchLeavesItsPlace() {
    LaunchOrder order = busy.order(at(-1, 1));
    CellScene noon = hourly(0, s -> s);
    look(noon, at(0, 1));

    busy.settle(
        order,
        new LaunchOutcome.Retry(
            new Refusal(RefusalReason.QuotaExceeded, "exceeded quota"), Duration.ZERO),
        at(0, 2));

    assertThat(promised).containsExactly(noon.cell);
    noon.launch(at(0, 3));
    look(busy, at(0, 30));
    assertThat(busy.cell.waitsForPlace()).isTrue();
  }

  @Test
  void aLaunchWithoutAnAnswerKeepsItsPlaceForTheRunThatItMayHaveMade() {
    LaunchOrder order = busy.order(at(-1, 1));
    CellScene noon = hourly(0, s -> s);
    look(noon, at(0, 1));
    busy.settle(order, busy.noAnswer(), at(0, 2));
    assertThat(promised).isEmpty();

    assertThat(busy.launch(at(0, 30))).as("tried again, in the same place").isEqualTo(at(-1, 0));
    assertThat(promised).isEmpty();
    free();
    assertThat(promised).containsExactly(noon.cell);
  }

  @Test
  void aLaunchWithoutAnAnswerLeavesItsPlaceWhenItIsGivenUp() {
    CellScene hasty = hourly(59, s -> s.deadline(60));
    LaunchOrder order = hasty.order(at(-1, 1));
    CellScene noon = hourly(0, s -> s);
    look(noon, at(0, 0));
    hasty.settle(order, hasty.noAnswer(), at(0, 0));

    look(hasty, at(0, 1));

    assertThat(promised).containsExactly(noon.cell);
  }

  @Test
  void aLaunchWithoutAnAnswerKeepsItsPlaceForOneMoreTryOnly() {
    LaunchOrder order = busy.order(at(-1, 1));
    CellScene noon = hourly(0, s -> s);
    look(noon, at(0, 1));
    busy.settle(order, busy.noAnswer(), at(0, 2));

    LaunchOrder again = busy.order(at(0, 30));
    busy.settle(again, busy.noAnswer(), at(0, 40));

    assertThat(promised).containsExactly(noon.cell);
    assertThat(look(busy, at(1, 30))).as("waits for a place").isEmpty();
    assertThat(busy.cell.waitsForPlace()).isTrue();
  }

  @Test
  void aSlotThatWasRefusedWaitsBehindThoseWhoWaitedByThen() {
    occupy();
    CellScene first = hourly(0, s -> s);
    CellScene second = hourly(1, s -> s);
    look(first, at(0, 1));
    look(second, at(1, 1));
    free();
    LaunchOrder refused = first.order(at(2, 0));
    first.settle(
        refused,
        new LaunchOutcome.Retry(
            new Refusal(RefusalReason.QuotaExceeded, "exceeded quota"), Duration.ZERO),
        at(2, 1));

    assertThat(promised).containsExactly(first.cell, second.cell);
    look(first, at(5, 0));
    CellScene third = hourly(3, s -> s);
    look(third, at(3, 1));
    second.launch(at(5, 1));
    second.cell.gone(second.cell.runs().get(0).name());

    assertThat(promised)
        .as("refused at 12:02, before the third was due")
        .containsExactly(first.cell, second.cell, first.cell);
  }

  @Test
  void anEditDuringALaunchWithoutAnAnswerLeavesNoPlaceBehind() {
    GradedCronJob before = CellScene.schedule(3, "59 * * * *", s -> s);
    CellScene edited = scene(before);
    LaunchOrder order = edited.order(at(-1, 1));
    edited.put(CellScene.edited(before, CellScene.schedule(3, "0 0 1 1 *", s -> s)), at(-1, 2));

    edited.settle(order, edited.noAnswer(), at(-1, 5));

    assertThat(ceilings.of(3).orElseThrow().taken()).isZero();
  }

  @Test
  void aRunThatClaimsAnotherLevelThanItsScheduleTakesNoPlaceThere() {
    busy.cell.observe(Run.launched("claims", at(-60, 0), 1));

    assertThat(ceilings.of(3).orElseThrow().taken()).isEqualTo(1);
  }

  // --- concurrency policies

  @Test
  void aBlockedSlotComesIntoTheLineWhenItsOwnRunEndsAtTheDueTimeOfItsSlot() {
    CellScene alone =
        scene(CellScene.schedule(3, "59,0 * * * *", s -> s.concurrency(ConcurrencyPolicy.Forbid)));
    alone.launch(at(-1, 1));
    look(alone, at(0, 1));
    assertThat(alone.cell.isBlocked()).isTrue();
    CellScene later = hourly(1, s -> s);
    look(later, at(1, 1));
    assertThat(ceilings.waiting(3)).as("a blocked slot needs no place yet").isEqualTo(1);

    alone.cell.gone(alone.cell.runs().get(0).name());

    assertThat(promised).containsExactly(alone.cell);
    assertThat(alone.launch(at(1, 2))).isEqualTo(NOON);
    look(later, at(1, 3));
  }

  @Test
  void aBlockedSlotThatIsDueAfterOthersLetsThemGoFirst() {
    CellScene alone =
        scene(CellScene.schedule(3, "59,2 * * * *", s -> s.concurrency(ConcurrencyPolicy.Forbid)));
    alone.launch(at(-1, 1));
    CellScene earlier = hourly(1, s -> s);
    look(earlier, at(1, 1));
    look(alone, at(2, 1));

    alone.cell.gone(alone.cell.runs().get(0).name());

    assertThat(promised).containsExactly(earlier.cell);
    look(alone, at(2, 2));
    assertThat(alone.cell.waitsForPlace()).isTrue();
  }

  @Test
  void aSlotThatReplacesTakesOverThePlaceOfItsOwnRunWhoeverWaits() {
    CellScene replacing =
        scene(CellScene.schedule(3, "59,2 * * * *", s -> s.concurrency(ConcurrencyPolicy.Replace)));
    replacing.launch(at(-1, 1));
    CellScene waits = hourly(0, s -> s);
    look(waits, at(0, 1));
    assertThat(replacing.look(at(2, 1)).stopFirst()).isTrue();

    replacing.cell.gone(replacing.cell.runs().get(0).name());

    assertThat(replacing.launch(at(2, 2))).isEqualTo(at(2, 0));
    look(waits, at(2, 3));
    assertThat(ceilings.waiting(3)).isEqualTo(1);
  }

  // --- runs that were there before

  @Test
  void runsThatExistWhenAReplicaTakesOverCount() {
    CellScene before = new CellScene(ceilings);
    before.cell.observe(CellScene.run(at(-2, 0), 3));
    GradedCronJob schedule = CellScene.schedule(3, "58 * * * *", s -> s);
    schedule.setStatus(CellScene.handled(schedule, at(-2, 0)));
    before.begin(schedule, at(-1, 10));
    CellScene noon = hourly(0, s -> s);

    look(noon, at(0, 1));

    assertThat(noon.cell.waitsForPlace()).isTrue();
  }

  @Test
  void aRunCountsAtTheLessImportantOfItsLevelAndItsSchedules() {
    GradedCronJob schedule = CellScene.schedule(2, "58 * * * *", s -> s);
    schedule.setStatus(CellScene.handled(schedule, at(-2, 0)));
    CellScene raised = new CellScene(ceilings).begin(schedule, at(-1, 10));
    raised.cell.observe(CellScene.run(at(-2, 0), 2));
    assertThat(ceilings.of(3).orElseThrow().taken()).as("at level 2").isZero();

    raised.put(CellScene.edited(schedule, CellScene.schedule(3, "58 * * * *", s -> s)), at(0, 0));
    assertThat(ceilings.of(3).orElseThrow().taken()).as("at level 3 now").isEqualTo(1);
    look(hourly(0, s -> s), at(0, 1));

    raised.put(CellScene.edited(schedule, CellScene.schedule(1, "58 * * * *", s -> s)), at(0, 2));
    assertThat(promised).hasSize(1);
  }

  @Test
  void jobsOfAScheduleThatNobodyKnowsTakeNoPlace() {
    new CellScene(ceilings).cell.observe(CellScene.run(at(-2, 0), 3));

    assertThat(hourly(0, s -> s).launch(at(0, 1))).isEqualTo(NOON);
  }
}
