package io.gradedcron.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResyncTest {
  @Test
  void aShortRoundIsFollowedByAnotherAfterFifteenSeconds() {
    assertThat(Resync.pauseAfter(Duration.ZERO)).isEqualTo(Duration.ofSeconds(15));
    assertThat(Resync.pauseAfter(Duration.ofMillis(75))).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void aLongRoundCostsNoMoreThanHalfAPercentOfACore() {
    assertThat(Resync.pauseAfter(Duration.ofMillis(200))).isEqualTo(Duration.ofSeconds(40));
  }
}
