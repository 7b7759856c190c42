package io.gradedcron.operator.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.chaos.Evidence.JobCreated;
import io.gradedcron.operator.chaos.FaultLog.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Measures made-up launches. */
class GapsTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

  @Test
  void aHandOverEndsWithTheFirstLaunchByAnotherReplica() {
    Map<Fault, Gaps> gaps =
        Gaps.handOvers(
            List.of(create(0, 1), create(1_100, 1), create(1_400, 12), create(1_500, 2)),
            List.of(new Entry(Fault.CLEAN_STOP, START.plusMillis(1_000), 1)));

    assertThat(gaps.get(Fault.CLEAN_STOP).longest()).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void theLongestPauseOfEachFaultIsSummedUpByMedianAndMost() {
    List<JobCreated> creates =
        List.of(create(0, 1), create(3_000, 1), create(30_000, 1), create(31_000, 1));
    Map<Fault, Gaps> gaps =
        Gaps.longest(
            creates,
            List.of(
                new Entry(Fault.CRASH, START.plusMillis(1_000), 1),
                new Entry(Fault.CRASH, START.plusMillis(29_900), 1)));

    assertThat(gaps.get(Fault.CRASH).lengths())
        .containsExactly(Duration.ofMillis(27_000), Duration.ofMillis(27_000));
    assertThat(
            Gaps.longest(creates, List.of(new Entry(Fault.FREEZE, START.plusMillis(30_500), 1)))
                .get(Fault.FREEZE)
                .median())
        .isEqualTo(Duration.ofMillis(1_000));
  }

  private static JobCreated create(long millis, int replica) {
    Instant at = START.plusMillis(millis);
    return new JobCreated("uid", "report", at, "job-" + millis, 1, at, "replica-" + replica + ".1");
  }
}
