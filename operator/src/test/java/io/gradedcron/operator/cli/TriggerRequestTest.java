package io.gradedcron.operator.cli;

import static io.gradedcron.operator.cli.Shop.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.ScheduleState;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.plan.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggerRequestTest {
  private static final Instant NOW = NOON.plusMillis(20_400);

  /** Handled up to a minute before noon. */
  private static GradedCronJob seen(GradedCronJob schedule) {
    return Shop.seen(schedule, ScheduleState.Scheduled, 0, null, null);
  }

  private static TriggerRequest ask(GradedCronJob schedule, Run... runs) {
    return TriggerRequest.of(schedule, Verdict.RUN, List.of(runs), NOW);
  }

  private static GradedCronJob asked(Instant slot) {
    GradedCronJob schedule = seen(Shop.schedule("reports", 3, "@hourly"));
    schedule.getMetadata().setAnnotations(Map.of(GradedCron.TRIGGER_ANNOTATION, slot.toString()));
    return schedule;
  }

  @Test
  void itAsksForASecondThatIsStillToCome() {
    TriggerRequest request = ask(seen(Shop.schedule("reports", 3, "@hourly")));

    assertThat(request.slot()).isEqualTo(NOON.plusSeconds(22));
    assertThat(request.run()).isEqualTo("reports-1795780822");
    assertThat(request.patch())
        .isEqualTo(
            "{\"metadata\":{\"resourceVersion\":\"7\",\"annotations\":"
                + "{\"gradedcron.io/trigger\":\"2026-11-27T12:00:22Z\"}}}");
  }

  @Test
  void aSlotOfTheTextIsLeftToTheText() {
    assertThat(ask(seen(Shop.schedule("reports", 3, "22,23 * * * * *"))).slot())
        .isEqualTo(NOON.plusSeconds(24));
  }

  @Test
  void itComesAfterAllThatTheOperatorsClockHasHandled() {
    Run ahead = Shop.run("reports", 3, 1);

    assertThat(ask(seen(Shop.schedule("reports", 3, "@hourly")), ahead).slot())
        .as("a clock that is slow against the operator's")
        .isEqualTo(NOON.plusSeconds(62));
  }

  @Test
  void aRequestThatHasNotStartedIsNotReplaced() {
    assertThatThrownBy(() -> ask(asked(NOON.plusSeconds(10))))
        .hasMessage(
            "shop/reports: the run that was asked for at 2026-11-27T12:00:10Z has not started yet");
    assertThat(ask(asked(NOON), Shop.run("reports", 3, 0)).slot())
        .as("its run is there")
        .isEqualTo(NOON.plusSeconds(22));
    assertThat(ask(asked(NOON.minusSeconds(60))).slot())
        .as("it has ended")
        .isEqualTo(NOON.plusSeconds(22));
  }

  @Test
  void nothingIsAskedForThatWouldBeHeldBack() {
    GradedCronJob going = seen(Shop.schedule("reports", 3, "@hourly"));
    going.getMetadata().setDeletionTimestamp("2026-11-27T11:00:00Z");
    Verdict held =
        new Verdict(
            DegradationAction.DrainThenStop,
            List.of("peak"),
            OptionalLong.empty(),
            Optional.empty());

    assertThatThrownBy(() -> ask(going)).hasMessageContaining("is being deleted");
    assertThatThrownBy(() -> ask(seen(Shop.schedule("old", 3, "@hourly", s -> s.suspended()))))
        .hasMessage("shop/old is suspended: no run starts before it is resumed");
    assertThatThrownBy(() -> ask(seen(Shop.schedule("never", 3, "0 0 30 2 *"))))
        .hasMessageContaining("shop/never cannot run: schedule:");
    assertThatThrownBy(
            () ->
                TriggerRequest.of(
                    seen(Shop.schedule("reports", 3, "@hourly")), held, List.of(), NOW))
        .hasMessage(
            "shop/reports is held by peak (DrainThenStop): no run starts before that is lifted");
  }

  @ParameterizedTest
  @CsvSource({"Allow, false, false", "Forbid, true, false", "Replace, false, true"})
  void anActiveRunMeansWhatTheConcurrencyPolicySays(
      ConcurrencyPolicy policy, boolean waits, boolean stops) {
    GradedCronJob schedule = seen(Shop.schedule("r", 3, "@hourly", s -> s.concurrency(policy)));

    TriggerRequest busy = ask(schedule, Shop.run("r", 3, -5), Shop.ended("r", 3, -9));
    TriggerRequest idle = ask(schedule, Shop.ended("r", 3, -9));

    assertThat(busy.waitsForRuns()).isEqualTo(waits);
    assertThat(busy.stopsRuns()).isEqualTo(stops);
    assertThat(idle.waitsForRuns() || idle.stopsRuns()).isFalse();
  }

  private static GradedCronJobStatus status(
      Instant handled, Instant launched, Instant skippedFrom, Instant skippedTo) {
    return new GradedCronJobStatus(
        1L,
        null,
        handled,
        launched,
        null,
        null,
        null,
        List.of(),
        0,
        skippedFrom == null
            ? null
            : new GradedCronJobStatus.SkippedRange(skippedFrom, skippedTo, SkipReason.Degraded),
        null,
        List.of(),
        ScheduleState.Scheduled,
        List.of());
  }

  @Test
  void whatBecameOfItStandsInTheStatus() {
    Instant slot = NOON.plusSeconds(22);
    Instant before = NOON.plusSeconds(20);
    Instant after = NOON.plusSeconds(60);

    assertThat(TriggerView.outcome(null, slot)).isEqualTo(TriggerView.Outcome.Open);
    assertThat(TriggerView.outcome(status(before, before, null, null), slot))
        .isEqualTo(TriggerView.Outcome.Open);
    assertThat(TriggerView.outcome(status(slot, slot, null, null), slot))
        .isEqualTo(TriggerView.Outcome.Launched);
    assertThat(TriggerView.outcome(status(after, before, slot, after), slot))
        .isEqualTo(TriggerView.Outcome.Skipped);
    assertThat(TriggerView.outcome(status(after, before, before, before), slot))
        .as("another range was skipped")
        .isEqualTo(TriggerView.Outcome.Missed);
    assertThat(TriggerView.outcome(status(after, after, null, null), slot))
        .isEqualTo(TriggerView.Outcome.Missed);
  }
}
