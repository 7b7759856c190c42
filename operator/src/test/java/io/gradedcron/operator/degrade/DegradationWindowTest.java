package io.gradedcron.operator.degrade;

import static io.gradedcron.operator.degrade.Activity.Expired;
import static io.gradedcron.operator.degrade.Activity.InWindow;
import static io.gradedcron.operator.degrade.Activity.NotDegraded;
import static io.gradedcron.operator.degrade.Activity.NotStarted;
import static io.gradedcron.operator.degrade.Activity.OutsideWindow;
import static io.gradedcron.operator.degrade.DegradationBuilder.degradation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DegradationWindowTest {
  private static final String NONE = "none";

  private static DegradationBuilder peak() {
    return degradation("peak").level(3);
  }

  static Stream<Arguments> moments() {
    DegradationBuilder always = peak();
    DegradationBuilder level0 =
        peak().level(0).startTime("2026-11-01T00:00:00Z").until("2026-11-02T00:00:00Z");
    DegradationBuilder once =
        peak().startTime("2026-11-11T00:00:00Z").until("2026-11-12T00:00:00Z");
    DegradationBuilder from = peak().startTime("2026-11-11T00:00:00Z");
    DegradationBuilder to = peak().until("2026-11-12T00:00:00Z");
    DegradationBuilder evening = peak().recurring("0 20 * * *", "2h", "UTC");
    DegradationBuilder evenings =
        peak()
            .recurring("0 20 * * *", "2h", "UTC")
            .startTime("2026-11-10T21:00:00Z")
            .until("2026-11-12T20:30:00Z");
    DegradationBuilder startsBetween =
        peak().recurring("0 20 * * *", "2h", "UTC").startTime("2026-11-10T12:00:00Z");
    DegradationBuilder endsBetween =
        peak().recurring("0 20 * * *", "2h", "UTC").until("2026-11-10T12:00:00Z");
    DegradationBuilder backwards =
        peak().startTime("2026-11-12T00:00:00Z").until("2026-11-11T00:00:00Z");
    DegradationBuilder every =
        peak().recurring("@every 1h30m", "10m", "UTC").created("2026-11-10T00:10:00Z");
    return Stream.of(
        argumentSet("no window", always, "2026-11-11T00:00:00Z", InWindow, NONE),
        argumentSet("level 0 in spite of dates", level0, "2026-11-01T12:00:00Z", NotDegraded, NONE),
        argumentSet("level 0 behind its dates", level0, "2026-12-01T00:00:00Z", NotDegraded, NONE),
        argumentSet(
            "before the start",
            once,
            "2026-11-10T23:59:59.999999999Z",
            NotStarted,
            "2026-11-11T00:00:00Z"),
        argumentSet("at the start", once, "2026-11-11T00:00:00Z", InWindow, "2026-11-12T00:00:00Z"),
        argumentSet(
            "the last instant",
            once,
            "2026-11-11T23:59:59.999999999Z",
            InWindow,
            "2026-11-12T00:00:00Z"),
        argumentSet("at the end", once, "2026-11-12T00:00:00Z", Expired, NONE),
        argumentSet(
            "start alone, before",
            from,
            "2026-11-01T00:00:00Z",
            NotStarted,
            "2026-11-11T00:00:00Z"),
        argumentSet("start alone, behind", from, "2030-11-01T00:00:00Z", InWindow, NONE),
        argumentSet(
            "end alone, before", to, "2020-01-01T00:00:00Z", InWindow, "2026-11-12T00:00:00Z"),
        argumentSet("end alone, behind", to, "2026-11-12T00:00:00Z", Expired, NONE),
        argumentSet(
            "end before start, before both",
            backwards,
            "2026-11-10T00:00:00Z",
            NotStarted,
            "2026-11-11T00:00:00Z"),
        argumentSet("end before start, between", backwards, "2026-11-11T12:00:00Z", Expired, NONE),
        argumentSet(
            "end before start, behind both", backwards, "2026-11-13T00:00:00Z", Expired, NONE),
        argumentSet(
            "recurring, before",
            evening,
            "2026-11-11T19:59:59Z",
            OutsideWindow,
            "2026-11-11T20:00:00Z"),
        argumentSet(
            "recurring, opening",
            evening,
            "2026-11-11T20:00:00Z",
            InWindow,
            "2026-11-11T22:00:00Z"),
        argumentSet(
            "recurring, last instant",
            evening,
            "2026-11-11T21:59:59.999999999Z",
            InWindow,
            "2026-11-11T22:00:00Z"),
        argumentSet(
            "recurring, closing",
            evening,
            "2026-11-11T22:00:00Z",
            OutsideWindow,
            "2026-11-12T20:00:00Z"),
        argumentSet(
            "recurring, not started yet",
            evenings,
            "2026-11-10T20:30:00Z",
            NotStarted,
            "2026-11-10T21:00:00Z"),
        argumentSet(
            "recurring, start falls inside",
            evenings,
            "2026-11-10T21:00:00Z",
            InWindow,
            "2026-11-10T22:00:00Z"),
        argumentSet(
            "recurring, end falls inside",
            evenings,
            "2026-11-12T20:10:00Z",
            InWindow,
            "2026-11-12T20:30:00Z"),
        argumentSet("recurring, expired inside", evenings, "2026-11-12T20:30:00Z", Expired, NONE),
        argumentSet(
            "recurring, start between windows, before",
            startsBetween,
            "2026-11-10T01:00:00Z",
            NotStarted,
            "2026-11-10T12:00:00Z"),
        argumentSet(
            "recurring, start between windows",
            startsBetween,
            "2026-11-10T12:00:00Z",
            OutsideWindow,
            "2026-11-10T20:00:00Z"),
        argumentSet(
            "recurring, end between windows",
            endsBetween,
            "2026-11-10T01:00:00Z",
            OutsideWindow,
            "2026-11-10T12:00:00Z"),
        argumentSet(
            "every, at creation + d",
            every,
            "2026-11-10T01:40:00Z",
            InWindow,
            "2026-11-10T01:50:00Z"),
        argumentSet(
            "every, between", every, "2026-11-10T01:50:00Z", OutsideWindow, "2026-11-10T03:10:00Z"),
        argumentSet(
            "every, k = 2", every, "2026-11-10T03:10:00Z", InWindow, "2026-11-10T03:20:00Z"),
        argumentSet(
            "every, before creation",
            every,
            "2026-11-09T00:00:00Z",
            OutsideWindow,
            "2026-11-10T01:40:00Z"));
  }

  @ParameterizedTest
  @MethodSource("moments")
  void activityAndNextChangeFollowTheWindows(
      DegradationBuilder degradation, String now, Activity activity, String nextChange) {
    DegradationPolicy policy = DegradationPolicy.of(List.of(degradation.build()));

    assertThat(policy.problem("peak")).isEmpty();
    assertThat(policy.activity("peak", Instant.parse(now))).contains(activity);
    assertThat(policy.nextChange(Instant.parse(now)))
        .isEqualTo(
            nextChange.equals(NONE) ? Optional.empty() : Optional.of(Instant.parse(nextChange)));
  }

  static Stream<Arguments> timelines() {
    return Stream.of(
        argumentSet(
            "windows that overlap are one",
            peak().recurring("0 8,9,10,14 * * *", "90m", "UTC"),
            "2026-11-11T00:00:00Z",
            List.of(
                "+2026-11-11T08:00:00Z",
                "-2026-11-11T11:30:00Z",
                "+2026-11-11T14:00:00Z",
                "-2026-11-11T15:30:00Z")),
        argumentSet(
            "windows that touch are one",
            peak().recurring("0 8,9,10 * * *", "1h", "UTC"),
            "2026-11-11T00:00:00Z",
            List.of("+2026-11-11T08:00:00Z", "-2026-11-11T11:00:00Z", "+2026-11-12T08:00:00Z")),
        argumentSet(
            "windows that nearly touch are two",
            peak().recurring("0 8,9 * * *", "59m59s", "UTC"),
            "2026-11-11T00:00:00Z",
            List.of(
                "+2026-11-11T08:00:00Z",
                "-2026-11-11T08:59:59Z",
                "+2026-11-11T09:00:00Z",
                "-2026-11-11T09:59:59Z")),
        argumentSet(
            "a window longer than a day covers the days between",
            peak().recurring("0 0 * * 6", "48h", "UTC"),
            "2026-11-09T00:00:00Z",
            List.of("+2026-11-14T00:00:00Z", "-2026-11-16T00:00:00Z")),
        argumentSet(
            "part of a minute",
            peak().recurring("0 8 * * *", "1500ms", "UTC"),
            "2026-11-11T00:00:00Z",
            List.of("+2026-11-11T08:00:00Z", "-2026-11-11T08:00:01.500Z")),
        argumentSet(
            "opens at the same local time in summer and in winter",
            peak().recurring("0 20 * * *", "2h", "Europe/Berlin"),
            "2026-10-24T12:00:00Z",
            List.of(
                "+2026-10-24T18:00:00Z",
                "-2026-10-24T20:00:00Z",
                "+2026-10-25T19:00:00Z",
                "-2026-10-25T21:00:00Z")),
        argumentSet(
            "a night in which clocks go forward: the duration is elapsed time",
            peak().recurring("0 22 * * *", "8h", "Europe/Berlin"),
            "2026-03-28T12:00:00Z",
            List.of("+2026-03-28T21:00:00Z", "-2026-03-29T05:00:00Z", "+2026-03-29T20:00:00Z")),
        argumentSet(
            "a night in which clocks go back: the duration is elapsed time",
            peak().recurring("0 22 * * *", "8h", "Europe/Berlin"),
            "2026-10-24T12:00:00Z",
            List.of("+2026-10-24T20:00:00Z", "-2026-10-25T04:00:00Z", "+2026-10-25T21:00:00Z")),
        argumentSet(
            "an opening inside the gap is at the gap's end",
            peak().recurring("30 2 * * *", "20m", "Europe/Berlin"),
            "2026-03-28T12:00:00Z",
            List.of("+2026-03-29T01:00:00Z", "-2026-03-29T01:20:00Z", "+2026-03-30T00:30:00Z")),
        argumentSet(
            "an opening inside the overlap is at its first pass only",
            peak().recurring("30 2 * * *", "20m", "Europe/Berlin"),
            "2026-10-24T12:00:00Z",
            List.of("+2026-10-25T00:30:00Z", "-2026-10-25T00:50:00Z", "+2026-10-26T01:30:00Z")),
        argumentSet(
            "a gap of half an hour",
            peak().recurring("0 2 * * *", "45m", "Australia/Lord_Howe"),
            "2026-10-03T12:00:00Z",
            List.of("+2026-10-03T15:30:00Z", "-2026-10-03T16:15:00Z", "+2026-10-04T15:00:00Z")));
  }

  @ParameterizedTest
  @MethodSource("timelines")
  void changesFollowOneAnother(DegradationBuilder degradation, String from, List<String> changes) {
    DegradationPolicy policy = DegradationPolicy.of(List.of(degradation.build()));
    Instant now = Instant.parse(from);
    assertThat(policy.activity("peak", now)).contains(OutsideWindow);

    for (String change : changes) {
      Instant at = Instant.parse(change.substring(1));
      boolean opens = change.startsWith("+");
      assertThat(policy.nextChange(now)).contains(at);
      assertThat(policy.activity("peak", at.minusNanos(1)))
          .contains(opens ? OutsideWindow : InWindow);
      assertThat(policy.activity("peak", at)).contains(opens ? InWindow : OutsideWindow);
      now = at;
    }
  }

  @Test
  void aUnionWithoutEndIsFollowedInLeapsAndNeverCloses() {
    DegradationPolicy policy =
        DegradationPolicy.of(List.of(peak().recurring("* * * * *", "1h", "UTC").build()));
    Instant now = Instant.parse("2026-11-11T00:00:30Z");

    for (int leap = 0; leap < 10; leap++) {
      Instant next = policy.nextChange(now).orElseThrow();
      assertThat(Duration.between(now, next)).isGreaterThan(Duration.ofHours(60));
      assertThat(policy.activity("peak", next)).contains(InWindow);
      now = next;
    }
  }

  @Test
  void theEndOfALongUnionIsReachedByAskingAgain() {
    // Each minute of a day for two minutes: one union of 24 hours and a minute.
    DegradationPolicy policy =
        DegradationPolicy.of(List.of(peak().recurring("* * 11 11 *", "2m", "UTC").build()));
    Instant end = Instant.parse("2026-11-12T00:01:00Z");

    Instant now = Instant.parse("2026-11-11T00:00:00Z");
    int leaps = 0;
    while (now.isBefore(end)) {
      assertThat(policy.activity("peak", now)).contains(InWindow);
      now = policy.nextChange(now).orElseThrow();
      leaps++;
    }
    assertThat(now).isEqualTo(end);
    assertThat(policy.activity("peak", end)).contains(OutsideWindow);
    assertThat(leaps).isGreaterThan(1).isLessThan(30);
  }

  @Test
  void theEarliestChangeOfAllDegradationsCounts() {
    DegradationPolicy policy =
        DegradationPolicy.of(
            List.of(
                degradation("a").level(3).until("2026-11-12T00:00:00Z").build(),
                degradation("b").level(2).startTime("2026-11-11T06:00:00Z").build(),
                degradation("off").level(0).startTime("2026-11-11T01:00:00Z").build(),
                degradation("c").level(3).recurring("0 20 * * *", "2h", "UTC").build()));

    assertThat(policy.nextChange(Instant.parse("2026-11-11T00:00:00Z")))
        .contains(Instant.parse("2026-11-11T06:00:00Z"));
    assertThat(policy.nextChange(Instant.parse("2026-11-11T06:00:00Z")))
        .contains(Instant.parse("2026-11-11T20:00:00Z"));
    assertThat(policy.nextChange(Instant.parse("2026-11-11T22:00:00Z")))
        .contains(Instant.parse("2026-11-12T00:00:00Z"));
  }

  @Test
  void aWindowThatWasOpenWhenItsDegradationWasMadeCountsAtOnce() {
    DegradationPolicy policy =
        DegradationPolicy.of(
            List.of(
                peak()
                    .recurring("0 20 * * *", "2h", "UTC")
                    .created("2026-11-11T21:00:00Z")
                    .build()));

    assertThat(policy.activity("peak", Instant.parse("2026-11-11T21:00:00Z"))).contains(InWindow);
  }

  @Test
  void onlyInWindowIsActive() {
    assertThat(Activity.values()).filteredOn(Activity::active).containsExactly(InWindow);
  }
}
