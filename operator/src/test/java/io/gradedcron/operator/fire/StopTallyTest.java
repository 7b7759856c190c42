package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopTallyTest {
  private final StopTally tally = new StopTally();

  @Test
  void stoppedRunsAreCountedForEachDegradation() {
    tally.look("peak", true, 0);
    tally.look("sale", true, 0);
    tally.stopped(List.of("peak", "sale"));
    tally.stopped(List.of("peak"));

    assertThat(tally.look("peak", true, 0)).isEqualTo(2);
    assertThat(tally.look("sale", true, 0)).isEqualTo(1);
  }

  @Test
  void theFirstLookAfterARestartGoesOnFromTheStatus() {
    assertThat(tally.look("peak", true, 5)).isEqualTo(5);
    tally.stopped(List.of("peak"));

    assertThat(tally.look("peak", true, 5)).isEqualTo(6);
  }

  @Test
  void theCountStaysReadableAfterTheEnd() {
    tally.look("peak", true, 0);
    tally.stopped(List.of("peak"));

    assertThat(tally.look("peak", false, 0)).isEqualTo(1);
    assertThat(tally.look("peak", false, 0)).isEqualTo(1);
  }

  @Test
  void theNextActivationStartsAnew() {
    tally.look("peak", true, 7);
    tally.look("peak", false, 7);

    assertThat(tally.look("peak", true, 7)).isZero();
    assertThat(tally.look("peak", true, 7)).isZero();
  }

  @Test
  void aStopBeforeTheFirstLookAtANewActivationCountsForThatOne() {
    tally.look("peak", true, 7);
    tally.look("peak", false, 7);
    tally.stopped(List.of("peak"));

    assertThat(tally.look("peak", true, 7)).isEqualTo(1);
  }

  @Test
  void anEndThatWasSavedBeforeARestartIsAnEnd() {
    assertThat(tally.look("peak", false, 4)).isEqualTo(4);
    assertThat(tally.look("peak", true, 4)).isZero();
  }

  @Test
  void aDeletedDegradationIsForgotten() {
    tally.look("peak", true, 0);
    tally.stopped(List.of("peak"));
    tally.forget("peak");

    assertThat(tally.look("peak", true, 0)).isZero();
  }
}
