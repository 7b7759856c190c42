package io.gradedcron.operator.degrade;

import static io.gradedcron.operator.api.DegradationAction.DrainThenStop;
import static io.gradedcron.operator.api.DegradationAction.Run;
import static io.gradedcron.operator.api.DegradationAction.ScaleToZero;
import static io.gradedcron.operator.degrade.DegradationBuilder.degradation;
import static io.gradedcron.operator.degrade.DegradationBuilder.exactly;
import static io.gradedcron.operator.degrade.DegradationBuilder.expression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationAction;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DegradationPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-11T12:00:00Z");

  private static Subject subject(int level) {
    return new Subject("shop", Map.of("tier", "gold"), Map.of("app", "reports"), level);
  }

  private static DegradationPolicy policy(DegradationBuilder... degradations) {
    return DegradationPolicy.of(Stream.of(degradations).map(DegradationBuilder::build).toList());
  }

  static Stream<Arguments> levels() {
    return Stream.of(
        argumentSet("level 0 gives up nothing", degradation("d").level(0), Run, Run, Run),
        argumentSet("level 3 gives up level 3", degradation("d").level(3), Run, Run, ScaleToZero),
        argumentSet(
            "level 2 gives up levels 3 and 2",
            degradation("d").level(2),
            Run,
            DrainThenStop,
            ScaleToZero),
        argumentSet(
            "actions of its own",
            degradation("d").level(2).level3(DrainThenStop).level2(ScaleToZero),
            Run,
            ScaleToZero,
            DrainThenStop),
        argumentSet(
            "level 3 exempt, level 2 not",
            degradation("d").level(2).level3(Run),
            Run,
            DrainThenStop,
            Run),
        argumentSet(
            "level 2's action says nothing at level 3",
            degradation("d").level(3).level2(ScaleToZero),
            Run,
            Run,
            ScaleToZero),
        argumentSet("a level 1 that no schema let in", degradation("d").level(1), Run, Run, Run),
        argumentSet("a level 4 that no schema let in", degradation("d").level(4), Run, Run, Run),
        argumentSet(
            "not yet", degradation("d").level(2).startTime("2026-11-11T12:00:01Z"), Run, Run, Run),
        argumentSet(
            "no more", degradation("d").level(2).until("2026-11-11T12:00:00Z"), Run, Run, Run),
        argumentSet(
            "outside the recurring window",
            degradation("d").level(2).recurring("0 20 * * *", "2h", "UTC"),
            Run,
            Run,
            Run),
        argumentSet(
            "inside the recurring window",
            degradation("d").level(2).recurring("0 20 * * *", "2h", "Asia/Tokyo"),
            Run,
            DrainThenStop,
            ScaleToZero),
        argumentSet(
            "schedules selected",
            degradation("d").level(3).schedules(exactly("app", "reports")),
            Run,
            Run,
            ScaleToZero),
        argumentSet(
            "schedules not selected",
            degradation("d").level(3).schedules(exactly("app", "sales")),
            Run,
            Run,
            Run),
        argumentSet(
            "namespaces selected",
            degradation("d").level(3).namespaces(expression("tier", "Exists")),
            Run,
            Run,
            ScaleToZero),
        argumentSet(
            "namespaces not selected, schedules selected",
            degradation("d")
                .level(3)
                .namespaces(exactly("tier", "free"))
                .schedules(exactly("app", "reports")),
            Run,
            Run,
            Run),
        argumentSet(
            "a label of the schedule is none of its namespace",
            degradation("d").level(3).namespaces(exactly("app", "reports")),
            Run,
            Run,
            Run));
  }

  @ParameterizedTest
  @MethodSource("levels")
  void oneDegradationActsByLevel(
      DegradationBuilder degradation,
      DegradationAction level1,
      DegradationAction level2,
      DegradationAction level3) {
    DegradationPolicy policy = policy(degradation);

    List<DegradationAction> expected = List.of(level1, level2, level3);
    for (int level = 1; level <= 3; level++) {
      DegradationAction action = expected.get(level - 1);
      Verdict verdict = policy.verdict(subject(level), NOW);
      assertThat(verdict.action()).isEqualTo(action);
      assertThat(verdict.heldBy()).isEqualTo(action.holds() ? List.of("d") : List.of());
      assertThat(policy.action("d", subject(level), NOW)).isEqualTo(action);
    }
  }

  static Stream<Arguments> several() {
    DegradationBuilder stops = degradation("m-stops").level(3).grace(30).reason("peak");
    DegradationBuilder stopsFaster = degradation("z-stops").level(3).grace(5).reason("fire");
    DegradationBuilder stopsSilently = degradation("c-stops").level(3);
    DegradationBuilder drains =
        degradation("a-drains").level(3).level3(DrainThenStop).grace(1).reason("sale");
    DegradationBuilder exempts = degradation("b-exempts").level(3).level3(Run).grace(0);
    DegradationBuilder elsewhere =
        degradation("e-elsewhere").level(3).grace(0).schedules(exactly("app", "sales"));
    DegradationBuilder over = degradation("o-over").level(3).grace(0).until("2026-11-01T00:00:00Z");
    DegradationBuilder blank = degradation("k-blank").level(3).reason("  ");
    return Stream.of(
        argumentSet("none", List.of(), Verdict.RUN),
        argumentSet("exempt only", List.of(exempts), Verdict.RUN),
        argumentSet(
            "one drains: its grace period is for those it stops",
            List.of(drains),
            new Verdict(
                DrainThenStop, List.of("a-drains"), OptionalLong.empty(), Optional.of("sale"))),
        argumentSet(
            "the strictest wins, all that hold are named, the reason is the strictest one's",
            List.of(stops, drains),
            new Verdict(
                ScaleToZero,
                List.of("a-drains", "m-stops"),
                OptionalLong.of(30),
                Optional.of("peak"))),
        argumentSet(
            "the shortest grace period wins, the first reason by name is shown",
            List.of(stopsFaster, stops),
            new Verdict(
                ScaleToZero,
                List.of("m-stops", "z-stops"),
                OptionalLong.of(5),
                Optional.of("peak"))),
        argumentSet(
            "one without a grace period or reason leaves both to the others",
            List.of(stops, stopsSilently),
            new Verdict(
                ScaleToZero,
                List.of("c-stops", "m-stops"),
                OptionalLong.of(30),
                Optional.of("peak"))),
        argumentSet(
            "a stricter one without a reason does not borrow a milder one's",
            List.of(drains, stopsSilently),
            new Verdict(
                ScaleToZero,
                List.of("a-drains", "c-stops"),
                OptionalLong.empty(),
                Optional.empty())),
        argumentSet(
            "a blank reason is none",
            List.of(blank),
            new Verdict(ScaleToZero, List.of("k-blank"), OptionalLong.empty(), Optional.empty())),
        argumentSet(
            "exempt here, not matched there, over elsewhere: none of them counts",
            List.of(exempts, stops, elsewhere, over),
            new Verdict(ScaleToZero, List.of("m-stops"), OptionalLong.of(30), Optional.of("peak"))),
        argumentSet(
            "all",
            List.of(blank, over, elsewhere, exempts, drains, stopsSilently, stopsFaster, stops),
            new Verdict(
                ScaleToZero,
                List.of("a-drains", "c-stops", "k-blank", "m-stops", "z-stops"),
                OptionalLong.of(5),
                Optional.of("peak"))));
  }

  @ParameterizedTest
  @MethodSource("several")
  void severalDegradationsAreJoined(List<DegradationBuilder> degradations, Verdict verdict) {
    DegradationPolicy policy = policy(degradations.toArray(DegradationBuilder[]::new));

    assertThat(policy.verdict(subject(3), NOW)).isEqualTo(verdict);
    assertThat(policy.verdict(subject(1), NOW)).isEqualTo(Verdict.RUN);
  }

  @Test
  void matchingLooksAtSelectorsOnly() {
    DegradationPolicy policy =
        policy(
            degradation("off").level(0).schedules(exactly("app", "reports")),
            degradation("over").level(3).until("2020-01-01T00:00:00Z"),
            degradation("exempt").level(3).level3(Run),
            degradation("elsewhere").level(3).schedules(exactly("app", "sales")));

    for (int level = 1; level <= 3; level++) {
      assertThat(policy.matches("off", subject(level))).isTrue();
      assertThat(policy.matches("over", subject(level))).isTrue();
      assertThat(policy.matches("exempt", subject(level))).isTrue();
      assertThat(policy.matches("elsewhere", subject(level))).isFalse();
    }
  }

  @Test
  void aNameThatIsUnknownDoesNothing() {
    for (DegradationPolicy policy :
        List.of(DegradationPolicy.none(), policy(degradation("peak").level(2)))) {
      assertThat(policy.activity("other", NOW)).isEmpty();
      assertThat(policy.problem("other")).isEmpty();
      assertThat(policy.matches("other", subject(3))).isFalse();
      assertThat(policy.action("other", subject(3), NOW)).isEqualTo(Run);
    }
  }

  @Test
  void withoutDegradationsEverythingRunsForEver() {
    assertThat(DegradationPolicy.none().verdict(subject(3), NOW)).isEqualTo(Verdict.RUN);
    assertThat(DegradationPolicy.none().nextChange(NOW)).isEmpty();
  }

  @Test
  void oneThatIsBeingDeletedIsLifted() {
    DegradationPolicy policy =
        policy(
            degradation("peak")
                .level(3)
                .until("2026-12-01T00:00:00Z")
                .deleted("2026-11-11T11:00:00Z"));

    assertThat(policy.verdict(subject(3), NOW)).isEqualTo(Verdict.RUN);
    assertThat(policy.activity("peak", NOW)).isEmpty();
    assertThat(policy.nextChange(NOW)).isEmpty();
  }

  @Test
  void missingLabelsAreNoLabels() {
    DegradationPolicy policy =
        policy(
            degradation("gold").level(3).namespaces(expression("tier", "Exists")),
            degradation("unlabelled").level(3).schedules(expression("app", "DoesNotExist")));

    assertThat(policy.verdict(new Subject("shop", null, null, 3), NOW).heldBy())
        .containsExactly("unlabelled");
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        argumentSet(
            "cron text",
            degradation("bad").level(2).recurring("61 * * * *", "1h", "UTC"),
            "spec.recurring.schedule: "),
        argumentSet(
            "cron text that is never due",
            degradation("bad").level(2).recurring("0 0 30 2 *", "1h", "UTC"),
            "spec.recurring.schedule: \"0 0 30 2 *\" has no day, it is never due"),
        argumentSet(
            "time zone",
            degradation("bad").level(2).recurring("0 * * * *", "1h", "Mars/Olympus"),
            "spec.recurring.timeZone: "),
        argumentSet(
            "cron text missing",
            degradation("bad").level(2).recurring(null, "1h", "UTC"),
            "spec.recurring.schedule: is required"),
        argumentSet(
            "duration",
            degradation("bad").level(2).recurring("* * * * *", "two hours", "UTC"),
            "spec.recurring.duration"),
        argumentSet(
            "duration of zero",
            degradation("bad").level(2).recurring("* * * * *", "0s", "UTC"),
            "spec.recurring.duration: \"0s\" is not more than zero"),
        argumentSet(
            "duration below zero",
            degradation("bad").level(2).recurring("* * * * *", "-1h", "UTC"),
            "spec.recurring.duration"),
        argumentSet(
            "duration missing",
            degradation("bad").level(2).recurring("* * * * *", null, "UTC"),
            "spec.recurring.duration: is required"),
        argumentSet(
            "creation",
            degradation("bad").level(2).recurring("@every 1h", "1h", "UTC").created("yesterday"),
            "metadata.creationTimestamp: \"yesterday\""),
        argumentSet(
            "selector",
            degradation("bad").level(2).schedules(expression("app", "is", "reports")),
            "spec.selector.matchExpressions[0].operator: \"is\""),
        argumentSet(
            "namespace selector",
            degradation("bad").level(2).namespaces(expression("tier", "In")),
            "spec.namespaceSelector.matchExpressions[0].values"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenOneIsInactiveSaysWhyAndDisturbsNobody(DegradationBuilder bad, String problem) {
    DegradationPolicy policy = policy(bad, degradation("peak").level(3));

    assertThat(policy.problem("bad")).get().asString().contains(problem).doesNotContain("\n");
    assertThat(policy.problem("peak")).isEmpty();
    assertThat(policy.activity("bad", NOW)).contains(Activity.OutsideWindow);
    assertThat(policy.verdict(subject(2), NOW)).isEqualTo(Verdict.RUN);
    assertThat(policy.verdict(subject(3), NOW).heldBy()).containsExactly("peak");
    assertThat(policy.nextChange(NOW)).isEmpty();
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    DegradationPolicy policy =
        policy(
            degradation("bad")
                .level(3)
                .recurring("61 * * * *", "0s", "UTC")
                .schedules(expression("app", "is")));

    assertThat(policy.problem("bad").orElseThrow().split("; ", -1)).hasSizeGreaterThanOrEqualTo(3);
    assertThat(policy.problem("bad").orElseThrow())
        .contains("spec.selector", "spec.recurring.schedule", "spec.recurring.duration");
  }

  @Test
  void aBrokenOneStillStartsAndExpires() {
    DegradationPolicy policy =
        policy(
            degradation("bad")
                .level(3)
                .startTime("2026-11-11T13:00:00Z")
                .until("2026-11-11T14:00:00Z")
                .recurring("* * * * *", "0s", "UTC"));

    assertThat(policy.activity("bad", NOW)).contains(Activity.NotStarted);
    assertThat(policy.nextChange(NOW)).contains(Instant.parse("2026-11-11T13:00:00Z"));
    assertThat(policy.activity("bad", Instant.parse("2026-11-11T13:30:00Z")))
        .contains(Activity.OutsideWindow);
    assertThat(policy.activity("bad", Instant.parse("2026-11-11T14:00:00Z")))
        .contains(Activity.Expired);
  }

  @Test
  void oneWithoutASpecDegradesNothing() {
    Degradation empty = new Degradation();
    empty.getMetadata().setName("empty");
    DegradationPolicy policy = DegradationPolicy.of(List.of(empty));

    assertThat(policy.activity("empty", NOW)).contains(Activity.NotDegraded);
    assertThat(policy.problem("empty")).contains("spec: is required");
    assertThat(policy.verdict(subject(3), NOW)).isEqualTo(Verdict.RUN);
  }

  @Test
  void nothingIsAllocatedWhereNoneMatches() {
    DegradationPolicy policy =
        policy(
            degradation("a")
                .level(3)
                .recurring("* * * * *", "1h", "UTC")
                .schedules(exactly("app", "x")),
            degradation("b").level(2).namespaces(expression("tier", "In", "free", "test")),
            degradation("c").level(2).level3(Run),
            degradation("d").level(2).until("2026-11-01T00:00:00Z"),
            degradation("e").level(0));
    Subject report = subject(3);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int warm = 0; warm < 1_000; warm++) {
      assertThat(policy.verdict(report, NOW)).isSameAs(Verdict.RUN);
    }

    long before = threads.getCurrentThreadAllocatedBytes();
    long held = 0;
    for (int launch = 0; launch < 10_000; launch++) {
      held += policy.verdict(report, NOW).heldBy().size();
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(held).isZero();
    // Less than a byte a call: the measuring itself takes some.
    assertThat(allocated).isLessThan(10_000);
  }
}
