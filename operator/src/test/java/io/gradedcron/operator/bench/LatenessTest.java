package io.gradedcron.operator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenessTest {

  @Test
  void aQuantileIsAValueThatOccurred() {
    Quantiles hundred = Quantiles.of(LongStream.rangeClosed(1, 100).map(n -> n * 1_000_000));

    assertThat(hundred.count()).isEqualTo(100);
    assertThat(hundred.seconds(0)).isEqualTo(1);
    assertThat(hundred.seconds(0.5)).isEqualTo(50);
    assertThat(hundred.seconds(0.9)).isEqualTo(90);
    assertThat(hundred.seconds(0.99)).isEqualTo(99);
    assertThat(hundred.seconds(1)).isEqualTo(100);
  }

  @Test
  void theOrderOfTheValuesDoesNotMatter() {
    assertThat(Quantiles.of(LongStream.of(3_000_000, 1_000_000, 2_000_000)).seconds(1))
        .isEqualTo(3);
  }

  @Test
  void nothingHasNoQuantile() {
    assertThat(Quantiles.of(LongStream.empty()).seconds(0.5)).isNaN();
  }

  @Test
  void eachLevelIsCountedByItselfFromWhenAllWereDue() {
    Lateness lateness =
        Lateness.of(
            Map.of(
                RunName.parse("b1-0-60"), 60_500_000L,
                RunName.parse("b1-3-60"), 60_700_000L,
                RunName.parse("b3-2-60"), 62_000_000L),
            60_000_000L);

    assertThat(lateness.all().count()).isEqualTo(3);
    assertThat(lateness.whole()).isEqualTo(2);
    assertThat(lateness.p99(1)).isEqualTo(0.7);
    assertThat(lateness.p99(2)).isNaN();
    assertThat(lateness.p99(3)).isEqualTo(2);
  }

  @Test
  void theNameOfAJobSaysLevelScheduleAndSlot() {
    String schedule = RunName.schedule(4);

    assertThat(schedule).isEqualTo("b2-4");
    assertThat(RunName.level(4)).isEqualTo(2);
    assertThat(RunName.parse(schedule + "-1732600800"))
        .isEqualTo(new RunName(2, "b2-4", 1_732_600_800));
  }
}
