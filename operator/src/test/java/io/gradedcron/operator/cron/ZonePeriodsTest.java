package io.gradedcron.operator.cron;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of a zone against the JDK's rules, inside the years that it covers and around them. */
class ZonePeriodsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "Asia/Kolkata",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Africa/Casablanca"
      })
  void aPeriodIsTheStretchOfOneOffsetAroundAnInstant(String zone) {
    ZoneRules rules = ZoneId.of(zone).getRules();
    ZonePeriods periods = new ZonePeriods(rules);

    LocalDate end = LocalDate.of(2110, 1, 1);
    for (LocalDate day = LocalDate.of(1990, 1, 1); day.isBefore(end); day = day.plusDays(5)) {
      long second = day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
      OffsetPeriod period = periods.at(second);

      assertThat(second).as("%s", day).isBetween(period.start(), period.end() - 1);
      assertThat(period.offset()).as("%s", day).isEqualTo(offset(rules, second));
      if (period.start() != OffsetPeriod.BEGINNING) {
        assertThat(periods.at(period.start())).as("%s", day).isEqualTo(period);
        assertThat(periods.at(period.start() - 1).end()).as("%s", day).isEqualTo(period.start());
        assertThat(period.offsetBefore())
            .as("%s", day)
            .isEqualTo(offset(rules, period.start() - 1));
      }
    }
  }

  private static int offset(ZoneRules rules, long second) {
    return rules.getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
  }
}
