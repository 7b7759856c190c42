package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.GradedCronJobStatus.MissedRange;
import io.gradedcron.operator.api.GradedCronJobStatus.Observed;
import io.gradedcron.operator.api.GradedCronJobStatus.SkippedRange;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.MissReason;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.plan.MissedState;
import io.gradedcron.operator.plan.ObservedSpec;
import io.gradedcron.operator.plan.PendingSlot;
import io.gradedcron.operator.plan.SlotRange;
import io.gradedcron.operator.plan.SlotRecord;
import java.time.Instant;
import java.util.ArrayList;
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
    ledger.restore(null, NOON);

    assertThat(ledger.handledUntil()).isEqualTo(NOON);
    assertThat(ledger.record().lastSchedule()).isEmpty();
    assertThat(ledger.record().lastSkipped()).isEmpty();
    assertThat(ledger.record().lastMissed()).isEmpty();
    assertThat(ledger.record().missed().missed()).isFalse();
  }

  @Test
  void whatTheStatusSaysIsTakenOver() {
    SkippedRange skipped = skipped(1, 2, SkipReason.Blocked);
    MissedRange missed = new MissedRange(minute(3), minute(4));

    ledger.restore(status(minute(5), minute(5), skipped, missed), NOON);

    assertThat(ledger.handledUntil()).isEqualTo(minute(5));
    assertThat(ledger.record().lastSchedule()).contains(minute(5));
    assertThat(ledger.record().lastSkipped()).contains(skipped);
    assertThat(ledger.record().lastMissed()).contains(missed);
  }

  @Test
  void aSavedTimeBeforeTheCreationDoesNotCount() {
    ledger.restore(status(minute(-5), null, null, null), NOON);

    assertThat(ledger.handledUntil()).isEqualTo(NOON);
  }

  @Test
  void aSavedTimeThatIsMissingMeansTheCreation() {
    ledger.restore(status(null, null, null, null), NOON);

    assertThat(ledger.handledUntil()).isEqualTo(NOON);
  }

  @Test
  void theHandledTimeNeverGoesBack() {
    ledger.handledTo(minute(5));
    ledger.handledTo(minute(3));
    ledger.edited(minute(4));
    ledger.launched(minute(2), LaunchReason.Lifted, Optional.empty());
    ledger.skipped(range(1, 2), SkipReason.Degraded);
    ledger.missed(range(1, 2), MissedState.of(MissReason.NobodyLedInTime));
    ledger.failed(range(1, 2), "quota");

    assertThat(ledger.handledUntil()).isEqualTo(minute(5));
  }

  @Test
  void eachEndMovesTheHandledTime() {
    ledger.launched(minute(1), LaunchReason.OnTime, Optional.empty());
    assertThat(ledger.handledUntil()).isEqualTo(minute(1));
    ledger.skipped(range(2, 3), SkipReason.Suspended);
    assertThat(ledger.handledUntil()).isEqualTo(minute(3));
    ledger.missed(range(4, 5), MissedState.of(MissReason.NobodyLedInTime));
    assertThat(ledger.handledUntil()).isEqualTo(minute(5));
    ledger.failed(range(6, 7), "quota");
    assertThat(ledger.handledUntil()).isEqualTo(minute(7));
  }

  @Test
  void skippedRangesThatFollowEachOtherUnite() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.skipped(range(4, 4), SkipReason.Degraded);
    ledger.skipped(range(5, 6), SkipReason.Degraded);

    assertThat(ledger.record().lastSkipped()).contains(skipped(1, 6, SkipReason.Degraded));
  }

  @Test
  void aSkippedRangeUnitesWithTheOneThatTheStatusHolds() {
    ledger.restore(status(minute(2), null, skipped(1, 2, SkipReason.Suspended), null), NOON);
    ledger.skipped(range(3, 3), SkipReason.Suspended);

    assertThat(ledger.record().lastSkipped()).contains(skipped(1, 3, SkipReason.Suspended));
  }

  @Test
  void aSkippedRangeOfAnotherReasonReplaces() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.skipped(range(4, 4), SkipReason.Suspended);

    assertThat(ledger.record().lastSkipped()).contains(skipped(4, 4, SkipReason.Suspended));
  }

  @Test
  void aSkippedRangeAfterAnotherEndReplaces() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.launched(minute(4), LaunchReason.OnTime, Optional.of(minute(3)));
    ledger.skipped(range(5, 5), SkipReason.Degraded);

    assertThat(ledger.record().lastSkipped()).contains(skipped(5, 5, SkipReason.Degraded));
  }

  @Test
  void missedRangesThatFollowEachOtherUniteAndOthersReplace() {
    ledger.missed(range(1, 2), MissedState.of(MissReason.NobodyLedInTime));
    ledger.missed(range(3, 4), MissedState.of(MissReason.NobodyLedInTime));
    assertThat(ledger.record().lastMissed()).contains(new MissedRange(minute(1), minute(4)));

    ledger.launched(minute(5), LaunchReason.OnTime, Optional.of(minute(4)));
    ledger.missed(range(6, 7), MissedState.of(MissReason.NobodyLedInTime));
    assertThat(ledger.record().lastMissed()).contains(new MissedRange(minute(6), minute(7)));
  }

  @Test
  void onlyTheSlotThatEndedLastCountsAsMissed() {
    ledger.missed(range(1, 1), MissedState.of(MissReason.NobodyLedInTime));
    assertThat(ledger.record().missed().missed()).isTrue();
    ledger.launched(minute(2), LaunchReason.OnTime, Optional.of(minute(1)));
    assertThat(ledger.record().missed().missed()).isFalse();

    ledger.missed(range(3, 3), MissedState.of(MissReason.NobodyLedInTime));
    ledger.skipped(range(4, 4), SkipReason.Degraded);
    assertThat(ledger.record().missed().missed()).isFalse();

    ledger.missed(range(5, 5), MissedState.of(MissReason.NobodyLedInTime));
    ledger.failed(range(6, 6), "quota");
    assertThat(ledger.record().missed()).isEqualTo(MissedState.refused("quota"));
    assertThat(ledger.record().lastMissed())
        .as("what was refused until its deadline was not launched either")
        .contains(new MissedRange(minute(5), minute(6)));
  }

  @Test
  void aLiftedLaunchLeavesTheSkippedRange() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.launched(minute(3), LaunchReason.Lifted, Optional.of(minute(2)));

    assertThat(ledger.record().lastSkipped()).contains(skipped(1, 2, SkipReason.Degraded));
    assertThat(ledger.record().lastSchedule()).contains(minute(3));
    assertThat(ledger.reopen(Optional.empty())).isFalse();
  }

  @Test
  void aLiftedLaunchOfTheOnlySkippedSlotLeavesNoRange() {
    ledger.skipped(range(3, 3), SkipReason.Degraded);
    ledger.launched(minute(3), LaunchReason.Lifted, Optional.of(minute(2)));

    assertThat(ledger.record().lastSkipped()).isEmpty();
  }

  @Test
  void aLiftedLaunchOfTheFirstSlotEverLeavesNoRange() {
    ledger.skipped(range(1, 1), SkipReason.Degraded);
    ledger.launched(minute(1), LaunchReason.Lifted, Optional.empty());

    assertThat(ledger.record().lastSkipped()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = LaunchReason.class, mode = EnumSource.Mode.EXCLUDE, names = "Lifted")
  void aLaunchForAnotherReasonKeepsTheSkippedRange(LaunchReason reason) {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.launched(minute(4), reason, Optional.of(minute(3)));

    assertThat(ledger.record().lastSkipped()).contains(skipped(1, 3, SkipReason.Degraded));
  }

  @Test
  void theNewestLaunchedSlotIsKeptWhenAnOlderOneIsLaunchedLate() {
    ledger.launched(minute(5), LaunchReason.OnTime, Optional.empty());
    ledger.launched(minute(3), LaunchReason.Lifted, Optional.of(minute(2)));

    assertThat(ledger.record().lastSchedule()).contains(minute(5));
  }

  @Test
  void theNewestSlotThatADegradationSkippedIsOpenedAgain() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);

    assertThat(ledger.reopen(Optional.empty())).isTrue();
    assertThat(ledger.reopened()).contains(minute(3));
  }

  @ParameterizedTest
  @EnumSource(value = SkipReason.class, mode = EnumSource.Mode.EXCLUDE, names = "Degraded")
  void aSlotThatWasSkippedForAnotherReasonStaysEnded(SkipReason reason) {
    ledger.skipped(range(1, 3), reason);

    assertThat(ledger.reopen(Optional.empty())).isFalse();
    assertThat(ledger.reopened()).isEmpty();
  }

  @Test
  void nothingIsOpenedAgainOnceANewerSlotEnded() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.missed(range(4, 4), MissedState.of(MissReason.NobodyLedInTime));

    assertThat(ledger.reopen(Optional.empty())).isFalse();
  }

  @Test
  void nothingIsOpenedAgainBeyondAnEdit() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.edited(minute(3).plusSeconds(20));

    assertThat(ledger.reopen(Optional.empty())).isFalse();
  }

  @Test
  void withoutASkippedSlotNothingIsOpenedAgain() {
    ledger.launched(minute(1), LaunchReason.OnTime, Optional.empty());

    assertThat(ledger.reopen(Optional.empty())).isFalse();
  }

  @Test
  void aNewDegradationClosesTheOpenSlot() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.reopen(Optional.empty());
    ledger.held();

    assertThat(ledger.reopened()).isEmpty();
  }

  @Test
  void anEndClosesTheOpenSlotAndThePendingOne() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.reopen(Optional.empty());
    ledger.refused(minute(3), minute(3).plusMillis(200), "quota");
    ledger.missed(range(4, 4), MissedState.of(MissReason.NobodyLedInTime));

    assertThat(ledger.reopened()).isEmpty();
    assertThat(ledger.pending()).isEmpty();
  }

  @Test
  void anEditForgetsWhatWaited() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);
    ledger.reopen(Optional.empty());
    ledger.refused(minute(3), minute(3).plusMillis(200), "quota");
    Instant now = minute(3).plusSeconds(20);
    ledger.edited(now);

    assertThat(ledger.handledUntil()).isEqualTo(now);
    assertThat(ledger.pending()).isEmpty();
    assertThat(ledger.reopened()).isEmpty();
    assertThat(ledger.record().lastSkipped()).contains(skipped(1, 3, SkipReason.Degraded));
  }

  @Test
  void theLastRefusalOfASlotIsKept() {
    Instant later = minute(1).plusMillis(400);
    ledger.refused(minute(1), minute(1).plusMillis(200), "quota");
    ledger.refused(minute(1), later, "webhook");

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

  @Test
  void aSlotOfWhichARunWasSeenIsNotOpenedAgain() {
    ledger.skipped(range(1, 3), SkipReason.Degraded);

    assertThat(ledger.reopen(Optional.of(minute(3)))).isFalse();
    assertThat(ledger.reopen(Optional.of(minute(2)))).isTrue();
  }

  @Test
  void aRangeThatIsReplacedBeforeItWasSavedIsSavedFirst() {
    ledger.skipped(range(1, 1), SkipReason.Blocked);
    ledger.launched(minute(2), LaunchReason.Blocked, Optional.of(minute(1)));
    ledger.skipped(range(3, 4), SkipReason.Degraded);
    ledger.missed(range(5, 5), MissedState.of(MissReason.NobodyLedInTime));

    SlotRecord first = ledger.toSave();
    assertThat(first.lastSkipped()).contains(skipped(1, 1, SkipReason.Blocked));
    assertThat(first.handledUntil()).as("only what it tells of").isEqualTo(minute(2));
    assertThat(ledger.saved(first)).as("another has to follow").isTrue();

    SlotRecord second = ledger.toSave();
    assertThat(second).isEqualTo(ledger.record());
    assertThat(second.lastSkipped()).contains(skipped(3, 4, SkipReason.Degraded));
    assertThat(second.lastMissed()).contains(new MissedRange(minute(5), minute(5)));
    assertThat(ledger.saved(second)).isFalse();
  }

  @Test
  void aRangeThatGrewOrWasSavedNeedsNoRecordOfItsOwn() {
    ledger.skipped(range(1, 1), SkipReason.Degraded);
    ledger.skipped(range(2, 2), SkipReason.Degraded);
    assertThat(ledger.toSave()).isSameAs(ledger.record());
    ledger.saved(ledger.toSave());

    ledger.launched(minute(3), LaunchReason.OnTime, Optional.of(minute(2)));
    ledger.skipped(range(4, 4), SkipReason.Suspended);

    assertThat(ledger.toSave()).isSameAs(ledger.record());
  }

  @Test
  void aWriteUnderWayThatTheNextEndOvertakesCountsForWhatItHeld() {
    ledger.missed(range(1, 1), MissedState.of(MissReason.NobodyLedInTime));
    SlotRecord underWay = ledger.toSave();
    ledger.launched(minute(2), LaunchReason.OnTime, Optional.of(minute(1)));
    ledger.missed(range(3, 3), MissedState.of(MissReason.NobodyLedInTime));

    assertThat(ledger.saved(underWay)).isTrue();

    SlotRecord next = ledger.toSave();
    assertThat(next.handledUntil()).isEqualTo(minute(2));
    assertThat(ledger.saved(next)).isTrue();
    assertThat(ledger.toSave()).isSameAs(ledger.record());
  }

  @Test
  void whenTooManyRangesWaitTheNewestGrowsOverTheOthers() {
    for (int i = 1; i <= 40; i += 2) {
      ledger.skipped(range(i, i), SkipReason.Blocked);
      ledger.launched(minute(i + 1), LaunchReason.Blocked, Optional.of(minute(i)));
    }

    List<SkippedRange> saved = new ArrayList<>();
    do {
      saved.add(ledger.toSave().lastSkipped().orElseThrow());
    } while (ledger.saved(ledger.toSave()));

    assertThat(saved).hasSizeLessThan(12);
    for (int i = 1; i <= 40; i += 2) {
      Instant slot = minute(i);
      assertThat(saved).anyMatch(r -> !r.from().isAfter(slot) && !r.to().isBefore(slot));
    }
  }

  @Test
  void whatAnEditCutsOffStaysToBeSaved() {
    ledger.skipped(range(1, 1), SkipReason.Blocked);
    ledger.launched(minute(2), LaunchReason.Blocked, Optional.of(minute(1)));
    ledger.skipped(range(3, 3), SkipReason.Blocked);
    ledger.edited(minute(5));

    assertThat(ledger.toSave().lastSkipped()).contains(skipped(1, 1, SkipReason.Blocked));
    ledger.saved(ledger.toSave());
    assertThat(ledger.toSave().handledUntil()).isEqualTo(minute(5));
  }

  @Test
  void aRecordThatIsSavedLateStaysWithTheTextThatItBelongsTo() {
    ObservedSpec former = new ObservedSpec(1L, new Observed("* * * * *", "UTC", 0, false));
    ObservedSpec later = new ObservedSpec(2L, new Observed("*/5 * * * *", "UTC", 0, false));
    ledger.observed(former);
    ledger.skipped(range(1, 1), SkipReason.Blocked);
    ledger.launched(minute(2), LaunchReason.Blocked, Optional.of(minute(1)));
    ledger.skipped(range(3, 3), SkipReason.Blocked);
    ledger.edited(minute(4));
    ledger.observed(later);

    assertThat(ledger.toSave().spec())
        .as("a leader that takes over now has to notice the edit")
        .contains(former);
    ledger.saved(ledger.toSave());
    assertThat(ledger.toSave().spec()).contains(later);
    assertThat(ledger.toSave().handledUntil()).isEqualTo(minute(4));
  }
}
