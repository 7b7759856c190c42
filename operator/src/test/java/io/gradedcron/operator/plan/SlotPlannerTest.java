package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.MissReason;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.cron.SlotTimes;
import io.gradedcron.operator.plan.PendingSlot.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlotPlannerTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final SlotTimes MINUTELY =
      CronSchedule.parse("* * * * *", "UTC").slots(NOON, Duration.ZERO);

  private final SlotPlanner planner = new SlotPlanner();

  /** A question about a schedule of every minute, handled up to 11:59, at noon and a bit. */
  private static final class Ask {
    private Instant handled = NOON.minusSeconds(60);
    private Optional<PendingSlot> pending = Optional.empty();
    private Optional<Instant> reopened = Optional.empty();
    private boolean suspended;
    private boolean held;
    private ConcurrencyPolicy policy = ConcurrencyPolicy.Allow;
    private int active;
    private Optional<Duration> deadline = Optional.empty();
    private Instant liveSince = NOON.minusSeconds(3600);
    private Instant now = NOON.plusMillis(3);

    SlotQuestion question() {
      return new SlotQuestion(
          MINUTELY, handled, pending, reopened, suspended, held, policy, active, deadline,
          liveSince, now);
    }
  }

  private List<SlotDecision> decide(Ask ask) {
    return planner.decide(ask.question());
  }

  private static SlotDecision launch(Instant slot, LaunchReason reason) {
    return new SlotDecision.Launch(slot, reason);
  }

  private static SlotRange range(int fromMinute, int toMinute) {
    return new SlotRange(minute(fromMinute), minute(toMinute));
  }

  private static Instant minute(int offset) {
    return NOON.plusSeconds(60L * offset);
  }

  @Test
  void nothingIsDecidedBeforeTheSlotIsDue() {
    Ask ask = new Ask();
    ask.now = NOON.minusMillis(1);

    assertThat(decide(ask)).isEmpty();
  }

  @Test
  void aSlotThatIsDueNowIsLaunchedOnTime() {
    assertThat(decide(new Ask())).containsExactly(launch(NOON, LaunchReason.OnTime));
  }

  @Test
  void aSlotThatHasEndedIsNotLaunchedAgain() {
    Ask ask = new Ask();
    ask.handled = NOON;

    assertThat(decide(ask)).isEmpty();
  }

  @Test
  void aHandledTimeInTheFutureIsRespected() {
    Ask ask = new Ask();
    ask.handled = NOON.plusSeconds(600);

    assertThat(decide(ask)).isEmpty();
  }

  @Test
  void ofTheSlotsOfADownTimeTheNewestIsLaunchedAndTheOthersAreMissed() {
    Ask ask = new Ask();
    ask.handled = minute(-10);
    ask.liveSince = NOON.plusMillis(1);

    assertThat(decide(ask))
        .containsExactly(
            new SlotDecision.Miss(range(-9, -1), MissReason.NobodyLedInTime),
            launch(NOON, LaunchReason.CatchUp));
  }

  @Test
  void slotsThatANewerOneOvertakesWhileSomebodyLeadsAreMissedForThat() {
    Ask ask = new Ask();
    ask.handled = minute(-3);
    ask.liveSince = minute(-2);

    assertThat(decide(ask))
        .containsExactly(
            new SlotDecision.Miss(range(-2, -1), MissReason.Overtaken),
            launch(NOON, LaunchReason.OnTime));
  }

  @Test
  void ofOvertakenSlotsThoseOfBeforeSomebodyLedAreToldApart() {
    Ask ask = new Ask();
    ask.handled = minute(-10);
    ask.liveSince = minute(-3).plusMillis(1);

    assertThat(decide(ask))
        .containsExactly(
            new SlotDecision.Miss(range(-9, -3), MissReason.NobodyLedInTime),
            new SlotDecision.Miss(range(-2, -1), MissReason.Overtaken),
            launch(NOON, LaunchReason.OnTime));
  }

  @Test
  void aSlotBeyondItsStartingDeadlineIsTooLateWhereSomebodyLed() {
    Ask ask = new Ask();
    ask.handled = minute(-2);
    ask.deadline = Optional.of(Duration.ofSeconds(5));
    ask.now = NOON.plusSeconds(6);

    assertThat(decide(ask))
        .containsExactly(
            new SlotDecision.Miss(range(-1, -1), MissReason.Overtaken),
            new SlotDecision.Miss(range(0, 0), MissReason.TooLate));
  }

  @Test
  void aSlotBeyondItsStartingDeadlineIsMissedTogetherWithTheOlderOnes() {
    Ask ask = new Ask();
    ask.handled = minute(-10);
    ask.deadline = Optional.of(Duration.ofSeconds(5));
    ask.liveSince = NOON.plusSeconds(1);
    ask.now = NOON.plusSeconds(6);

    assertThat(decide(ask))
        .containsExactly(new SlotDecision.Miss(range(-9, 0), MissReason.NobodyLedInTime));
  }

  @Test
  void aSlotAtItsVeryStartingDeadlineIsStillLaunched() {
    Ask ask = new Ask();
    ask.deadline = Optional.of(Duration.ofSeconds(5));
    ask.now = NOON.plusSeconds(5);

    assertThat(decide(ask)).containsExactly(launch(NOON, LaunchReason.OnTime));
  }

  @Test
  void aSuspendedScheduleSkipsItsSlots() {
    Ask ask = new Ask();
    ask.suspended = true;
    ask.held = true;
    ask.handled = minute(-3);

    assertThat(decide(ask))
        .containsExactly(new SlotDecision.Skip(range(-2, 0), SkipReason.Suspended));
  }

  @Test
  void aHeldScheduleSkipsItsSlots() {
    Ask ask = new Ask();
    ask.held = true;

    assertThat(decide(ask))
        .containsExactly(new SlotDecision.Skip(SlotRange.of(NOON), SkipReason.Degraded));
  }

  @Test
  void underAllowAnActiveRunIsNoObstacle() {
    Ask ask = new Ask();
    ask.active = 3;

    assertThat(decide(ask)).containsExactly(launch(NOON, LaunchReason.OnTime));
  }

  @Test
  void underForbidAnActiveRunBlocksTheSlot() {
    Ask ask = new Ask();
    ask.policy = ConcurrencyPolicy.Forbid;
    ask.active = 1;

    assertThat(decide(ask))
        .containsExactly(new SlotDecision.Wait(PendingSlot.of(NOON, Reason.BLOCKED)));
  }

  @Test
  void aBlockedSlotIsLaunchedAsSoonAsTheBlockerEnds() {
    Ask ask = new Ask();
    ask.policy = ConcurrencyPolicy.Forbid;
    ask.pending = Optional.of(PendingSlot.of(NOON, Reason.BLOCKED));
    ask.now = NOON.plusSeconds(40);

    assertThat(decide(ask)).containsExactly(launch(NOON, LaunchReason.Blocked));
  }

  @Test
  void aBlockedSlotThatTheNextOneOvertakesIsSkipped() {
    Ask ask = new Ask();
    ask.policy = ConcurrencyPolicy.Forbid;
    ask.active = 1;
    ask.pending = Optional.of(PendingSlot.of(NOON, Reason.BLOCKED));
    ask.now = minute(2);

    assertThat(decide(ask))
        .containsExactly(
            new SlotDecision.Skip(range(0, 1), SkipReason.Blocked),
            new SlotDecision.Wait(PendingSlot.of(minute(2), Reason.BLOCKED)));
  }

  @Test
  void aBlockedSlotWhoseDeadlinePassesIsSkipped() {
    Ask ask = new Ask();
    ask.policy = ConcurrencyPolicy.Forbid;
    ask.pending = Optional.of(PendingSlot.of(NOON, Reason.BLOCKED));
    ask.deadline = Optional.of(Duration.ofSeconds(10));
    ask.now = NOON.plusSeconds(11);

    assertThat(decide(ask))
        .containsExactly(new SlotDecision.Skip(SlotRange.of(NOON), SkipReason.Blocked));
  }

  @Test
  void aSlotThatWaitedForAPlaceIsLaunchedAsSuch() {
    Ask ask = new Ask();
    ask.pending = Optional.of(PendingSlot.of(NOON, Reason.CEILING));
    ask.now = NOON.plusSeconds(40);

    assertThat(decide(ask)).containsExactly(launch(NOON, LaunchReason.Ceiling));
  }

  @Test
  void aSlotThatWaitedForAPlaceUntilTheNextOneCameIsSkipped() {
    Ask ask = new Ask();
    ask.pending = Optional.of(PendingSlot.of(NOON, Reason.CEILING));
    ask.now = minute(2);

    assertThat(decide(ask))
        .containsExactly(
            new SlotDecision.Skip(range(0, 1), SkipReason.Ceiling),
            launch(minute(2), LaunchReason.OnTime));
  }

  @Test
  void aSlotThatWaitedForAPlaceUntilItsDeadlineIsSkipped() {
    Ask ask = new Ask();
    ask.pending = Optional.of(PendingSlot.of(NOON, Reason.CEILING));
    ask.deadline = Optional.of(Duration.ofSeconds(10));
    ask.now = NOON.plusMillis(10_000);
    assertThat(decide(ask)).containsExactly(launch(NOON, LaunchReason.Ceiling));

    ask.now = NOON.plusMillis(10_001);
    assertThat(decide(ask))
        .containsExactly(new SlotDecision.Skip(SlotRange.of(NOON), SkipReason.Ceiling));
  }

  @Test
  void whateverASlotWaitedForADegradationOrASuspensionSkipsIt() {
    Ask ask = new Ask();
    ask.pending = Optional.of(PendingSlot.of(NOON, Reason.CEILING));
    ask.held = true;
    assertThat(decide(ask))
        .containsExactly(new SlotDecision.Skip(SlotRange.of(NOON), SkipReason.Degraded));

    ask.suspended = true;
    assertThat(decide(ask))
        .containsExactly(new SlotDecision.Skip(SlotRange.of(NOON), SkipReason.Suspended));
  }

  @Test
  void aSlotThatWaitsForAPlaceStillWaitsForTheRunsOfItsSchedule() {
    Ask ask = new Ask();
    ask.pending = Optional.of(PendingSlot.of(NOON, Reason.CEILING));
    ask.active = 1;
    ask.policy = ConcurrencyPolicy.Forbid;
    assertThat(decide(ask))
        .containsExactly(new SlotDecision.Wait(PendingSlot.of(NOON, Reason.BLOCKED)));

    ask.policy = ConcurrencyPolicy.Replace;
    assertThat(decide(ask)).containsExactly(new SlotDecision.Replace(NOON));
  }

  @Test
  void aLiftedSlotThatWaitedForAPlaceIsLaunchedAsALiftedOne() {
    Ask ask = new Ask();
    ask.handled = NOON;
    ask.reopened = Optional.of(NOON);
    ask.pending = Optional.of(PendingSlot.of(NOON, Reason.CEILING));
    ask.now = NOON.plusSeconds(10);

    assertThat(decide(ask)).containsExactly(launch(NOON, LaunchReason.Lifted));
  }

  @Test
  void underReplaceTheActiveRunsAreStoppedFirst() {
    Ask ask = new Ask();
    ask.policy = ConcurrencyPolicy.Replace;
    ask.active = 2;

    assertThat(decide(ask)).containsExactly(new SlotDecision.Replace(NOON));
  }

  @Test
  void underReplaceTheSlotIsLaunchedWhenTheOldRunsAreGone() {
    Ask ask = new Ask();
    ask.policy = ConcurrencyPolicy.Replace;
    ask.pending = Optional.of(PendingSlot.of(NOON, Reason.REPLACING));
    ask.now = NOON.plusSeconds(2);

    assertThat(decide(ask)).containsExactly(launch(NOON, LaunchReason.Blocked));
  }

  @Test
  void aRefusedSlotWaitsForItsBackoff() {
    Ask ask = new Ask();
    PendingSlot refused = new PendingSlot(NOON, Reason.RETRYING, NOON.plusSeconds(2));
    ask.pending = Optional.of(refused);
    ask.now = NOON.plusSeconds(1);

    assertThat(decide(ask)).containsExactly(new SlotDecision.Wait(refused));
  }

  @Test
  void aRefusedSlotIsTriedAgainAfterItsBackoffAndStillCountsAsOnTime() {
    Ask ask = new Ask();
    ask.pending = Optional.of(new PendingSlot(NOON, Reason.RETRYING, NOON.plusSeconds(2)));
    ask.now = NOON.plusSeconds(2);

    assertThat(decide(ask)).containsExactly(launch(NOON, LaunchReason.OnTime));
  }

  @Test
  void aRefusedSlotFailsWhenTheNextOneComes() {
    Ask ask = new Ask();
    ask.pending = Optional.of(new PendingSlot(NOON, Reason.RETRYING, minute(5)));
    ask.now = minute(1);

    assertThat(decide(ask))
        .containsExactly(
            new SlotDecision.Fail(SlotRange.of(NOON)), launch(minute(1), LaunchReason.OnTime));
  }

  @Test
  void aRefusedSlotFailsAtItsStartingDeadline() {
    Ask ask = new Ask();
    ask.pending = Optional.of(new PendingSlot(NOON, Reason.RETRYING, NOON.plusSeconds(5)));
    ask.deadline = Optional.of(Duration.ofSeconds(5));
    ask.now = NOON.plusMillis(5_001);

    assertThat(decide(ask)).containsExactly(new SlotDecision.Fail(SlotRange.of(NOON)));
  }

  @Test
  void aReopenedSlotIsLaunchedWhereNoNewerOneIsDue() {
    Ask ask = new Ask();
    ask.handled = NOON;
    ask.reopened = Optional.of(NOON);
    ask.now = NOON.plusSeconds(30);

    assertThat(decide(ask)).containsExactly(launch(NOON, LaunchReason.Lifted));
  }

  @Test
  void aNewerSlotTakesThePlaceOfAReopenedOne() {
    Ask ask = new Ask();
    ask.handled = NOON;
    ask.reopened = Optional.of(NOON);
    ask.now = minute(1);

    assertThat(decide(ask)).containsExactly(launch(minute(1), LaunchReason.OnTime));
  }

  @Test
  void aReopenedSlotBeyondItsDeadlineIsLeft() {
    Ask ask = new Ask();
    ask.handled = NOON;
    ask.reopened = Optional.of(NOON);
    ask.deadline = Optional.of(Duration.ofSeconds(10));
    ask.now = NOON.plusSeconds(11);

    assertThat(decide(ask)).isEmpty();
  }

  @Test
  void aReopenedSlotIsNotLaunchedWhileHeldOrSuspended() {
    Ask ask = new Ask();
    ask.handled = NOON;
    ask.reopened = Optional.of(NOON);
    ask.now = NOON.plusSeconds(1);
    ask.held = true;
    assertThat(decide(ask)).isEmpty();

    ask.held = false;
    ask.suspended = true;
    assertThat(decide(ask)).isEmpty();
  }

  @Test
  void aReopenedSlotRespectsForbid() {
    Ask ask = new Ask();
    ask.handled = NOON;
    ask.reopened = Optional.of(NOON);
    ask.now = NOON.plusSeconds(1);
    ask.policy = ConcurrencyPolicy.Forbid;
    ask.active = 1;

    assertThat(decide(ask))
        .containsExactly(new SlotDecision.Wait(PendingSlot.of(NOON, Reason.BLOCKED)));
  }

  @Test
  void aRefusedReopenedSlotIsTriedAgainOnlyAfterItsPause() {
    Ask ask = new Ask();
    ask.handled = NOON;
    ask.reopened = Optional.of(NOON);
    PendingSlot refused = new PendingSlot(NOON, Reason.RETRYING, NOON.plusSeconds(5));
    ask.pending = Optional.of(refused);
    ask.now = NOON.plusMillis(4_999);
    assertThat(decide(ask)).containsExactly(new SlotDecision.Wait(refused));

    ask.now = NOON.plusSeconds(5);
    assertThat(decide(ask)).containsExactly(launch(NOON, LaunchReason.Lifted));
  }

  @Test
  void thePauseOfAnotherSlotDoesNotHoldAReopenedOneUp() {
    Ask ask = new Ask();
    ask.handled = NOON;
    ask.reopened = Optional.of(NOON);
    ask.pending = Optional.of(new PendingSlot(minute(-1), Reason.RETRYING, NOON.plusSeconds(5)));
    ask.now = NOON.plusSeconds(1);

    assertThat(decide(ask)).containsExactly(launch(NOON, LaunchReason.Lifted));
  }

  @Test
  void whateverIsAskedEverySlotEndsOnceAndNoneIsLaunchedBeforeItIsDueOrTwice() {
    Random random = new Random(20_261_123);
    for (int round = 0; round < 20_000; round++) {
      Ask ask = new Ask();
      int handled = random.nextInt(20) - 10;
      ask.handled = minute(handled);
      ask.now = NOON.plusMillis(random.nextInt(1_200_000) - 600_000);
      ask.suspended = random.nextInt(5) == 0;
      ask.held = random.nextInt(5) == 0;
      ask.policy = ConcurrencyPolicy.values()[random.nextInt(3)];
      ask.active = random.nextInt(3) == 0 ? 1 : 0;
      ask.deadline =
          random.nextBoolean()
              ? Optional.empty()
              : Optional.of(Duration.ofSeconds(random.nextInt(90)));
      if (random.nextBoolean()) {
        ask.pending =
            Optional.of(
                new PendingSlot(
                    minute(handled + 1 + random.nextInt(3)),
                    Reason.values()[random.nextInt(3)],
                    ask.now.plusMillis(random.nextInt(4_000) - 2_000)));
      }
      List<SlotDecision> decisions = decide(ask);

      Instant expected = minute(handled + 1);
      for (SlotDecision decision : decisions) {
        SlotRange slots = slots(decision);
        assertThat(slots.from()).as("no gap before %s", decision).isEqualTo(expected);
        assertThat(slots.to()).as("due: %s", decision).isBeforeOrEqualTo(ask.now);
        expected = slots.to().plusSeconds(60);
      }
      assertThat(expected).as("every due slot has its decision").isAfter(ask.now);
    }
  }

  private static SlotRange slots(SlotDecision decision) {
    if (decision instanceof SlotDecision.Skip skip) {
      return skip.slots();
    } else if (decision instanceof SlotDecision.Miss miss) {
      return miss.slots();
    } else if (decision instanceof SlotDecision.Fail fail) {
      return fail.slots();
    } else if (decision instanceof SlotDecision.Launch launch) {
      return SlotRange.of(launch.slot());
    } else if (decision instanceof SlotDecision.Wait wait) {
      return SlotRange.of(wait.pending().slot());
    } else if (decision instanceof SlotDecision.Replace replace) {
      return SlotRange.of(replace.slot());
    }
    throw new AssertionError(decision);
  }
}
