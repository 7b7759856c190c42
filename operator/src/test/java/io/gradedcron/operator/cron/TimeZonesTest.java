package io.gradedcron.operator.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeZonesTest {

  @Test
  void everyZoneOfTheTzDatabaseIsKnown() {
    assertThat(ZoneId.getAvailableZoneIds())
        .filteredOn(name -> !name.startsWith("SystemV/"))
        .hasSizeGreaterThan(550)
        .allSatisfy(
            name ->
                assertThat(CronSchedule.parse("@daily", name).timeZone())
                    .as("the zone's name")
                    .isEqualTo(name));
  }

  @ParameterizedTest
  @CsvSource({
    "EST, 2026-07-02T05:00:00Z",
    "MST, 2026-07-01T07:00:00Z",
    "HST, 2026-07-01T10:00:00Z",
    "ROC, 2026-07-01T16:00:00Z",
    "GMT+0, 2026-07-02T00:00:00Z",
    "GMT-0, 2026-07-02T00:00:00Z",
    "GMT0, 2026-07-02T00:00:00Z",
    "Factory, 2026-07-02T00:00:00Z",
    "EST5EDT, 2026-07-01T04:00:00Z",
    "Etc/GMT+5, 2026-07-01T05:00:00Z",
    "America/Coyhaique, 2026-07-01T03:00:00Z",
    "UTC, 2026-07-02T00:00:00Z",
    "Zulu, 2026-07-02T00:00:00Z",
  })
  void namesThatSomeJdksLackMeanWhatTheTzDatabaseSays(String zone, Instant midnight) {
    Instant after = midnight.minusSeconds(1);

    assertThat(CronSchedule.parse("@daily", zone).slots(Instant.EPOCH, Duration.ZERO).next(after))
        .contains(midnight);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Local",
        "GMT+5",
        "UTC+1",
        "UT+01:00",
        "+05:00",
        "-3",
        "Z",
        "SystemV/EST5EDT",
        "EDT",
        "Mars/Base",
        "Europe/Berlin ",
        "../etc/passwd",
        "Europe"
      })
  void whatTheTzDatabaseDoesNotNameIsRefused(String zone) {
    InvalidScheduleException refusal = refusal(zone);

    assertThat(refusal.kind()).isEqualTo(InvalidScheduleException.Kind.UNKNOWN_TIME_ZONE);
    assertThat(refusal)
        .hasMessage(
            "timeZone: \""
                + zone
                + "\" is not in the tz database: write a name such as Europe/Berlin or Etc/GMT-5"
                + " (five hours east of UTC), or leave the field out for UTC");
  }

  @ParameterizedTest
  @CsvSource({
    "europe/berlin, Europe/Berlin",
    "utc, UTC",
    "AMERICA/NEW_YORK, America/New_York",
  })
  void aNameInTheWrongCaseIsAnsweredWithTheRightOne(String zone, String right) {
    assertThat(refusal(zone))
        .hasMessage("timeZone: \"" + zone + "\" is not in the tz database: write " + right);
  }

  @Test
  void anEmptyNameIsRefused() {
    assertThat(refusal(""))
        .hasMessage(
            "timeZone: is empty: write a name of the tz database such as Europe/Berlin, or leave"
                + " the field out for UTC");
  }

  @Test
  void schedulesOfOneZoneShareItsTable() {
    assertThat(TimeZones.named("Asia/Tokyo")).isSameAs(TimeZones.named("Asia/Tokyo"));
  }

  private static InvalidScheduleException refusal(String zone) {
    return catchThrowableOfType(
        InvalidScheduleException.class, () -> CronSchedule.parse("@daily", zone));
  }
}
