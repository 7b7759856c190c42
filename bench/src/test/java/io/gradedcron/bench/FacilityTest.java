package io.gradedcron.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is compared does the same. */
class FacilityTest {
  @ParameterizedTest
  @EnumSource(
      value = Facility.class,
      names = {"GRADEDCRON", "AGRONA", "BINARY_HEAP"})
  void handsOverWhatIsDueAndWasNotCancelled(Facility facility) {
    List<Integer> expired = new ArrayList<>();
    try (TimerFacility.Driven timers =
        (TimerFacility.Driven) facility.open(100, expired::add, true)) {
      for (int i = 0; i < 100; i++) {
        timers.add(i, 100_000 - 1_000 * i);
      }
      timers.cancel(99);
      timers.cancel(0);

      timers.advanceTo(3_999);
      assertThat(expired).containsExactly(98, 97);
      timers.add(98, 2);
      timers.advanceTo(4_001);
      assertThat(expired).containsExactly(98, 97, 96, 98);
      timers.advanceTo(1_000_000);
      assertThat(expired).hasSize(4 + 95).doesNotContain(99, 0);
      if (facility != Facility.AGRONA) {
        // A jump further than its ticks go round: Agrona's wheel hands over what shares a tick.
        assertThat(expired).endsWith(2, 1);
      }
    }
  }

  @Test
  void bytesOfATimerAreWhatTheWheelsPageSays() {
    assertThat(Footprint.bytesPerTimer(Facility.GRADEDCRON, 100_000)).isBetween(32.0, 42.0);
    // Entry 24 and a reference of 4, in an array that grows by half.
    assertThat(Footprint.bytesPerTimer(Facility.BINARY_HEAP, 100_000)).isBetween(28.0, 30.0);
  }
}
