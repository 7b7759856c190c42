package io.gradedcron.operator.cron;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Random schedules, zones and instants against {@link NaiveCron}; a run is its seed. */
class RandomSlotsTest {

  private static final long SEED = Long.getLong("gradedcron.seed", 20_260_101L);

  private static final List<String> ZONES =
      ZoneId.getAvailableZoneIds().stream()
          .filter(zone -> !zone.startsWith("SystemV/"))
          .sorted()
          .toList();

  private static final int[] MIN = {0, 0, 0, 1, 1, 0};
  private static final int[] MAX = {59, 59, 23, 31, 12, 7};

  private final Random random = new Random(SEED);

  @BeforeEach
  void publishTheSeed(TestReporter reporter) {
    reporter.publishEntry("gradedcron.seed", Long.toString(SEED));
  }

  @Test
  void minutesOfDaysAroundTransitionsAreThoseOfTheModel() {
    for (int i = 0; i < 1_500; i++) {
      String zone = anyOf(ZONES);
      Instant after = aroundATransition(zone).minusSeconds(random.nextInt(30 * 3600));
      String fields = fields();
      compare(i, fields, "0 " + fields, zone, after, after.plusSeconds(50 * 3600), 60);
    }
  }

  @Test
  void secondsOfHoursAroundTransitionsAreThoseOfTheModel() {
    for (int i = 0; i < 150; i++) {
      String zone = anyOf(ZONES);
      Instant after = aroundATransition(zone).minusSeconds(random.nextInt(3 * 3600));
      String fields = field(0) + " " + fields();
      compare(i, fields, fields, zone, after, after.plusSeconds(6 * 3600), 1);
    }
  }

  @Test
  void datesOfManyYearsAreThoseOfTheModel() {
    for (int i = 0; i < 300; i++) {
      String fields = "30 12 " + field(3) + " " + field(4) + " " + field(5);
      NaiveCron model = new NaiveCron("0 " + fields, "UTC");
      SlotTimes slots = CronSchedule.parse(fields, "UTC").slots(Instant.EPOCH, Duration.ZERO);
      LocalDate first = LocalDate.of(1890 + random.nextInt(230), 1 + random.nextInt(12), 1);
      LocalDate end = first.plusYears(9);
      String description = description(i, fields, "UTC", first);
      Instant previous = noon(first).minusSeconds(1);
      for (LocalDate date = first; date.isBefore(end); date = date.plusDays(1)) {
        if (model.matches(date)) {
          Instant slot = noon(date);
          assertThat(slots.next(previous)).as(description).contains(slot);
          if (date.getDayOfMonth() % 7 == 0) {
            assertThat(slots.latest(slot.plusSeconds(random.nextInt(86_400))))
                .as(description)
                .contains(slot);
          }
          previous = slot;
        }
      }
      assertThat(slots.next(previous).map(slot -> slot.isBefore(noon(end))).orElse(false))
          .as(description)
          .isFalse();
    }
  }

  @Test
  void latestInvertsNextEverywhere() {
    for (int i = 0; i < 10_000; i++) {
      String zone = anyOf(ZONES);
      String fields = random.nextInt(5) == 0 ? field(0) + " " + fields() : fields();
      Instant after =
          random.nextBoolean()
              ? Instant.ofEpochSecond(random.nextLong(-10_000_000_000L, 100_000_000_000L))
              : aroundATransition(zone).minusSeconds(random.nextInt(30 * 3600));
      String description = description(i, fields, zone, after);
      SlotTimes slots =
          CronSchedule.parse(fields, zone)
              .slots(Instant.EPOCH, Duration.ofSeconds(random.nextInt(3601)));
      Optional<Instant> next = slots.next(after);
      if (next.isEmpty()) {
        continue;
      }
      Instant slot = next.get();
      assertThat(slot).as(description).isAfter(after);
      assertThat(slots.latest(slot)).as(description).contains(slot);
      Optional<Instant> latest = slots.latest(slot.minusNanos(1));
      if (latest.isPresent()) {
        assertThat(latest.get()).as(description).isBeforeOrEqualTo(after);
        assertThat(slots.next(latest.get())).as(description).contains(slot);
      }
      assertThat(slots.count(after, slot, 10)).as(description).isEqualTo(1);
    }
  }

  private void compare(
      int i, String text, String sixFields, String zone, Instant after, Instant until, int step) {
    String description = description(i, text, zone, after);
    NavigableSet<Instant> expected = new NaiveCron(sixFields, zone).slots(after, until, step);
    SlotTimes slots = CronSchedule.parse(text, zone).slots(Instant.EPOCH, Duration.ZERO);
    NavigableSet<Instant> found = new TreeSet<>();
    Optional<Instant> slot = slots.next(after);
    while (slot.isPresent() && !slot.get().isAfter(until)) {
      found.add(slot.get());
      slot = slots.next(slot.get());
    }
    assertThat(found).as(description).isEqualTo(expected);
    assertThat(slots.count(after, until, 1_000_000)).as(description).isEqualTo(expected.size());
    for (int k = 0; k < 20; k++) {
      Instant instant =
          after.plusSeconds(
              1 + random.nextInt((int) (until.getEpochSecond() - after.getEpochSecond())));
      Instant newest = expected.floor(instant);
      Optional<Instant> latest = slots.latest(instant);
      if (newest == null) {
        assertThat(latest.filter(after::isBefore)).as(description).isEmpty();
      } else {
        assertThat(latest).as(description).contains(newest);
      }
    }
  }

  /** A transition of the zone from 1973 on (earlier ones need not lie on a minute), or any time. */
  private Instant aroundATransition(String zone) {
    Instant from = Instant.ofEpochSecond(random.nextLong(94_694_400L, 5_000_000_000L));
    ZoneOffsetTransition transition = ZoneId.of(zone).getRules().nextTransition(from);
    if (transition == null) {
      transition = ZoneId.of(zone).getRules().previousTransition(from);
    }
    return transition == null || transition.getInstant().getEpochSecond() < 94_694_400L
        ? from
        : transition.getInstant();
  }

  private String fields() {
    String hours =
        random.nextBoolean()
            ? field(2)
            : anyOf(List.of("0", "1", "2", "23", "0-3", "1,2", "0,23", "*", "?", "*/2", "1-3/1"));
    boolean everyDay = random.nextInt(3) > 0;
    return field(1)
        + " "
        + hours
        + " "
        + (everyDay ? "*" : field(3))
        + " "
        + (random.nextInt(3) > 0 ? "*" : field(4))
        + " "
        + (everyDay ? "*" : field(5));
  }

  private String field(int field) {
    StringBuilder list = new StringBuilder(item(field));
    while (random.nextInt(4) == 0) {
      list.append(',').append(item(field));
    }
    return list.toString();
  }

  private String item(int field) {
    int a = MIN[field] + random.nextInt(MAX[field] - MIN[field] + 1);
    int b = MIN[field] + random.nextInt(MAX[field] - MIN[field] + 1);
    String item =
        switch (random.nextInt(5)) {
          case 0 -> anyOf(List.of("*", "?"));
          case 1, 2 -> Integer.toString(a);
          default -> Math.min(a, b) + "-" + Math.max(a, b);
        };
    return random.nextInt(3) == 0
        ? item + "/" + anyOf(List.of("1", "2", "3", "7", "15", "31", "100"))
        : item;
  }

  private <T> T anyOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static Instant noon(LocalDate date) {
    return date.atTime(12, 30).toInstant(ZoneOffset.UTC);
  }

  private static String description(int i, String text, String zone, Object from) {
    return "seed %d, case %d: %s in %s from %s".formatted(SEED, i, text, zone, from);
  }
}
