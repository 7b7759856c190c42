package io.gradedcron.operator.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradedcron.operator.cron.CronSchedule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BenchSettingsTest {

  private static BenchSettings settings(int bursts, int seconds, Contestant... contestants) {
    return new BenchSettings(
        Path.of("."),
        List.of(),
        List.of(),
        List.of(contestants),
        bursts,
        Duration.ofSeconds(seconds),
        false,
        0,
        0,
        new OperatorProgram(Path.of("java"), Path.of("x.jar"), List.of()),
        false,
        "make bench");
  }

  @Test
  void thePeriodIsAMinuteOrDividesOne() {
    assertThat(settings(1, 15, Contestant.GRADEDCRON).period()).hasSeconds(15);
    assertThatThrownBy(() -> settings(1, 7, Contestant.GRADEDCRON))
        .hasMessageContaining("bench.every is 7");
    assertThatThrownBy(() -> settings(1, 15, Contestant.TUNED))
        .hasMessageContaining("whole minutes only");
    assertThatThrownBy(() -> settings(0, 60, Contestant.TUNED))
        .hasMessageContaining("bench.minutes is 0");
  }

  @Test
  void aContestantThatNobodyKnowsIsRefusedWithThoseThatThereAre() {
    assertThat(Contestant.of("built-in-tuned")).isEqualTo(Contestant.TUNED);
    assertThatThrownBy(() -> Contestant.of("airflow"))
        .hasMessage(
            "no contestant 'airflow': they are [bare, gradedcron, built-in-tuned, built-in]");
  }

  @Test
  void theJvmGetsWhatItWouldFindInTheChartsContainer() {
    assertThat(OperatorProgram.chartOptions("-XX:MaxRAMPercentage=60 -Da=b", "1Gi"))
        .containsExactly("-XX:MaxRAMPercentage=60", "-Da=b", "-XX:MaxRAM=1g", "-XX:+UseSerialGC");
    assertThat(OperatorProgram.chartOptions("-XX:+UseParallelGC", "512Mi"))
        .containsExactly("-XX:+UseParallelGC", "-XX:MaxRAM=512m");
  }

  @Test
  void theTextsOfTheScaleTableAreDifferentAndNoneIsDueWithinTwentyEightDays() {
    Instant now = Instant.parse("2026-11-27T03:00:00Z");
    YearlySlots slots = YearlySlots.farFrom(now);
    Set<String> texts = new HashSet<>();
    for (int number = 0; number < 100_000; number++) {
      texts.add(slots.cron(number));
    }

    assertThat(texts).hasSize(100_000);
    for (int number = 0; number < 100_000; number += 997) {
      assertThat(
              CronSchedule.parse(slots.cron(number), "UTC")
                  .slots(now, Duration.ZERO)
                  .next(now)
                  .orElseThrow())
          .as(slots.cron(number))
          .isAfter(now.plus(Duration.ofDays(28)));
    }
  }

  @Test
  void aSampleIsFoundByItsNameAndLabels() {
    Metrics metrics =
        new Metrics(
            """
            # TYPE a gauge
            a 3.0
            a_total{name="b"} 1e3
            """);

    assertThat(metrics.value("a")).hasValue(3);
    assertThat(metrics.value("a_total{name=\"b\"}")).hasValue(1_000);
    assertThat(metrics.value("a_total")).isEmpty();
  }
}
