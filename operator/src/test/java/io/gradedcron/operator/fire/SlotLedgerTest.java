package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.GradedCronJobStatus.MissedRange;
import io.gradedcron.operator.api.GradedCronJobStatus.SkippedRange;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.plan.PendingSlot;
import io.gradedcron.operator.plan.SlotRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SlotLedgerTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final SlotLedger ledger = new SlotLedger();

  private static Instant minute(int offset) {
    return NOON.plusSeconds(60L * offset);
  }

  private static SlotRange range(int from, int to) {
    return new SlotRange(minute(from), minute(to));
  }

  private static SkippedRange skipped(int from, int to, SkipReason reason) {
    return new SkippedRange(minute(from), minute(to), reason);
  }

  private static GradedCronJobStatus status(
      Instant handled, Instant last, SkippedRange skipped, MissedRange missed) {
    return new GradedCronJobStatus(
        1L, null, handled, last, null, null, null, List.of(), 0, skipped, missed, List.of(), null,
        List.of());
  }

  @Test
  void aScheduleWithoutAStatusHasHandledNothingSinceItsCreation() {
    ledger.restore(null, NOON, false);

    assertThat(ledger.handledUntil()).isEqualTo(NOON);
    assertThat(ledger.lastSchedule()).isEmpty();
    assertThat(ledger.lastSkipped()).isEmpty();
    assertThat(ledger.lastMissed()).isEmpty();
    assertThat(ledger.endedMissed()).isFalse();
  }

  @Test
  void whatTheStatusSaysIsTakenOver() {
    SkippedRange skipped = skipped(1, 2, SkipReason.Blocked);
    MissedRange missed = new MissedRange(minute(3), minute(4));

    ledger.restore(status(minute(5), minute(5), skipped, missed), NOON, true);

    assertThat(ledger.handledUntil()).isEqualTo(minute(5));
    assertThat(ledger.lastSchedule()).contains(minute(5));
    assertThat(ledger.lastSkipped()).contains(skipped);
    assertThat(ledger.lastMissed()).contains(missed);
    assertThat(ledger.endedMissed()).isTrue();
  }

  @Test
  void aSavedTimeBeforeTheCreationDoesNotCount() {
    ledger.restore(status(minute(-5), null, null, null), NOON, false);

    assertThat(ledger.handledUntil()).isEqualTo(NOON);
  }

  @Test
  void aSavedTimeThatIsMissingMeansTheCreation() {
    ledger.restore(status(null, null, null, null), NOON, false);

    assertThat(ledger.handledUntil()).isEqualTo(NOON);
  }

  @Test
  void theHandledTimeNeverGoesBack() {
    ledger.handledTo(minute(5));
    ledger.handledTo(minute(3));
    ledger.edited(minute(4));
    ledger.launched(minute(2), LaunchReason.Lifted, Optional.empty());
    ledger.skipped(range(1, 2), SkipReason.Degraded);
    ledger.missed(range(1, 2));
    ledger.failed(range(1, 2));

    assertThat(ledger.handledUntil()).isEqualTo(minute(5));
  }

  @Test
  void eachEndMovesTheHandledTime() {
    ledger.launched(minute(1), LaunchReason.OnTime, Optional.empty());
    assertThat(ledger.handledUntil()).isEqualTo(minute(1));
    ledger.skipped(range(2, 3), SkipReason.Suspended);
    assertThat(ledger.handledUntil()).isEqualTo(minute(3));
    ledger.missed(range(4, 5));
    assertThat(ledger.handledUntil()).isEqualTo(minute(5));
    ledger.failed(range(6, 7));
    assertThat(ledger.handledUntil()).isEqualTo(minute(7));
  }

  @Test
  void skippedRangesThatFollowEachOtherUnite() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.skipped(range(4, 4), SkipReason.Degraded);
    ledger.skipped(range(5, 6), SkipReason.Degraded);

    assertThat(ledger.lastSkipped()).contains(skipped(1, 6, SkipReason.Degraded));
  }

  @Test
  void aSkippedRangeUnitesWithTheOneThatTheStatusHolds() {
    ledger.restore(status(minute(2), null, skipped(1, 2, SkipReason.Suspended), null), NOON, false);
    ledger.skipped(range(3, 3), SkipReason.Suspended);

    assertThat(ledger.lastSkipped()).contains(skipped(1, 3, SkipReason.Suspended));
  }

  @Test
  void aSkippedRangeOfAnotherReasonReplaces() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.skipped(range(4, 4), SkipReason.Suspended);

    assertThat(ledger.lastSkipped()).contains(skipped(4, 4, SkipReason.Suspended));
  }

  @Test
  void aSkippedRangeAfterAnotherEndReplaces() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.launched(minute(4), LaunchReason.OnTime, Optional.of(minute(3)));
    ledger.skipped(range(5, 5), SkipReason.Degraded);

    assertThat(ledger.lastSkipped()).contains(skipped(5, 5, SkipReason.Degraded));
  }

  @Test
  void missedRangesThatFollowEachOtherUniteAndOthersReplace() {
    ledger.missed(range(1, 2));
    ledger.missed(range(3, 4));
    assertThat(ledger.lastMissed()).contains(new MissedRange(minute(1), minute(4)));

    ledger.launched(minute(5), LaunchReason.OnTime, Optional.of(minute(4)));
    ledger.missed(range(6, 7));
    assertThat(ledger.lastMissed()).contains(new MissedRange(minute(6), minute(7)));
  }

  @Test
  void onlyTheSlotThatEndedLastCountsAsMissed() {
    ledger.missed(range(1, 1));
    assertThat(ledger.endedMissed()).isTrue();
    ledger.launched(minute(2), LaunchReason.OnTime, Optional.of(minute(1)));
    assertThat(ledger.endedMissed()).isFalse();

    ledger.missed(range(3, 3));
    ledger.skipped(range(4, 4), SkipReason.Degraded);
    assertThat(ledger.endedMissed()).isFalse();

    ledger.missed(range(5, 5));
    ledger.failed(range(6, 6));
    assertThat(ledger.endedMissed()).isFalse();
    assertThat(ledger.lastMissed()).contains(new MissedRange(minute(5), minute(5)));
  }

  @Test
  void aLiftedLaunchLeavesTheSkippedRange() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.launched(minute(3), LaunchReason.Lifted, Optional.of(minute(2)));

    assertThat(ledger.lastSkipped()).contains(skipped(1, 2, SkipReason.Degraded));
    assertThat(ledger.lastSchedule()).contains(minute(3));
    assertThat(ledger.reopen()).isFalse();
  }

  @Test
  void aLiftedLaunchOfTheOnlySkippedSlotLeavesNoRange() {
    ledger.skipped(range(3, 3), SkipReason.Degraded);
    ledger.launched(minute(3), LaunchReason.Lifted, Optional.of(minute(2)));

    assertThat(ledger.lastSkipped()).isEmpty();
  }

  @Test
  void aLiftedLaunchOfTheFirstSlotEverLeavesNoRange() {
    ledger.skipped(range(1, 1), SkipReason.Degraded);
    ledger.launched(minute(1), LaunchReason.Lifted, Optional.empty());

    assertThat(ledger.lastSkipped()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = LaunchReason.class, mode = EnumSource.Mode.EXCLUDE, names = "Lifted")
  void aLaunchForAnotherReasonKeepsTheSkippedRange(LaunchReason reason) {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.launched(minute(4), reason, Optional.of(minute(3)));

    assertThat(ledger.lastSkipped()).contains(skipped(1, 3, SkipReason.Degraded));
  }

  @Test
  void theNewestLaunchedSlotIsKeptWhenAnOlderOneIsLaunchedLate() {
    ledger.launched(minute(5), LaunchReason.OnTime, Optional.empty());
    ledger.launched(minute(3), LaunchReason.Lifted, Optional.of(minute(2)));

    assertThat(ledger.lastSchedule()).contains(minute(5));
  }

  @Test
  void theNewestSlotThatADegradationSkippedIsOpenedAgain() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);

    assertThat(ledger.reopen()).isTrue();
    assertThat(ledger.reopened()).contains(minute(3));
  }

  @ParameterizedTest
  @EnumSource(value = SkipReason.class, mode = EnumSource.Mode.EXCLUDE, names = "Degraded")
  void aSlotThatWasSkippedForAnotherReasonStaysEnded(SkipReason reason) {
    ledger.skipped(range(1, 3), reason);

    assertThat(ledger.reopen()).isFalse();
    assertThat(ledger.reopened()).isEmpty();
  }

  @Test
  void nothingIsOpenedAgainOnceANewerSlotEnded() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.missed(range(4, 4));

    assertThat(ledger.reopen()).isFalse();
  }

  @Test
  void nothingIsOpenedAgainBeyondAnEdit() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.edited(minute(3).plusSeconds(20));

    assertThat(ledger.reopen()).isFalse();
  }

  @Test
  void withoutASkippedSlotNothingIsOpenedAgain() {
    ledger.launched(minute(1), LaunchReason.OnTime, Optional.empty());

    assertThat(ledger.reopen()).isFalse();
  }

  @Test
  void aNewDegradationClosesTheOpenSlot() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.reopen();
    ledger.held();

    assertThat(ledger.reopened()).isEmpty();
  }

  @Test
  void anEndClosesTheOpenSlotAndThePendingOne() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.reopen();
    ledger.refused(minute(3), minute(3).plusMillis(200), "quota");
    ledger.missed(range(4, 4));

    assertThat(ledger.reopened()).isEmpty();
    assertThat(ledger.pending()).isEmpty();
    assertThat(ledger.attempts()).isZero();
  }

  @Test
  void anEditForgetsWhatWaited() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.reopen();
    ledger.refused(minute(3), minute(3).plusMillis(200), "quota");
    Instant now = minute(3).plusSeconds(20);
    ledger.edited(now);

    assertThat(ledger.handledUntil()).isEqualTo(now);
    assertThat(ledger.pending()).isEmpty();
    assertThat(ledger.reopened()).isEmpty();
    assertThat(ledger.attempts()).isZero();
    assertThat(ledger.lastSkipped()).contains(skipped(1, 3, SkipReason.Degraded));
  }

  @Test
  void refusalsOfASlotAreCounted() {
    Instant later = minute(1).plusMillis(400);
    ledger.refused(minute(1), minute(1).plusMillis(200), "quota");
    ledger.refused(minute(1), later, "webhook");

    assertThat(ledger.attempts()).isEqualTo(2);
    assertThat(ledger.refusal()).isEqualTo("webhook");
    assertThat(ledger.pending())
        .contains(new PendingSlot(minute(1), PendingSlot.Reason.RETRYING, later));
    assertThat(ledger.isPending(PendingSlot.Reason.RETRYING)).isTrue();
    assertThat(ledger.isPending(PendingSlot.Reason.BLOCKED)).isFalse();
  }

  @Test
  void aSlotThatWaitsIsPendingUntilItEnds() {
    PendingSlot blocked = PendingSlot.of(minute(1), PendingSlot.Reason.BLOCKED);
    ledger.waits(blocked);
    assertThat(ledger.pending()).contains(blocked);

    ledger.launched(minute(1), LaunchReason.Blocked, Optional.empty());
    assertThat(ledger.pending()).isEmpty();
    assertThat(ledger.isPending(PendingSlot.Reason.BLOCKED)).isFalse();
  }
}
