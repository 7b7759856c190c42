package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  @ParameterizedTest
  @CsvSource({
    "1, 200",
    "2, 400",
    "3, 800",
    "4, 1600",
    "5, 3200",
    "6, 6400",
    "7, 10000",
    "8, 10000",
    "40, 10000",
    "2147483647, 10000"
  })
  void theWaitLiesInTheSecondHalfOfADoublingTime(int failures, long wholeMillis) {
    Backoff backoff = new Backoff(new Random(failures));

    assertThat(IntStream.range(0, 1_000).mapToObj(i -> backoff.after(failures)))
        .allSatisfy(
            wait ->
                assertThat(wait)
                    .isBetween(Duration.ofMillis(wholeMillis / 2), Duration.ofMillis(wholeMillis)));
  }

  @Test
  void aHerdIsSpreadOverTheWholeHalf() {
    Backoff backoff = new Backoff(new Random(1));
    long[] waits =
        IntStream.range(0, 1_000).mapToLong(i -> backoff.after(7).toMillis()).sorted().toArray();

    assertThat(waits[0]).isLessThan(5_250);
    assertThat(waits[waits.length / 2]).isBetween(7_000L, 8_000L);
    assertThat(waits[waits.length - 1]).isGreaterThan(9_750);
  }
}
