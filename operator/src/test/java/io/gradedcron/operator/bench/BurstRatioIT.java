package io.gradedcron.operator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The short form of {@code make bench}: guards against a launch path that has become slow. Only
 * ratios of what was measured in the same minute are looked at, of the best burst, with bounds that
 * a busy machine keeps: what is reached stands in docs/BENCHMARKS.md.
 */
class BurstRatioIT {
  private static final int SCHEDULES = 510;
  private static final int BURSTS = 3;
  private static final int BARE_CONNECTIONS = 64;

  @Test
  void aBurstTakesNotMuchLongerThanBareCreatesAndLevelOneComesFirst() {
    Path root = Path.of(System.getProperty("gradedcron.root"));
    OperatorProgram operator =
        new OperatorProgram(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            root.resolve("operator/target/gradedcron-operator.jar"),
            OperatorProgram.chartOptions(root));
    BurstRun.Result result;
    try (BenchCluster cluster = new BenchCluster()) {
      result =
          new BurstRun(
                  cluster,
                  Contestant.GRADEDCRON,
                  SCHEDULES,
                  new BurstSettings(
                      BURSTS, Duration.ofSeconds(12), Duration.ofSeconds(60), false, 3),
                  operator,
                  System.out::println)
              .measure(BARE_CONNECTIONS);
    }

    List<BurstRow> bursts = result.bursts();
    assertThat(bursts).hasSize(BURSTS).allMatch(BurstRow::isComplete);
    Lateness best =
        bursts.stream()
            .map(BurstRow::lateness)
            .min(Comparator.comparingDouble(Lateness::whole))
            .orElseThrow();
    assertThat(best.all().seconds(0)).as("nothing comes before it is due").isPositive();
    assertThat(best.whole() / Bare.of(result.bare()).seconds())
        .as("the whole of the best burst, in times of the bare limit")
        .isLessThan(3);
    assertThat(bursts)
        .as("the last of level 1, as a part of the whole, in the best burst")
        .anyMatch(burst -> burst.lateness().p99(1) < 0.6 * burst.lateness().whole());
    assertThat(bursts)
        .as("the statuses are written before the next burst")
        .anyMatch(burst -> burst.quietSeconds() < 12);
  }
}
