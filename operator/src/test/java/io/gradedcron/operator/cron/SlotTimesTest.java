package io.gradedcron.operator.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotTimesTest {

  private static final Instant CREATION = Instant.parse("2026-01-01T00:00:10Z");
  private static final Duration YEARS = Duration.ofDays(30 * 365);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          * * * * *        | 2026-01-01T00:00:00Z    | 2026-01-01T00:01:00Z 2026-01-01T00:02:00Z
          * * * * *        | 2026-01-01T00:00:59.999Z | 2026-01-01T00:01:00Z
          */20 * * * *     | 2026-12-31T23:30:00Z    | 2026-12-31T23:40:00Z 2027-01-01T00:00:00Z
          10/20 * * * *    | 2026-01-01T00:00:00Z    | 2026-01-01T00:10:00Z 2026-01-01T00:30:00Z 2026-01-01T00:50:00Z 2026-01-01T01:10:00Z
          */40 * * * *     | 2026-01-01T00:00:00Z    | 2026-01-01T00:40:00Z 2026-01-01T01:00:00Z
          0 9-17/4 * * *   | 2026-01-01T00:00:00Z    | 2026-01-01T09:00:00Z 2026-01-01T13:00:00Z 2026-01-01T17:00:00Z 2026-01-02T09:00:00Z
          */15 * * * * *   | 2026-01-01T00:00:29Z    | 2026-01-01T00:00:30Z 2026-01-01T00:00:45Z 2026-01-01T00:01:00Z
          30 59 23 31 12 * | 2026-01-01T00:00:00Z    | 2026-12-31T23:59:30Z 2027-12-31T23:59:30Z
          0 0 * * 0        | 2026-01-01T00:00:00Z    | 2026-01-04T00:00:00Z 2026-01-11T00:00:00Z
          0 0 * * 7        | 2026-01-01T00:00:00Z    | 2026-01-04T00:00:00Z 2026-01-11T00:00:00Z
          0 0 * * 5-7      | 2026-01-01T00:00:00Z    | 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z 2026-01-04T00:00:00Z 2026-01-09T00:00:00Z
          0 0 * * 3-7/2    | 2026-01-01T00:00:00Z    | 2026-01-02T00:00:00Z 2026-01-04T00:00:00Z 2026-01-07T00:00:00Z
          0 0 * * 1/2      | 2026-01-01T00:00:00Z    | 2026-01-02T00:00:00Z 2026-01-05T00:00:00Z 2026-01-07T00:00:00Z
          0 0 13 * 5       | 2026-01-08T00:00:00Z    | 2026-01-09T00:00:00Z 2026-01-13T00:00:00Z 2026-01-16T00:00:00Z
          0 0 13 * *       | 2026-01-08T00:00:00Z    | 2026-01-13T00:00:00Z 2026-02-13T00:00:00Z
          0 0 13 * */1     | 2026-01-08T00:00:00Z    | 2026-01-13T00:00:00Z 2026-02-13T00:00:00Z
          0 0 13 * ?,1     | 2026-01-08T00:00:00Z    | 2026-01-13T00:00:00Z 2026-02-13T00:00:00Z
          0 0 13 * 0-6     | 2026-01-08T00:00:00Z    | 2026-01-09T00:00:00Z 2026-01-10T00:00:00Z
          0 0 */2 * 5      | 2026-01-01T00:00:00Z    | 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z 2026-01-05T00:00:00Z
          0 0 1-31 * 1     | 2026-01-01T00:00:00Z    | 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z
          0 0 31 * *       | 2026-01-31T00:00:00Z    | 2026-03-31T00:00:00Z 2026-05-31T00:00:00Z
          0 0 29 2 *       | 2026-01-01T00:00:00Z    | 2028-02-29T00:00:00Z 2032-02-29T00:00:00Z
          0 0 29 2 *       | 2096-02-29T00:00:00Z    | 2104-02-29T00:00:00Z
          0 0 29 2 *       | 1896-02-29T00:00:00Z    | 1904-02-29T00:00:00Z
          @hourly          | 2026-01-01T00:30:00Z    | 2026-01-01T01:00:00Z 2026-01-01T02:00:00Z
          @daily           | 2026-01-01T00:30:00Z    | 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z
          @midnight        | 2026-01-01T00:30:00Z    | 2026-01-02T00:00:00Z 2026-01-03T00:00:00Z
          @weekly          | 2026-01-01T00:30:00Z    | 2026-01-04T00:00:00Z 2026-01-11T00:00:00Z
          @monthly         | 2026-01-01T00:30:00Z    | 2026-02-01T00:00:00Z 2026-03-01T00:00:00Z
          @yearly          | 2026-01-01T00:30:00Z    | 2027-01-01T00:00:00Z 2028-01-01T00:00:00Z
          @annually        | 2026-01-01T00:30:00Z    | 2027-01-01T00:00:00Z 2028-01-01T00:00:00Z
          @every 90s       | 2026-01-01T00:00:10Z    | 2026-01-01T00:01:40Z 2026-01-01T00:03:10Z
          @every 90s       | 2025-06-01T00:00:00Z    | 2026-01-01T00:01:40Z 2026-01-01T00:03:10Z
          @every 1.999s    | 2026-01-01T00:00:10Z    | 2026-01-01T00:00:11Z 2026-01-01T00:00:12Z
          @every 20ms      | 2026-01-01T00:00:10.5Z  | 2026-01-01T00:00:11Z 2026-01-01T00:00:12Z
          """)
  void theNextSlotsAre(String text, Instant after, String expected) {
    SlotTimes slots = slots(text, "UTC", Duration.ZERO);

    List<Instant> instants = Stream.of(expected.split(" ")).map(Instant::parse).toList();
    assertThat(walk(slots, after, instants.size())).isEqualTo(instants);
    assertThat(walkBack(slots, instants.get(instants.size() - 1), instants.size()))
        .isEqualTo(instants);
  }

  @Test
  void spreadShiftsEverySlot() {
    Duration shift = Duration.ofSeconds(125);
    SlotTimes slots = slots("0 * * * *", "UTC", shift);
    Instant due = Instant.parse("2026-01-01T05:02:05Z");

    assertThat(slots.next(Instant.parse("2026-01-01T05:00:00Z"))).contains(due);
    assertThat(slots.next(due.minusNanos(1))).contains(due);
    assertThat(slots.next(due)).contains(due.plusSeconds(3600));
    assertThat(slots.latest(due)).contains(due);
    assertThat(slots.latest(due.minusNanos(1))).contains(due.minusSeconds(3600));
    assertThat(slots.count(due.minusSeconds(1), due, 10)).isEqualTo(1);
    assertThat(slots.count(due, due.plusSeconds(3600), 10)).isEqualTo(1);
    assertThat(slots.count(due, due.plusSeconds(3599), 10)).isZero();
    assertThat(slots("@every 1m", "UTC", shift).next(CREATION))
        .contains(CREATION.plusSeconds(60 + 125));
  }

  @Test
  void aShiftThatIsNegativeOrFractionalIsRefused() {
    CronSchedule schedule = CronSchedule.parse("@daily", null);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> schedule.slots(CREATION, Duration.ofSeconds(-1)))
        .withMessage("shift: PT-1S is not a number of whole seconds from 0 to a day's");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schedule.slots(CREATION, Duration.ofMillis(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schedule.slots(CREATION, Duration.ofDays(1).plusSeconds(1)));
  }

  @Test
  void aShiftOfAWholeDayIsTaken() {
    assertThat(slots("0 0 1 1 *", "UTC", Duration.ofDays(1)).next(CREATION))
        .contains(Instant.parse("2026-01-02T00:00:00Z"));
  }

  @Test
  void everyHasNoSlotAtOrBeforeCreation() {
    SlotTimes slots = slots("@every 1h", "UTC", Duration.ZERO);

    assertThat(slots.latest(CREATION)).isEmpty();
    assertThat(slots.latest(CREATION.plusSeconds(3599))).isEmpty();
    assertThat(slots.latest(CREATION.plusSeconds(3600))).contains(CREATION.plusSeconds(3600));
    assertThat(slots.latest(CREATION.plusSeconds(YEARS.toSeconds() + 1)))
        .contains(CREATION.plusSeconds(YEARS.toSeconds()));
    assertThat(slots.count(Instant.EPOCH, CREATION.plusSeconds(7200), 10)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/10 * * * * *", "@every 10s"})
  void countGoesUpToItsLimit(String text) {
    SlotTimes slots = slots(text, "UTC", Duration.ZERO);
    Instant from = CREATION;

    assertThat(slots.count(from, from.plusSeconds(100), 1_000)).isEqualTo(10);
    assertThat(slots.count(from, from.plusSeconds(99), 1_000)).isEqualTo(9);
    assertThat(slots.count(from, from.plusSeconds(1_000_000), 70)).isEqualTo(70);
    assertThat(slots.count(from, from, 70)).isZero();
    assertThat(slots.count(from.plusSeconds(50), from, 70)).isZero();
    assertThat(slots.count(from, from.plusSeconds(100), 0)).isZero();
    assertThat(slots.count(from, from.plusSeconds(100), -1)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10,20,30 0 * * * *", "@every 10s"})
  void aSlotAtWhichTheCountBeginsIsNotCountedAndOneAtWhichItEndsIs(String text) {
    SlotTimes slots = slots(text, "UTC", Duration.ZERO);
    Instant slot = CREATION.plusSeconds(10);

    assertThat(slots.count(slot.minusSeconds(1), slot.plusSeconds(10), 9)).isEqualTo(2);
    assertThat(slots.count(slot, slot.plusSeconds(10), 9)).isEqualTo(1);
    assertThat(slots.count(slot, slot.plusSeconds(9), 9)).isZero();
  }

  @Test
  void theLatestSlotIsFoundAcrossAnyDistance() {
    assertThat(
            slots("0 0 29 2 *", "UTC", Duration.ZERO).latest(Instant.parse("2104-02-28T23:59:59Z")))
        .contains(Instant.parse("2096-02-29T00:00:00Z"));
    assertThat(
            slots("0 12 29 2 *", "America/New_York", Duration.ZERO)
                .latest(Instant.parse("2025-06-01T00:00:00Z")))
        .contains(Instant.parse("2024-02-29T17:00:00Z"));
  }

  @Test
  void theLatestSlotIsFoundWithoutCountingThoseBefore() {
    // Counting 250 billion seconds would take hours; the limit only keeps the test from hanging.
    for (String text : List.of("* * * * * *", "*/7 * * * * *", "@every 1s")) {
      SlotTimes slots = slots(text, "America/New_York", Duration.ZERO);
      Instant far = Instant.parse("9999-06-01T12:00:00Z");
      assertThat(
              assertTimeoutPreemptively(
                  Duration.ofSeconds(20), () -> slots.latest(far).orElseThrow()))
          .isBetween(far.minusSeconds(6), far);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"* * * * * *", "0 0 1 1 *", "0 0 29 2 *", "30 2 * * 0", "@every 1h", "0 0 30 2 *"})
  void slotsEndWithTheYearsThatTheApiCanWrite(String text) {
    for (String zone : List.of("UTC", "America/New_York", "Pacific/Kiritimati")) {
      SlotTimes slots = slots(text, zone, Duration.ofHours(1));
      for (Instant far : List.of(Instant.MAX, Instant.parse("+10000-01-01T02:00:00Z"))) {
        assertThat(slots.next(far)).isEmpty();
        slots
            .latest(far)
            .ifPresent(last -> assertThat(last).isAfter(Instant.parse("9990-01-01T00:00:00Z")));
      }
      for (Instant early : List.of(Instant.MIN, Instant.parse("0000-12-31T00:00:00Z"))) {
        assertThat(slots.latest(early)).isEmpty();
        slots
            .next(early)
            .ifPresent(first -> assertThat(first).isBefore(Instant.parse("2026-01-02T00:00:00Z")));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"* * * * * *", "59 59 23 31 12 *", "@every 1s"})
  void theLastSecondOfTheLastYearIsStillASlot(String text) {
    Instant last = Instant.parse("9999-12-31T23:59:59Z");
    SlotTimes slots = slots(text, "UTC", Duration.ZERO);

    assertThat(slots.next(last.minusSeconds(1))).contains(last);
    assertThat(slots.latest(Instant.MAX)).contains(last);
    assertThat(slots.count(last.minusSeconds(1), last, 9)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"* * * * * *", "0 0 1 1 *"})
  void theFirstSecondOfTheFirstYearIsASlotAlready(String text) {
    Instant first = Instant.parse("0001-01-01T00:00:00Z");
    SlotTimes slots = slots(text, "UTC", Duration.ZERO);

    assertThat(slots.latest(first)).contains(first);
    assertThat(slots.next(Instant.MIN)).contains(first);
  }

  private static SlotTimes slots(String text, String zone, Duration shift) {
    return CronSchedule.parse(text, zone).slots(CREATION, shift);
  }

  private static List<Instant> walk(SlotTimes slots, Instant after, int steps) {
    List<Instant> found = new ArrayList<>();
    Optional<Instant> slot = slots.next(after);
    while (slot.isPresent() && found.size() < steps) {
      found.add(slot.get());
      slot = slots.next(slot.get());
    }
    return found;
  }

  private static List<Instant> walkBack(SlotTimes slots, Instant until, int steps) {
    List<Instant> found = new ArrayList<>();
    Optional<Instant> slot = slots.latest(until);
    while (slot.isPresent() && found.size() < steps) {
      found.add(0, slot.get());
      slot = slots.latest(slot.get().minusNanos(1));
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 * * * *  | 2026-01-01T00:20:00Z     | 00:00 | 00:20 01:00 02:00
          0 * * * *  | 2026-01-01T00:20:00.999Z | 00:00 | 00:20 01:00 02:00
          0 * * * *  | 2026-01-01T01:00:00Z     | 00:00 | 01:00 02:00
          0 * * * *  | 2025-12-31T23:20:00Z     | 00:00 | 01:00 02:00
          0 * * * *  | 2026-01-01T02:30:00Z     | 00:00 | 01:00 02:00 02:30
          0 0 30 2 * | 2026-01-01T00:20:00Z     | 00:00 | 00:20
          """)
  void aSlotThatIsAddedComesInItsOrderAndOnce(
      String text, Instant extra, String after, String expected) {
    SlotTimes times =
        CronSchedule.parse(text, "UTC").slots(CREATION, Duration.ZERO).with(Optional.of(extra));

    Instant from = at(after);
    Instant until = at("02:59");
    List<Instant> slots = times.next(from, 20).stream().filter(s -> !s.isAfter(until)).toList();
    assertThat(slots)
        .containsExactlyElementsOf(Stream.of(expected.split(" ")).map(this::at).toList());
    assertThat(times.count(from, until, 100)).isEqualTo(slots.size());
    assertThat(times.latest(until)).contains(slots.get(slots.size() - 1));
    assertThat(times.latest(slots.get(0).minusNanos(1)).filter(from::isBefore)).isEmpty();
  }

  private Instant at(String time) {
    return Instant.parse("2026-01-01T" + time + ":00Z");
  }

  @Test
  void aSlotThatIsAddedIsNotShiftedAndTheNextTakesItsPlace() {
    Instant extra = at("00:20");
    SlotTimes shifted =
        CronSchedule.parse("0 * * * *", "UTC").slots(CREATION, Duration.ofSeconds(7));

    SlotTimes once = shifted.with(Optional.of(extra));
    SlotTimes twice = once.with(Optional.of(extra.plusSeconds(60)));

    assertThat(once.extra()).contains(extra);
    assertThat(once.next(at("00:10"), 2)).containsExactly(extra, at("01:00").plusSeconds(7));
    assertThat(twice.next(at("00:10"), 2))
        .containsExactly(extra.plusSeconds(60), at("01:00").plusSeconds(7));
    assertThat(twice.with(Optional.empty()).next(at("00:10"), 1))
        .containsExactly(at("01:00").plusSeconds(7));
    assertThat(shifted.extra()).isEmpty();
  }

  @Test
  void anInstantThatTheApiCannotWriteIsNotAdded() {
    SlotTimes times = CronSchedule.parse("0 * * * *", "UTC").slots(CREATION, Duration.ZERO);

    assertThat(times.with(Optional.of(Instant.MAX)).extra()).isEmpty();
    assertThat(times.with(Optional.of(Instant.MIN)).extra()).isEmpty();
  }

  @Test
  void aCountEndsAtItsLimitWithOrWithoutWhatIsAdded() {
    SlotTimes times =
        CronSchedule.parse("0 * * * *", "UTC")
            .slots(CREATION, Duration.ZERO)
            .with(Optional.of(at("00:20")));

    assertThat(times.count(at("00:00"), at("02:30"), 2)).isEqualTo(2);
    assertThat(times.count(at("00:00"), at("02:30"), 3)).isEqualTo(3);
    assertThat(times.count(at("00:00"), at("02:30"), 0)).isZero();
  }
}
