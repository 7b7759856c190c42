package io.gradedcron.operator.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gradedcron.operator.cron.InvalidScheduleException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {

  private static final Instant CREATION = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* * * * *",
        "? ? ? ? ?",
        "0 0 1 1 0",
        "59 23 31 12 6",
        "0 0 * * 7",
        "0 0 * * 0-7",
        "0 0 * * 5-7",
        "0 0 * * fri-7",
        "0 0 * * 1-7/2",
        "0 0 * * 7/3",
        "0 0 * Jan-dEc sun,MON,Sat",
        "*/60 */24 */32 */13 */8",
        "5/100 3/1 31/9 12/2 6/2",
        "*/9223372036854775807 * * * *",
        "005 08 01 001 00",
        "1,1,1,2-2 0-23/1 * * *",
        "*,5 * * * *",
        "?/2 ?/1 * * *",
        "30 0 0 1 1 *",
        "*/5 * * * * ?",
        " 0\t0  1 1\u00a0*\u3000",
        "@hourly",
        "@daily",
        "@midnight",
        "@weekly",
        "@monthly",
        "@yearly",
        "@annually",
        "@every 1h30m",
        "@every 1ms",
        "@every 0",
      })
  void aTextThatKubernetesOrThisProjectTakesIsTaken(String text) {
    CronSchedule schedule = CronSchedule.parse(text, null);

    assertThat(schedule.text()).isEqualTo(text);
    assertThat(schedule.timeZone()).isEqualTo("UTC");
    assertThat(schedule.slots(CREATION, Duration.ZERO).next(CREATION)).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          61 * * * *     | minute (field 1, position 1): 61 is not between 0 and 59
          0 24 * * *     | hour (field 2, position 3): 24 is not between 0 and 23
          0 0 0 * *      | day-of-month (field 3, position 5): 0 is not between 1 and 31
          0 0 1-32 * *   | day-of-month (field 3, position 7): 32 is not between 1 and 31
          0 0 * 13 *     | month (field 4, position 7): 13 is not between 1 and 12
          0 0 * * 1,8    | day-of-week (field 5, position 11): 8 is not between 0 and 7
          60 0 0 * * *   | second (field 1, position 1): 60 is not between 0 and 59
          0 60 0 * * *   | minute (field 2, position 3): 60 is not between 0 and 59
          99999999999999999999 * * * * | minute (field 1, position 1): 99999999999999999999 is not between 0 and 59
          5-3 * * * *    | minute (field 1, position 1): range "5-3" runs backwards: write 5-59,0-3 to wrap around
          0 22-2 * * *   | hour (field 2, position 3): range "22-2" runs backwards: write 22-23,0-2 to wrap around
          0 0 * * FRI-SUN | day-of-week (field 5, position 9): range "FRI-SUN" runs backwards: write 5-7
          0 0 * * FRI-MON | day-of-week (field 5, position 9): range "FRI-MON" runs backwards: write 5-6,0-1 to wrap around
          */0 * * * *    | minute (field 1, position 3): step 0 never moves on: write a whole number of at least 1
          */-1 * * * *   | minute (field 1, position 3): step "-1" is not a whole number: write one of at least 1
          */x * * * *    | minute (field 1, position 3): step "x" is not a whole number: write one of at least 1
          */ * * * *     | minute (field 1, position 3): a step is missing after the /: write a whole number of at least 1
          1-5/ * * * *   | minute (field 1, position 5): a step is missing after the /: write a whole number of at least 1
          */5/2 * * * *  | minute (field 1, position 4): a second / in one item: write one step, such as */5
          */9223372036854775808 * * * * | minute (field 1, position 3): step 9223372036854775808 is too large: write at most 59
          *-5 * * * *    | minute (field 1, position 1): "*-5" is neither * nor a range: write * alone or with a step, such as */5
          ** * * * *     | minute (field 1, position 1): "**" is neither * nor a range: write * alone or with a step, such as */5
          ?5 * * * *     | minute (field 1, position 1): "?5" is neither ? nor a range: write ? alone or with a step, such as ?/5
          , * * * *      | minute (field 1, position 1): an empty item: write a value before and after every comma
          1, * * * *     | minute (field 1, position 3): an empty item: write a value before and after every comma
          1,,2 * * * *   | minute (field 1, position 3): an empty item: write a value before and after every comma
          -5 * * * *     | minute (field 1, position 1): a value is missing: write a number from 0 to 59
          5- * * * *     | minute (field 1, position 3): a value is missing: write a number from 0 to 59
          /5 * * * *     | minute (field 1, position 1): a value is missing: write a number from 0 to 59
          1-2-3 * * * *  | minute (field 1, position 3): "2-3" is not a number from 0 to 59
          +5 * * * *     | minute (field 1, position 1): "+5" is not a number from 0 to 59
          \u0663 * * * * | minute (field 1, position 1): "\u0663" is not a number from 0 to 59
          0 0 L * *      | day-of-month (field 3, position 5): "L" is not a number from 1 to 31
          0 0 * JAN-FOO * | month (field 4, position 11): "FOO" is not a number from 1 to 12 or a name from JAN to DEC
          0 0 * * MON#2  | day-of-week (field 5, position 9): "MON#2" is not a number from 0 to 7 or a name from SUN to SAT
          0 0 * * MONDAY | day-of-week (field 5, position 9): "MONDAY" is not a number from 0 to 7 or a name from SUN to SAT
          0 0 * * FR\u0130 | day-of-week (field 5, position 9): "FR\u0130" is not a number from 0 to 7 or a name from SUN to SAT
          0 0 * * FR\u0131 | day-of-week (field 5, position 9): "FR\u0131" is not a number from 0 to 7 or a name from SUN to SAT
          0 0 * * \u017Fun | day-of-week (field 5, position 9): "\u017Fun" is not a number from 0 to 7 or a name from SUN to SAT
          0 JAN * * *    | hour (field 2, position 3): "JAN" is not a number from 0 to 23
          ` `            | is empty: write five fields (minute hour day-of-month month day-of-week), six with leading seconds, or a macro such as @daily
          * * * *        | "* * * *" has 4 fields: write five (minute hour day-of-month month day-of-week), six with leading seconds, or a macro such as @daily
          0 * * * * * *  | "0 * * * * * *" has 7 fields: write five (minute hour day-of-month month day-of-week), six with leading seconds, or a macro such as @daily
          midnight       | "midnight" has 1 field: write five (minute hour day-of-month month day-of-week), six with leading seconds, or a macro such as @daily
          @Daily         | "@Daily" is not a macro: write @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually (in lower case, with nothing after it) or @every with a duration, such as @every 1h30m
          @reboot        | "@reboot" is not a macro: write @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually (in lower case, with nothing after it) or @every with a duration, such as @every 1h30m
          `@daily `      | "@daily " is not a macro: write @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually (in lower case, with nothing after it) or @every with a duration, such as @every 1h30m
          @every         | "@every" is not a macro: write @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually (in lower case, with nothing after it) or @every with a duration, such as @every 1h30m
          `@every `      | @every: "" has no number: write a duration such as 1h30m, 90m or 45s
          @every  1h     | @every: " 1h" has no number at position 1: write a duration such as 1h30m, 90m or 45s
          @every 5       | @every: "5" has no unit at position 2: write a duration such as 1h30m, 90m or 45s
          @every -1h     | @every: "-1h" is negative: write a duration of at least 1s
          TZ=UTC 0 0 * * *      | a TZ= or CRON_TZ= inside the text is not taken: write the zone into timeZone
          CRON_TZ=UTC 0 0 * * * | a TZ= or CRON_TZ= inside the text is not taken: write the zone into timeZone
          """)
  void aWrongTextIsRefusedWithItsPlaceAndWhatWouldBeRight(String text, String problem) {
    InvalidScheduleException refusal = refusal(text, "UTC");

    assertThat(refusal.kind()).isEqualTo(Kind.INVALID_SCHEDULE);
    assertThat(refusal).hasMessage("schedule: " + problem);
  }

  @Test
  void aMissingTextIsRefused() {
    assertThat(refusal(null, null))
        .hasMessage(
            "schedule: is missing: write a cron text such as 0 3 * * * or a macro such as @daily");
  }

  @Test
  void everyNeedsAKnownZoneTooThoughItsSlotsDoNot() {
    assertThat(refusal("@every 1h", "Mars").kind()).isEqualTo(Kind.UNKNOWN_TIME_ZONE);
    assertThat(CronSchedule.parse("@every 1h", "Asia/Tokyo").timeZone()).isEqualTo("Asia/Tokyo");
  }

  @Test
  void ofTwoWrongFieldsTheScheduleIsNamed() {
    assertThat(refusal("61 * * * *", "Mars").kind()).isEqualTo(Kind.INVALID_SCHEDULE);
    assertThat(refusal("@every x", "Mars").kind()).isEqualTo(Kind.INVALID_SCHEDULE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 0 30 2 * | false",
        "0 0 31 2/2 * | true",
        "0 0 31 4,6,9,11 * | false",
        "0 0 31 4,6,9,11 ? | false",
        "0 0 30-31 2 */1 | false",
        "0 0 31 4 1 | true",
        "0 0 29 2 * | true",
        "0 0 29 2 1 | true",
        "@every 2000000h | true",
        "* * * * * | true",
      })
  void everDueTellsWhetherThereIsASlotAtAll(String text, boolean due) {
    CronSchedule schedule = CronSchedule.parse(text, "America/New_York");

    assertThat(schedule.everDue()).isEqualTo(due);
    assertThat(schedule.slots(CREATION, Duration.ZERO).next(CREATION).isPresent()).isEqualTo(due);
    assertThat(
            schedule
                .slots(CREATION, Duration.ZERO)
                .latest(Instant.parse("2999-01-01T00:00:00Z"))
                .isPresent())
        .isEqualTo(due);
  }

  @Test
  void namesAreReadInATurkishJvm() {
    Locale before = Locale.getDefault();
    Locale.setDefault(new Locale.Builder().setLanguage("tr").setRegion("TR").build());
    try {
      Instant friday = Instant.parse("2026-01-02T00:00:00Z");
      for (String text : List.of("0 0 * * fri", "0 0 * * FRI", "0 0 * jan Fri-6")) {
        assertThat(CronSchedule.parse(text, null).slots(CREATION, Duration.ZERO).next(CREATION))
            .as(text)
            .contains(friday);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void schedulesAreEqualIfTextAndZoneAre() {
    assertThat(CronSchedule.parse("@daily", null))
        .isEqualTo(CronSchedule.parse("@daily", "UTC"))
        .hasSameHashCodeAs(CronSchedule.parse("@daily", "UTC"))
        .isNotEqualTo(CronSchedule.parse("0 0 * * *", "UTC"))
        .isNotEqualTo(CronSchedule.parse("@daily", "Europe/Berlin"))
        .hasToString("@daily UTC");
  }

  @Test
  void manyThreadsMayParseAtOnce() {
    List<String> zones = List.of("Europe/Paris", "Asia/Tokyo", "America/Lima", "Africa/Cairo");
    List<Instant> expected =
        zones.stream()
            .map(zone -> CronSchedule.parse("0 12 * * 1-5", zone))
            .map(schedule -> schedule.slots(CREATION, Duration.ZERO).next(CREATION).orElseThrow())
            .toList();

    List<Instant> found =
        IntStream.range(0, 4_000)
            .parallel()
            .mapToObj(i -> CronSchedule.parse("0 12 * * 1-5", zones.get(i % zones.size())))
            .map(schedule -> schedule.slots(CREATION, Duration.ZERO).next(CREATION).orElseThrow())
            .toList();

    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).isEqualTo(expected.get(i % expected.size()));
    }
  }

  @Test
  void garbageIsRefusedInOneLineAndNeverOtherwise() {
    Random random = new Random(3);
    String alphabet = "0123456789*?/-, ,*/ \t\n@everydailJANsun#LW\u0000\u2028\uD83D\u0130=";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(24);
      for (int c = 0; c < length; c++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      InvalidScheduleException refusal = refusalOrNull(text.toString(), null);
      if (refusal != null) {
        assertThat(refusal.getMessage())
            .as("text %s", text)
            .startsWith("schedule: ")
            .doesNotContainPattern("[\\p{Cntrl}\\u2028]");
      }
    }
  }

  @Test
  void aVeryLongTextIsReadInTheTimeOfAReading() {
    String minutes = String.join(",", Collections.nCopies(200_000, "1-30/2"));

    CronSchedule schedule = CronSchedule.parse(minutes + " * * * *", null);

    assertThat(schedule.slots(CREATION, Duration.ZERO).next(CREATION))
        .contains(CREATION.plusSeconds(60));
    assertThat(refusal(minutes + ",61 * * * *", null).getMessage()).hasSizeLessThan(200);
    assertThat(refusal("@" + minutes, null).getMessage()).hasSizeLessThan(300);
  }

  private static InvalidScheduleException refusal(String text, String zone) {
    InvalidScheduleException refusal = refusalOrNull(text, zone);
    assertThat(refusal).as("refusal of %s %s", text, zone).isNotNull();
    return refusal;
  }

  private static InvalidScheduleException refusalOrNull(String text, String zone) {
    return catchThrowableOfType(
        InvalidScheduleException.class, () -> CronSchedule.parse(text, zone));
  }
}
