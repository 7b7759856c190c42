package io.gradedcron.operator.cron;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Slots around changes of a zone's offset: the expected instants were worked out by hand. Each test
 * is a row of the table in README.md.
 */
class DaylightSavingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 2 * * *    | America/New_York | 2025-03-08T12:00:00Z | 2025-03-09T07:00:00Z 2025-03-10T06:30:00Z
          15 30 2 * * * | America/New_York | 2025-03-09T06:00:00Z | 2025-03-09T07:00:00Z 2025-03-10T06:30:15Z
          30 2 9 3 *    | America/New_York | 2025-03-01T00:00:00Z | 2025-03-09T07:00:00Z 2026-03-09T06:30:00Z
          30 2 * * 0    | America/New_York | 2025-03-08T12:00:00Z | 2025-03-09T07:00:00Z 2025-03-16T06:30:00Z
          0 3 * * *     | Europe/Berlin    | 2150-03-28T12:00:00Z | 2150-03-29T01:00:00Z 2150-03-30T01:00:00Z
          30 2 * * *    | Europe/Berlin    | 2150-03-28T12:00:00Z | 2150-03-29T01:00:00Z 2150-03-30T00:30:00Z
          """)
  void aFixedHourInsideAGapFiresOnceAtItsEnd(
      String text, String zone, Instant after, String expected) {
    assertNext(text, zone, after, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0,30 2 * * * | America/New_York | 2025-03-08T12:00:00Z | 2025-03-09T07:00:00Z 2025-03-10T06:00:00Z
          0 3 * * *    | America/New_York | 2025-03-08T12:00:00Z | 2025-03-09T07:00:00Z 2025-03-10T07:00:00Z
          0 2,3 * * *  | America/New_York | 2025-03-09T06:00:00Z | 2025-03-09T07:00:00Z 2025-03-10T06:00:00Z
          30 1-3 * * * | America/New_York | 2025-03-09T06:00:00Z | 2025-03-09T06:30:00Z 2025-03-09T07:00:00Z 2025-03-09T07:30:00Z 2025-03-10T05:30:00Z
          """)
  void severalSlotsOfAGapAndOneAtItsEndAreOne(
      String text, String zone, Instant after, String expected) {
    assertNext(text, zone, after, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 1 * * *   | America/New_York | 2025-11-02T04:00:00Z | 2025-11-02T05:30:00Z 2025-11-03T06:30:00Z
          0 0-23 * * * | America/New_York | 2025-11-02T04:30:00Z | 2025-11-02T05:00:00Z 2025-11-02T07:00:00Z 2025-11-02T08:00:00Z
          30 1 2 11 *  | America/New_York | 2025-11-02T05:30:00Z | 2026-11-02T06:30:00Z
          """)
  void aFixedHourInsideAnOverlapFiresInItsFirstPassOnly(
      String text, String zone, Instant after, String expected) {
    assertNext(text, zone, after, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 */2 * * * | America/New_York | 2025-03-09T06:00:00Z | 2025-03-09T08:30:00Z 2025-03-09T10:30:00Z
          */30 * * * * | America/New_York | 2025-03-09T06:30:00Z | 2025-03-09T07:00:00Z 2025-03-09T07:30:00Z
          0 * * * *    | Pacific/Apia     | 2011-12-30T09:00:00Z | 2011-12-30T10:00:00Z 2011-12-30T11:00:00Z
          """)
  void whoeverIsNotFixedHasNothingInAGap(String text, String zone, Instant after, String expected) {
    assertNext(text, zone, after, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 * * * * | America/New_York | 2025-11-02T05:00:00Z | 2025-11-02T05:30:00Z 2025-11-02T06:30:00Z 2025-11-02T07:30:00Z
          30 ? * * * | America/New_York | 2025-11-02T05:00:00Z | 2025-11-02T05:30:00Z 2025-11-02T06:30:00Z 2025-11-02T07:30:00Z
          @hourly    | America/New_York | 2025-11-02T05:00:00Z | 2025-11-02T06:00:00Z 2025-11-02T07:00:00Z
          """)
  void whoeverIsNotFixedFiresInBothPassesOfAnOverlap(
      String text, String zone, Instant after, String expected) {
    assertNext(text, zone, after, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 2/24 * * *   | America/New_York | 2025-03-08T12:00:00Z | 2025-03-10T06:30:00Z
          30 2,*/12 * * * | America/New_York | 2025-03-09T06:00:00Z | 2025-03-09T16:30:00Z
          0 1-1/1 * * *   | America/New_York | 2025-11-02T04:00:00Z | 2025-11-02T05:00:00Z 2025-11-02T06:00:00Z 2025-11-03T06:00:00Z
          */30 23/1 5 4 * | America/Santiago | 2025-04-06T02:30:00Z | 2025-04-06T03:00:00Z 2025-04-06T03:30:00Z
          """)
  void aStepInTheHourFieldMakesAScheduleFollowRealTime(
      String text, String zone, Instant after, String expected) {
    assertNext(text, zone, after, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          @daily      | America/Santiago | 2025-09-06T12:00:00Z | 2025-09-07T04:00:00Z 2025-09-08T03:00:00Z
          0 */6 * * * | America/Santiago | 2025-09-06T23:00:00Z | 2025-09-07T09:00:00Z
          0 0 * * *   | Africa/Cairo     | 2025-04-24T00:00:00Z | 2025-04-24T22:00:00Z 2025-04-25T21:00:00Z
          0 0 * * 5   | Africa/Cairo     | 2025-04-24T00:00:00Z | 2025-04-24T22:00:00Z 2025-05-01T21:00:00Z
          @daily      | America/Asuncion | 2023-09-30T12:00:00Z | 2023-10-01T04:00:00Z 2023-10-02T03:00:00Z
          0 0 * * *   | America/Havana   | 2025-03-08T12:00:00Z | 2025-03-09T05:00:00Z 2025-03-10T04:00:00Z
          0 0 1 * *   | America/Asuncion | 2023-09-10T12:00:00Z | 2023-10-01T04:00:00Z 2023-11-01T03:00:00Z
          """)
  void aGapAtMidnightMovesTheSlotsOfTheDateToItsEnd(
      String text, String zone, Instant after, String expected) {
    assertNext(text, zone, after, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 23 * * * | America/Santiago | 2025-04-05T12:00:00Z | 2025-04-06T02:30:00Z 2025-04-07T03:30:00Z
          @daily      | America/Santiago | 2025-04-06T00:00:00Z | 2025-04-06T04:00:00Z 2025-04-07T04:00:00Z
          30 23 5 4 * | America/Santiago | 2025-04-06T02:30:00Z | 2026-04-06T03:30:00Z
          30 23 * * * | America/St_Johns | 2010-11-06T12:00:00Z | 2010-11-07T02:00:00Z 2010-11-08T03:00:00Z
          0 0 * * *   | America/St_Johns | 2010-11-06T12:00:00Z | 2010-11-07T02:30:00Z 2010-11-08T03:30:00Z
          0 * * * *   | America/St_Johns | 2010-11-07T01:30:00Z | 2010-11-07T02:30:00Z 2010-11-07T03:30:00Z
          0 0 * * *   | America/Havana   | 2025-11-01T12:00:00Z | 2025-11-02T04:00:00Z 2025-11-03T05:00:00Z
          30 * * * *  | America/Havana   | 2025-11-02T04:00:00Z | 2025-11-02T04:30:00Z 2025-11-02T05:30:00Z
          """)
  void anOverlapAroundMidnightCountsOnItsFirstDate(
      String text, String zone, Instant after, String expected) {
    assertNext(text, zone, after, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          15 2 * * *   | Australia/Lord_Howe | 2025-10-04T12:00:00Z | 2025-10-04T15:30:00Z 2025-10-05T15:15:00Z
          */15 * * * * | Australia/Lord_Howe | 2025-10-04T15:00:00Z | 2025-10-04T15:15:00Z 2025-10-04T15:30:00Z
          45 1 * * *   | Australia/Lord_Howe | 2025-04-05T12:00:00Z | 2025-04-05T14:45:00Z 2025-04-06T15:15:00Z
          45 * * * *   | Australia/Lord_Howe | 2025-04-05T14:00:00Z | 2025-04-05T14:45:00Z 2025-04-05T15:15:00Z 2025-04-05T16:15:00Z
          0 0 29 2 *   | Australia/Lord_Howe | 2096-03-01T00:00:00Z | 2104-02-28T13:00:00Z
          """)
  void aShiftOfHalfAnHourSkipsAndRepeatsHalfAnHour(
      String text, String zone, Instant after, String expected) {
    assertNext(text, zone, after, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 3 * * *  | Pacific/Chatham  | 2025-09-27T10:00:00Z | 2025-09-27T14:00:00Z 2025-09-28T13:15:00Z
          0 3 * * *  | Pacific/Chatham  | 2025-04-05T10:00:00Z | 2025-04-05T13:15:00Z 2025-04-06T14:15:00Z
          30 0 * * * | America/St_Johns | 2010-03-13T12:00:00Z | 2010-03-14T03:31:00Z 2010-03-15T03:00:00Z
          0 0 * * *  | America/St_Johns | 2010-03-13T12:00:00Z | 2010-03-14T03:30:00Z 2010-03-15T02:30:00Z
          """)
  void aTransitionOffTheHourMovesSlotsToItsVeryEnd(
      String text, String zone, Instant after, String expected) {
    assertNext(text, zone, after, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 12 * * *      | Pacific/Apia | 2011-12-29T23:00:00Z | 2011-12-30T10:00:00Z 2011-12-30T22:00:00Z
          0 12 30 12 *    | Pacific/Apia | 2011-12-01T00:00:00Z | 2011-12-30T10:00:00Z 2012-12-29T22:00:00Z
          0 12/24 30 12 * | Pacific/Apia | 2011-12-01T00:00:00Z | 2012-12-29T22:00:00Z
          """)
  void aDayThatWasLeftOutHasOneSlotAtItsEndIfTheHourIsFixed(
      String text, String zone, Instant after, String expected) {
    assertNext(text, zone, after, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          @every 12h | America/New_York | 2025-03-09T06:00:00Z | 2025-03-09T18:00:00Z 2025-03-10T06:00:00Z
          @every 90m | Europe/Berlin    | 2025-10-26T00:00:00Z | 2025-10-26T01:30:00Z 2025-10-26T03:00:00Z
          """)
  void everyFollowsRealTime(String text, String zone, Instant after, String expected) {
    assertNext(text, zone, after, expected);
  }

  @Test
  void everyNightInTheReadmeHasItsTestHere() throws IOException {
    String readme =
        Files.readString(Path.of(System.getProperty("basedir", "."), "..", "README.md"));
    Set<String> named =
        Pattern.compile("\\| `(\\w+)` \\|\\R")
            .matcher(readme)
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(named).hasSizeGreaterThanOrEqualTo(12);
    assertThat(DaylightSavingTest.class.getDeclaredMethods())
        .filteredOn(method -> method.isAnnotationPresent(ParameterizedTest.class))
        .extracting(Method::getName)
        .containsAll(named);
  }

  private static void assertNext(String text, String zone, Instant after, String expected) {
    SlotTimes slots = CronSchedule.parse(text, zone).slots(after, Duration.ZERO);

    Instant previous = after;
    List<Instant> instants = Stream.of(expected.split(" ")).map(Instant::parse).toList();
    for (Instant slot : instants) {
      assertThat(slots.next(previous)).contains(slot);
      assertThat(slots.latest(slot)).contains(slot);
      assertThat(slots.latest(slot.minusSeconds(1)))
          .satisfiesAnyOf(
              before -> assertThat(before).isEmpty(),
              before -> assertThat(before.orElseThrow()).isBeforeOrEqualTo(after),
              before -> assertThat(before.orElseThrow()).isIn(instants));
      previous = slot;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 1 2 11 *      | America/New_York    | 2025-11-02T06:10:00Z | 2025-11-02T05:30:00Z
          30 1-1/1 2 11 *  | America/New_York    | 2025-11-02T06:10:00Z | 2025-11-02T05:30:00Z
          30 1-1/1 2 11 *  | America/New_York    | 2025-11-02T06:30:00Z | 2025-11-02T06:30:00Z
          45 1 6 4 *       | Australia/Lord_Howe | 2025-04-05T15:05:00Z | 2025-04-05T14:45:00Z
          30 2 9 3 *       | America/New_York    | 2025-03-09T07:10:00Z | 2025-03-09T07:00:00Z
          """)
  void theLatestSlotOfARareDateIsFoundAcrossATransition(
      String text, String zone, Instant until, Instant expected) {
    assertThat(CronSchedule.parse(text, zone).slots(until, Duration.ZERO).latest(until))
        .contains(expected);
  }
}
