package io.gradedcron.operator.cron;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotedTest {

  @Test
  void aTextOfFortyCharactersIsQuotedWhole() {
    assertThat(Quoted.of("x".repeat(40))).isEqualTo('"' + "x".repeat(40) + '"');
  }

  @Test
  void aLongerTextIsCutAndShowsIt() {
    assertThat(Quoted.of("x".repeat(41))).isEqualTo('"' + "x".repeat(40) + "...\"");
  }

  @Test
  void aCharacterOutsideTheBasicPlaneCountsOnceAndIsNeverCutInHalf() {
    String clock = "\ud83d\udd52";

    assertThat(Quoted.of(clock.repeat(40))).isEqualTo('"' + clock.repeat(40) + '"');
    assertThat(Quoted.of(clock.repeat(41))).isEqualTo('"' + clock.repeat(40) + "...\"");
  }

  @Test
  void whatWouldBreakTheLineIsReplaced() {
    assertThat(Quoted.of("0\n1\u20282\u202e3\ud83d")).isEqualTo("\"0\ufffd1\ufffd2\ufffd3\ufffd\"");
  }
}
