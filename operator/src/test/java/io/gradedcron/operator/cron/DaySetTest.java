package io.gradedcron.operator.cron;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class DaySetTest {

  @Test
  void theSearchForADateThatNoYearHasEnds() {
    DaySet thirtiethOfFebruary = new DaySet(1L << 30, 1 << 2, 0b111_1111, false);
    int today = Math.toIntExact(LocalDate.of(2026, 11, 23).toEpochDay());

    assertThat(thirtiethOfFebruary.hasDates()).isFalse();
    assertThat(thirtiethOfFebruary.atOrAfter(today)).isEqualTo(DaySet.NONE);
    assertThat(thirtiethOfFebruary.atOrBefore(today)).isEqualTo(DaySet.NONE);
  }
}
