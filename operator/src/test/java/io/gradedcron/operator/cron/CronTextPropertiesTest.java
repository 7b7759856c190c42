package io.gradedcron.operator.cron;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds for every text, zone and instant, however wrong or remote. */
class CronTextPropertiesTest {

  private static final List<String> ZONES =
      Stream.concat(
              ZoneId.getAvailableZoneIds().stream().filter(name -> !name.startsWith("SystemV/")),
              Stream.of("EST", "ROC", "Factory"))
          .sorted()
          .toList();

  @Property(tries = 5_000)
  void anArbitraryTextIsTakenOrRefusedInOneLine(@ForAll String text, @ForAll String zone) {
    takenOrRefused(text, zone);
    takenOrRefused(text, "UTC");
    takenOrRefused("@every " + text, "UTC");
    takenOrRefused("@daily", zone);
  }

  @Property(tries = 20_000)
  void aNearlyValidTextIsTakenOrRefusedInOneLine(@ForAll("nearlyValid") String text) {
    takenOrRefused(text, "Europe/Berlin");
  }

  @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
  void whateverIsTakenHasSlotsThatEndAndGoForward(
      @ForAll("taken") String text,
      @ForAll("zones") String zone,
      @ForAll("instants") Instant after,
      @ForAll("shifts") Duration shift) {
    CronSchedule schedule = CronSchedule.parse(text, zone);
    SlotTimes slots = schedule.slots(after, shift);

    Instant from = after;
    for (int i = 0; i < 4; i++) {
      Optional<Instant> next = slots.next(from);
      if (next.isEmpty()) {
        assertThat(slots.count(from, Instant.MAX, 10)).isZero();
        return;
      }
      Instant slot = next.get();
      assertThat(schedule.everDue()).isTrue();
      assertThat(slot).isAfter(from);
      assertThat(slot.getNano()).isZero();
      assertThat(slots.count(from, slot, 10)).isOne();
      assertThat(slots.count(from, slot.minusSeconds(1), 10)).isZero();
      assertThat(slots.latest(slot)).contains(slot);
      Optional<Instant> before = slots.latest(slot.minusNanos(1));
      assertThat(before.filter(from::isBefore)).isEmpty();
      before.ifPresent(earlier -> assertThat(slots.next(earlier)).contains(slot));
      from = slot;
    }
  }

  @Property(tries = 5_000, edgeCases = EdgeCasesMode.NONE)
  void aLaterInstantNeverHasAnEarlierSlot(
      @ForAll("taken") String text,
      @ForAll("zones") String zone,
      @ForAll("instants") Instant one,
      @ForAll("instants") Instant other) {
    SlotTimes slots = CronSchedule.parse(text, zone).slots(Instant.EPOCH, Duration.ZERO);
    Instant earlier = one.isBefore(other) ? one : other;
    Instant later = one.isBefore(other) ? other : one;

    Optional<Instant> afterLater = slots.next(later);
    afterLater.ifPresent(
        slot -> assertThat(slots.next(earlier).orElseThrow()).isBeforeOrEqualTo(slot));
    Optional<Instant> untilEarlier = slots.latest(earlier);
    untilEarlier.ifPresent(
        slot -> assertThat(slots.latest(later).orElseThrow()).isAfterOrEqualTo(slot));
    assertThat(slots.count(earlier, later, 50)).isBetween(0L, 50L);
    assertThat(slots.count(later, earlier, 50)).isZero();
  }

  @Provide
  Arbitrary<String> taken() {
    return nearlyValid().filter(text -> takenOrRefused(text, "UTC").isPresent());
  }

  /** Texts of fields, macros and durations, mostly whole, now and then with a letter too many. */
  @Provide
  Arbitrary<String> nearlyValid() {
    Arbitrary<String> fields =
        Arbitraries.frequencyOf(
                Tuple.of(8, field().list().ofSize(5)),
                Tuple.of(4, field().list().ofSize(6)),
                Tuple.of(1, field().list().ofMaxSize(8)))
            .map(list -> String.join(" ", list));
    Arbitrary<String> macros =
        Arbitraries.of("@hourly", "@daily", "@weekly", "@monthly", "@yearly", "@every ", "@");
    Arbitrary<String> every =
        Combinators.combine(
                Arbitraries.of("", "", "-", "+"),
                Arbitraries.longs().greaterOrEqual(0),
                Arbitraries.of("", ".5", "."),
                Arbitraries.of("h", "m", "s", "ms", "us", "ns", "d", ""))
            .as((sign, number, fraction, unit) -> "@every " + sign + number + fraction + unit);
    return Arbitraries.oneOf(fields, fields, fields, fields, macros, every);
  }

  private static Arbitrary<String> field() {
    Arbitrary<String> number =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 6).map(String::valueOf),
            Arbitraries.integers().between(0, 62).map(String::valueOf));
    Arbitrary<String> value =
        Arbitraries.frequencyOf(
            Tuple.of(12, number),
            Tuple.of(1, Arbitraries.of("MON", "sun", "jan", "Dec", "x", "", "L")));
    Arbitrary<String> range =
        Combinators.combine(value, number).as((low, high) -> low + "-" + high);
    Arbitrary<String> base =
        Arbitraries.oneOf(Arbitraries.of("*", "?", "*"), value, range, Arbitraries.of("*", "1"));
    Arbitrary<String> item =
        Arbitraries.oneOf(
            base, base, Combinators.combine(base, number).as((left, step) -> left + "/" + step));
    return item.list().ofMinSize(1).ofMaxSize(3).map(items -> String.join(",", items));
  }

  @Provide
  Arbitrary<String> zones() {
    return Arbitraries.of(ZONES);
  }

  @Provide
  Arbitrary<Instant> instants() {
    return Arbitraries.oneOf(
        Arbitraries.of(Instant.MIN, Instant.MAX, Instant.EPOCH),
        Arbitraries.longs()
            .between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond())
            .map(Instant::ofEpochSecond),
        Arbitraries.longs().between(-70_000_000_000L, 260_000_000_000L).map(Instant::ofEpochSecond),
        Arbitraries.longs().between(0, 4_100_000_000_000L).map(Instant::ofEpochMilli));
  }

  @Provide
  Arbitrary<Duration> shifts() {
    return Arbitraries.integers().between(0, 86_400).map(Duration::ofSeconds);
  }

  private static Optional<CronSchedule> takenOrRefused(String text, String zone) {
    try {
      return Optional.of(CronSchedule.parse(text, zone));
    } catch (InvalidScheduleException e) {
      assertThat(e.getMessage())
          .matches("(schedule|timeZone): .+")
          .doesNotContainPattern("[\\p{Cntrl}\\u2028\\u2029]")
          .hasSizeLessThan(400);
      return Optional.empty();
    }
  }
}
