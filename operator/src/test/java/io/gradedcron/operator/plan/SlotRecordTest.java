package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.GradedCronJobStatus.MissedRange;
import io.gradedcron.operator.api.GradedCronJobStatus.SkippedRange;
import io.gradedcron.operator.api.MissReason;
import io.gradedcron.operator.api.SkipReason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotRecordTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final SlotRecord fresh = SlotRecord.of(null, NOON);

  private static Instant minute(int offset) {
    return NOON.plusSeconds(60L * offset);
  }

  private static SlotRange range(int from, int to) {
    return new SlotRange(minute(from), minute(to));
  }

  private static SkippedRange skippedRange(int from, int to) {
    return new SkippedRange(minute(from), minute(to), SkipReason.Degraded);
  }

  private static MissedRange missedRange(int from, int to) {
    return new MissedRange(minute(from), minute(to));
  }

  private SlotRecord skipped(int from, int to) {
    return fresh.skipped(range(from, to), SkipReason.Degraded);
  }

  private SlotRecord missed(int from, int to) {
    return fresh.missed(range(from, to), MissedState.of(MissReason.NobodyLedInTime));
  }

  private static GradedCronJobStatus status(
      Instant handled, Instant last, SkippedRange skipped, MissedRange missed) {
    return new GradedCronJobStatus(
        1L, null, handled, last, null, null, null, List.of(), 0, skipped, missed, List.of(), null,
        List.of());
  }

  @Test
  void withoutAStatusNothingIsHandledSinceTheCreation() {
    assertThat(fresh)
        .isEqualTo(
            new SlotRecord(
                Optional.empty(),
                NOON,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                MissedState.NOT_MISSED));
  }

  @Test
  void aStatusIsTakenOverAsItIs() {
    SlotRecord record =
        SlotRecord.of(status(minute(5), minute(4), skippedRange(1, 2), missedRange(3, 3)), NOON);

    assertThat(record)
        .isEqualTo(
            new SlotRecord(
                Optional.empty(),
                minute(5),
                Optional.of(minute(4)),
                Optional.of(skippedRange(1, 2)),
                Optional.of(missedRange(3, 3)),
                MissedState.NOT_MISSED));
  }

  @Test
  void aSavedTimeThatIsMissingOrBeforeTheCreationMeansTheCreation() {
    assertThat(SlotRecord.of(status(null, null, null, null), NOON)).isEqualTo(fresh);
    assertThat(SlotRecord.of(status(minute(-1), null, null, null), NOON)).isEqualTo(fresh);
  }

  @Test
  void theHandledTimeNeverGoesBack() {
    SlotRecord record = fresh.handledTo(minute(5));

    assertThat(record.handledTo(minute(3))).isEqualTo(record);
    assertThat(record.launched(minute(3)).handledUntil()).isEqualTo(minute(5));
    assertThat(record.skipped(range(2, 3), SkipReason.Blocked).handledUntil()).isEqualTo(minute(5));
    assertThat(
            record.missed(range(2, 3), MissedState.of(MissReason.NobodyLedInTime)).handledUntil())
        .isEqualTo(minute(5));
  }

  @Test
  void theNewestLaunchIsKeptWhenAnOlderSlotIsLaunchedLate() {
    SlotRecord record = fresh.launched(minute(1)).launched(minute(5));

    assertThat(record.lastSchedule()).contains(minute(5));
    assertThat(record.handledUntil()).isEqualTo(minute(5));
    assertThat(record.launched(minute(3)).lastSchedule()).contains(minute(5));
  }

  @Test
  void aLaunchEndsWhatWasMissedBefore() {
    assertThat(missed(1, 1).missed()).isEqualTo(MissedState.of(MissReason.NobodyLedInTime));
    assertThat(missed(1, 1).launched(minute(2)).missed()).isEqualTo(MissedState.NOT_MISSED);
    assertThat(missed(1, 1).skipped(range(2, 2), SkipReason.Blocked).missed())
        .isEqualTo(MissedState.NOT_MISSED);
  }

  @Test
  void aRangeThatFollowsTheLastOneExtendsIt() {
    assertThat(skipped(1, 2).skipped(range(3, 4), SkipReason.Degraded).lastSkipped())
        .contains(skippedRange(1, 4));
    assertThat(
            missed(1, 2)
                .missed(range(3, 4), MissedState.of(MissReason.NobodyLedInTime))
                .lastMissed())
        .contains(missedRange(1, 4));
  }

  @Test
  void aRangeAfterAnotherEndStandsAlone() {
    assertThat(
            skipped(1, 2)
                .launched(minute(3))
                .skipped(range(4, 4), SkipReason.Degraded)
                .lastSkipped())
        .contains(skippedRange(4, 4));
    assertThat(
            missed(1, 2)
                .launched(minute(3))
                .missed(range(4, 4), MissedState.of(MissReason.NobodyLedInTime))
                .lastMissed())
        .contains(missedRange(4, 4));
  }

  @Test
  void aSkippedRangeForAnotherReasonStandsAlone() {
    assertThat(skipped(1, 2).skipped(range(3, 3), SkipReason.Suspended).lastSkipped())
        .contains(new SkippedRange(minute(3), minute(3), SkipReason.Suspended));
  }

  @Test
  void otherSkippedSlotsLeaveTheRestAsItIs() {
    SlotRecord record =
        skipped(1, 3).missed(range(4, 4), MissedState.of(MissReason.NobodyLedInTime));

    assertThat(record.withSkipped(Optional.of(skippedRange(1, 2))))
        .isEqualTo(
            new SlotRecord(
                Optional.empty(),
                minute(4),
                Optional.empty(),
                Optional.of(skippedRange(1, 2)),
                Optional.of(missedRange(4, 4)),
                MissedState.of(MissReason.NobodyLedInTime)));
  }

  @Test
  void aRangeThatNoStatusHeldIsLostByARecordWithoutIt() {
    assertThat(fresh.loses(skipped(2, 4), fresh)).isTrue();
    assertThat(fresh.loses(missed(2, 4), fresh)).isTrue();
    assertThat(fresh.loses(fresh, fresh)).isFalse();
  }

  @Test
  void aRangeThatTheSavedStatusHoldsIsNotLost() {
    assertThat(fresh.loses(skipped(2, 4), skipped(2, 4))).isFalse();
    assertThat(fresh.loses(missed(2, 4), missed(2, 4))).isFalse();
    assertThat(fresh.loses(skipped(2, 4), skipped(2, 3))).isTrue();
    assertThat(fresh.loses(missed(2, 4), missed(2, 3))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"2, 4, false", "1, 5, false", "3, 4, true", "2, 3, true", "5, 6, true"})
  void aRangeIsLostUnlessTheNewOneHoldsAllOfIt(int from, int to, boolean lost) {
    assertThat(skipped(from, to).loses(skipped(2, 4), fresh)).isEqualTo(lost);
    assertThat(missed(from, to).loses(missed(2, 4), fresh)).isEqualTo(lost);
  }

  @Test
  void includingAnEarlierRecordWidensTheRanges() {
    SlotRecord earlier =
        skipped(1, 1).missed(range(2, 2), MissedState.of(MissReason.NobodyLedInTime));
    SlotRecord later =
        fresh
            .launched(minute(5))
            .skipped(range(6, 6), SkipReason.Suspended)
            .missed(range(7, 8), MissedState.of(MissReason.NobodyLedInTime));

    assertThat(later.including(earlier))
        .isEqualTo(
            new SlotRecord(
                Optional.empty(),
                minute(8),
                Optional.of(minute(5)),
                Optional.of(new SkippedRange(minute(1), minute(6), SkipReason.Suspended)),
                Optional.of(missedRange(2, 8)),
                MissedState.of(MissReason.NobodyLedInTime)));
  }

  @Test
  void includingNeverNarrowsARange() {
    SlotRecord wide = skipped(1, 6).missed(range(7, 9), MissedState.of(MissReason.NobodyLedInTime));

    assertThat(
            wide.including(
                skipped(3, 4).missed(range(8, 8), MissedState.of(MissReason.NobodyLedInTime))))
        .isEqualTo(wide);
    assertThat(wide.including(fresh)).isEqualTo(wide);
  }

  @Test
  void includingTakesOverARangeThatIsMissingHere() {
    SlotRecord earlier =
        skipped(1, 2).missed(range(3, 3), MissedState.of(MissReason.NobodyLedInTime));

    SlotRecord all = fresh.launched(minute(5)).including(earlier);

    assertThat(all.lastSkipped()).contains(skippedRange(1, 2));
    assertThat(all.lastMissed()).contains(missedRange(3, 3));
    assertThat(all.missed()).isEqualTo(MissedState.NOT_MISSED);
  }
}
