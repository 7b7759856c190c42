package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartingDeadlineTest {
  private static Optional<Duration> deadline(Long seconds) {
    return StartingDeadline.of(Schedules.withDeadline(seconds).getSpec());
  }

  @Test
  void anAbsentOneIsNone() {
    assertThat(deadline(null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 86_400, 10_000_000_000L})
  void itIsSoManySecondsAfterTheSlot(long seconds) {
    assertThat(deadline(seconds)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(longs = {10_000_000_001L, Long.MAX_VALUE / 1000, Long.MAX_VALUE})
  void oneThatNoInstantCanMeetIsNone(long seconds) {
    assertThat(deadline(seconds)).isEmpty();
  }

  @Test
  void aNegativeOneThatAnOlderSchemaLetThroughIsZero() {
    assertThat(deadline(Long.MIN_VALUE)).contains(Duration.ZERO);
  }
}
