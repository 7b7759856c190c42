package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LevelCeilingTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final List<ScheduleCell> promised = new ArrayList<>();
  private final List<ScheduleCell> hanging = new ArrayList<>();
  private final LevelCeiling ceiling =
      new LevelCeiling(2, (cell, slot) -> promised.add(cell), hanging::contains);
  private final ScheduleCell one = new ScheduleCell();
  private final ScheduleCell two = new ScheduleCell();
  private final ScheduleCell early = new ScheduleCell();
  private final ScheduleCell late = new ScheduleCell();

  private void fill() {
    assertThat(take(one, NOON)).isTrue();
    assertThat(take(two, NOON)).isTrue();
  }

  /** For a slot that nobody has refused yet. */
  private boolean take(ScheduleCell cell, Instant slot) {
    return ceiling.take(cell, slot, slot);
  }

  private static Instant after(int seconds) {
    return NOON.plusSeconds(seconds);
  }

  @Test
  void thereAreNoMorePlacesThanTheCeilingSays() {
    fill();

    assertThat(take(late, after(1))).isFalse();
    assertThat(ceiling.taken()).isEqualTo(2);
    assertThat(ceiling.waiting()).isEqualTo(1);
    assertThat(promised).isEmpty();
  }

  @Test
  void theSlotThatWasDueFirstGetsTheNextPlaceWhoeverCameFirst() {
    fill();
    take(late, after(5));
    take(early, after(2));

    ceiling.leave();

    assertThat(promised).containsExactly(early);
    assertThat(ceiling.waiting()).isEqualTo(1);
  }

  @Test
  void ofSlotsDueTogetherWhoCameFirstIsFirst() {
    fill();
    take(late, after(2));
    take(early, after(2));

    ceiling.leave();
    ceiling.leave();

    assertThat(promised).containsExactly(late, early);
  }

  @Test
  void aPromisedPlaceIsTakenByNobodyElse() {
    fill();
    take(early, after(2));
    ceiling.leave();

    assertThat(take(late, after(1))).as("another, though it was due earlier").isFalse();
    assertThat(take(early, after(2))).isTrue();
    assertThat(ceiling.taken()).isEqualTo(2);
  }

  @Test
  void whoCannotUseItsPromiseLeavesItToTheNext() {
    fill();
    take(early, after(2));
    take(late, after(5));
    ceiling.leave();

    ceiling.withdraw(early);

    assertThat(promised).containsExactly(early, late);
    assertThat(take(late, after(5))).isTrue();
  }

  @Test
  void aPromiseIsForOneSlot() {
    fill();
    take(early, after(2));
    take(late, after(5));
    ceiling.leave();

    assertThat(take(early, after(9))).as("a newer slot, due after the other's").isFalse();
    assertThat(promised).containsExactly(early, late);
  }

  @Test
  void whoAsksAgainKeepsItsPlaceInTheLine() {
    fill();
    take(early, after(2));
    take(late, after(2));

    assertThat(take(early, after(2))).isFalse();
    ceiling.leave();

    assertThat(ceiling.waiting()).isEqualTo(1);
    assertThat(promised).containsExactly(early);
  }

  @Test
  void whoWaitsNoLongerGetsNothing() {
    fill();
    take(early, after(2));
    take(late, after(5));

    ceiling.withdraw(early);
    ceiling.leave();

    assertThat(promised).containsExactly(late);
    assertThat(ceiling.waiting()).isZero();
  }

  @Test
  void runsThatAreThereAnywayCountAndNobodyGetsAPlaceBeforeTheyAreFewEnough() {
    for (int i = 0; i < 4; i++) {
      ceiling.occupy();
    }
    assertThat(ceiling.taken()).isEqualTo(4);
    assertThat(take(early, after(2))).isFalse();

    ceiling.leave();
    ceiling.leave();
    assertThat(promised).isEmpty();
    ceiling.leave();
    assertThat(promised).containsExactly(early);
  }

  @Test
  void aPlaceIsHandedOverWithinAScheduleWhoeverWaits() {
    fill();
    take(early, after(2));

    ceiling.handOver(one, after(9));

    assertThat(promised).containsExactly(one);
    assertThat(take(one, after(9))).isTrue();
    assertThat(ceiling.taken()).isEqualTo(2);
    assertThat(ceiling.waiting()).isEqualTo(1);
  }

  @Test
  void whoLeavesAPlaceAndWaitsForOneComesWhenItsSlotDoes() {
    fill();
    take(early, after(2));

    ceiling.leaveAndWait(one, after(1));
    assertThat(promised).as("its slot was due first").containsExactly(one);

    ceiling.leaveAndWait(two, after(9));
    assertThat(promised).as("the other's was").containsExactly(one, early);
  }

  @Test
  void whoWasRefusedWaitsBehindThoseWhoWaitedByThen() {
    fill();
    ceiling.take(early, after(2), after(30));
    take(late, after(5));

    ceiling.leave();
    ceiling.leave();

    assertThat(promised).containsExactly(late, early);
    assertThat(take(early, after(2))).as("for the slot that it was promised for").isTrue();
  }

  @Test
  void whoseCreatesHangIsPassedOverWhileOthersWait() {
    fill();
    take(early, after(2));
    take(late, after(5));
    hanging.add(early);

    ceiling.leave();
    assertThat(promised).containsExactly(late);
    ceiling.leave();
    assertThat(promised).as("nobody else waits").containsExactly(late, early);
  }

  @Test
  void aboveTheCeilingNoPlaceIsHandedOver() {
    fill();
    ceiling.occupy();

    ceiling.handOver(one, after(9));

    assertThat(promised).isEmpty();
    assertThat(ceiling.taken()).isEqualTo(2);
    ceiling.leave();
    assertThat(promised).containsExactly(one);
  }
}
