package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.RefusalReason;
import io.gradedcron.operator.degrade.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StatusReaderTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private static GradedCronJob written(Verdict verdict, Readiness readiness, MissedState missed) {
    return written(verdict, readiness, missed, Optional.empty());
  }

  private static GradedCronJob written(
      Verdict verdict, Readiness readiness, MissedState missed, Optional<Refusal> refusal) {
    return written(Schedules.schedule(), verdict, readiness, missed, refusal);
  }

  private static GradedCronJob written(
      GradedCronJob before,
      Verdict verdict,
      Readiness readiness,
      MissedState missed,
      Optional<Refusal> refusal) {
    ScheduleFacts facts =
        new ScheduleFacts(
            before,
            new SlotRecord(
                Optional.of(ObservedSpec.of(before)),
                NOON,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                missed),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            refusal,
            verdict,
            readiness);
    return Schedules.withStatus(new StatusFactory().status(facts, NOON));
  }

  private static GradedCronJob written(Readiness readiness) {
    return written(Verdict.RUN, readiness, MissedState.NOT_MISSED);
  }

  @ParameterizedTest
  @EnumSource(
      value = DegradationAction.class,
      names = {"DrainThenStop", "ScaleToZero"})
  void whatHeldTheScheduleIsReadBack(DegradationAction action) {
    Verdict verdict =
        new Verdict(action, List.of("peak", "sale"), OptionalLong.of(5), Optional.of("a reason"));

    assertThat(
            StatusReader.verdict(
                written(verdict, Readiness.READY, MissedState.NOT_MISSED).getStatus()))
        .isEqualTo(
            new Verdict(action, List.of("peak", "sale"), OptionalLong.empty(), Optional.empty()));
  }

  @Test
  void aScheduleThatWasNotHeldRuns() {
    assertThat(StatusReader.verdict(written(Readiness.READY).getStatus())).isEqualTo(Verdict.RUN);
    assertThat(StatusReader.verdict(null)).isEqualTo(Verdict.RUN);
  }

  static Stream<Readiness> triedTemplates() {
    return Stream.of(
        Readiness.READY,
        Readiness.no(Readiness.INVALID_JOB_TEMPLATE, "spec.template.spec.containers: Required"));
  }

  @ParameterizedTest
  @MethodSource("triedTemplates")
  void theResultOfTheTrialIsReadBack(Readiness readiness) {
    assertThat(StatusReader.readiness(written(readiness))).contains(readiness);
  }

  @ParameterizedTest
  @MethodSource("triedTemplates")
  void theResultForAnotherGenerationSaysNothing(Readiness readiness) {
    GradedCronJob edited = written(readiness);
    edited.getMetadata().setGeneration(4L);

    assertThat(StatusReader.readiness(edited)).isEmpty();
  }

  static Stream<Readiness> untriedTemplates() {
    return Stream.of(
        Readiness.UNTRIED,
        Readiness.no(Readiness.INVALID_SCHEDULE, "schedule: broken"),
        Readiness.no(Readiness.NEVER_DUE, "schedule: never due"));
  }

  @ParameterizedTest
  @MethodSource("untriedTemplates")
  void aTemplateWithoutAResultHasNone(Readiness readiness) {
    assertThat(StatusReader.readiness(written(readiness))).isEmpty();
  }

  @Test
  void aScheduleWithoutAStatusSaysNothing() {
    GradedCronJob schedule = Schedules.schedule();

    assertThat(StatusReader.readiness(schedule)).isEmpty();
    assertThat(StatusReader.handledUntil(schedule)).isEmpty();
    assertThat(StatusReader.says(schedule.getStatus(), Readiness.READY)).isFalse();
    assertThat(StatusReader.missed(schedule.getStatus())).isEqualTo(MissedState.NOT_MISSED);
  }

  @Test
  void theHandledTimeIsReadBack() {
    assertThat(StatusReader.handledUntil(written(Readiness.READY))).contains(NOON);
  }

  @Test
  void missedIsReadBackWithItsReason() {
    MissedState refused = MissedState.refused("quota exceeded");

    assertThat(StatusReader.missed(written(Verdict.RUN, Readiness.READY, refused).getStatus()))
        .isEqualTo(refused);
    assertThat(StatusReader.missed(written(Readiness.READY).getStatus()))
        .isEqualTo(MissedState.NOT_MISSED);
  }

  @Test
  void theSameWordsAreNoNews() {
    Readiness conflict = Readiness.no(Readiness.NAME_CONFLICT, "Job report-1 exists");
    GradedCronJobStatus status = written(conflict).getStatus();

    assertThat(StatusReader.says(status, conflict)).isTrue();
    assertThat(
            StatusReader.says(status, Readiness.no(Readiness.NAME_CONFLICT, "Job report-2 exists")))
        .isFalse();
    assertThat(StatusReader.says(status, Readiness.no(Readiness.NEVER_DUE, "Job report-1 exists")))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(RefusalReason.class)
  void aRefusalIsReadBack(RefusalReason reason) {
    Refusal refusal = new Refusal(reason, "the API server's words");

    assertThat(
            StatusReader.refusal(
                written(Verdict.RUN, Readiness.READY, MissedState.NOT_MISSED, Optional.of(refusal))
                    .getStatus()))
        .contains(refusal);
    assertThat(StatusReader.refusal(written(Readiness.READY).getStatus())).isEmpty();
    assertThat(StatusReader.refusal(null)).isEmpty();
  }

  @Test
  void aRefusalThatIsOverIsNotReadBack() {
    Refusal refusal = new Refusal(RefusalReason.QuotaExceeded, "exceeded quota: none");
    GradedCronJob refused =
        written(Verdict.RUN, Readiness.READY, MissedState.NOT_MISSED, Optional.of(refusal));

    GradedCronJobStatus status =
        written(refused, Verdict.RUN, Readiness.READY, MissedState.NOT_MISSED, Optional.empty())
            .getStatus();

    assertThat(StatusFactory.condition(status, StatusFactory.REFUSED))
        .hasValueSatisfying(condition -> assertThat(condition.getStatus()).isEqualTo("False"));
    assertThat(StatusReader.refusal(status)).isEmpty();
  }
}
