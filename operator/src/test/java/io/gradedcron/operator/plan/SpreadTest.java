package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadTest {
  private static String uid(int i) {
    byte[] seed = ("schedule " + i).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(seed).toString();
  }

  @Test
  void withoutAWidthNothingIsShifted() {
    assertThat(Spread.offset(Schedules.UID, 0)).isZero();
  }

  /** CRC-32 of "123456789" is 0xCBF43926: the check value that every description of it gives. */
  @ParameterizedTest
  @CsvSource({"1, 0", "59, 2", "600, 585", "3600, 2032"})
  void theOffsetIsTheSameInEveryProcess(int width, long seconds) {
    assertThat(Spread.offset("123456789", width)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 59, 60, 3600})
  void offsetsAreWholeSecondsUpToTheWidth(int width) {
    assertThat(IntStream.range(0, 2_000).mapToObj(i -> Spread.offset(uid(i), width)))
        .allSatisfy(
            offset -> {
              assertThat(offset).isBetween(Duration.ZERO, Duration.ofSeconds(width));
              assertThat(offset).isEqualTo(offset.truncatedTo(ChronoUnit.SECONDS));
            });
  }

  @Test
  void manySchedulesAreSpreadEvenly() {
    long[] perSecond = new long[60];
    IntStream.range(0, 60_000)
        .forEach(i -> perSecond[(int) Spread.offset(uid(i), 59).toSeconds()]++);

    // 1,000 are expected in each: five standard deviations are 157.
    assertThat(Arrays.stream(perSecond).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(840L, 1_160L));
  }
}
