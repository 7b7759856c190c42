package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.GradedCronJobStatus.MissedRange;
import io.gradedcron.operator.api.GradedCronJobStatus.SkippedRange;
import io.gradedcron.operator.api.MissReason;
import io.gradedcron.operator.api.RefusalReason;
import io.gradedcron.operator.api.ScheduleState;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.degrade.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StatusFactoryTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final Readiness BROKEN =
      Readiness.no(Readiness.INVALID_SCHEDULE, "schedule: \"x\" has 1 field");

  private final StatusFactory factory = new StatusFactory();

  /** What is known of a schedule that did nothing yet. */
  private static final class Facts {
    private GradedCronJob resource = Schedules.schedule();
    private Optional<Instant> last = Optional.empty();
    private Optional<Instant> success = Optional.empty();
    private Optional<Instant> failure = Optional.empty();
    private List<Run> runs = List.of();
    private Optional<SkippedRange> skipped = Optional.empty();
    private Optional<MissedRange> missed = Optional.empty();
    private MissedState endedMissed = MissedState.NOT_MISSED;
    private Optional<Refusal> refusal = Optional.empty();
    private Verdict verdict = Verdict.RUN;
    private Readiness readiness = Readiness.READY;

    ScheduleFacts facts() {
      return new ScheduleFacts(
          resource,
          new SlotRecord(
              Optional.of(ObservedSpec.of(resource)), NOON, last, skipped, missed, endedMissed),
          success,
          failure,
          Optional.of(NOON.plusSeconds(60)),
          runs,
          refusal,
          verdict,
          readiness);
    }
  }

  private GradedCronJobStatus status(Facts facts) {
    return factory.status(facts.facts(), NOON.plusMillis(1_700));
  }

  private static Verdict held(DegradationAction action) {
    return new Verdict(
        action, List.of("peak", "sale"), OptionalLong.of(5), Optional.of("Black Friday"));
  }

  private static Run run(int minute, Run.Phase phase) {
    Instant slot = NOON.minusSeconds(60L * minute);
    return new Run(
        JobFactory.runName("report", slot), "u" + minute, slot, 2, phase, false, Optional.empty());
  }

  private static Condition condition(GradedCronJobStatus status, String type) {
    return StatusFactory.condition(status, type).orElseThrow();
  }

  @Test
  void aScheduleThatDidNothingYetShowsWhatItWaitsFor() {
    GradedCronJobStatus status = status(new Facts());

    assertThat(status.observedGeneration()).isEqualTo(3);
    assertThat(status.observed())
        .isEqualTo(new GradedCronJobStatus.Observed("* * * * *", "UTC", 0, false));
    assertThat(status.lastHandledTime()).isEqualTo(NOON);
    assertThat(status.nextScheduleTime()).isEqualTo(NOON.plusSeconds(60));
    assertThat(status.lastScheduleTime()).isNull();
    assertThat(status.lastSuccessfulTime()).isNull();
    assertThat(status.lastFailureTime()).isNull();
    assertThat(status.lastSkipped()).isNull();
    assertThat(status.lastMissed()).isNull();
    assertThat(status.active()).isEmpty();
    assertThat(status.activeCount()).isZero();
    assertThat(status.heldBy()).isEmpty();
    assertThat(status.state()).isEqualTo(ScheduleState.Scheduled);
    assertThat(status.conditions())
        .extracting(Condition::getType, Condition::getStatus)
        .containsExactly(tuple("Ready", "True"), tuple("Held", "False"), tuple("Missed", "False"));
    assertThat(status.conditions())
        .allSatisfy(
            condition -> {
              assertThat(condition.getObservedGeneration()).isEqualTo(3);
              assertThat(condition.getReason()).isNotEmpty();
              assertThat(condition.getLastTransitionTime()).isEqualTo("2026-11-23T12:00:01Z");
            });
  }

  @Test
  void whatHappenedIsShown() {
    Facts facts = new Facts();
    facts.last = Optional.of(NOON.minusSeconds(60));
    facts.success = Optional.of(NOON.minusSeconds(50));
    facts.failure = Optional.of(NOON.minusSeconds(40));
    facts.skipped = Optional.of(new SkippedRange(NOON, NOON, SkipReason.Blocked));
    facts.missed = Optional.of(new MissedRange(NOON, NOON));
    facts.endedMissed = MissedState.of(MissReason.NobodyLedInTime);
    GradedCronJobStatus status = status(facts);

    assertThat(status.lastScheduleTime()).isEqualTo(NOON.minusSeconds(60));
    assertThat(status.lastSuccessfulTime()).isEqualTo(NOON.minusSeconds(50));
    assertThat(status.lastFailureTime()).isEqualTo(NOON.minusSeconds(40));
    assertThat(status.lastSkipped()).isEqualTo(facts.skipped.get());
    assertThat(status.lastMissed()).isEqualTo(facts.missed.get());
    assertThat(condition(status, "Missed").getStatus()).isEqualTo("True");
    assertThat(condition(status, "Missed").getReason()).isEqualTo("NobodyLedInTime");
    assertThat(condition(status, "Missed").getMessage()).contains("status.lastMissed");
  }

  @Test
  void aSlotThatWasNotMissedIsNotSaidToBe() {
    assertThat(condition(status(new Facts()), "Missed").getMessage())
        .isEqualTo("the slot that ended last was not missed");
  }

  @Test
  void activeRunsAreNamedNewestFirstAndFinishedOnesAreNot() {
    Facts facts = new Facts();
    facts.runs =
        List.of(
            run(3, Run.Phase.ACTIVE),
            run(2, Run.Phase.FAILED),
            run(1, Run.Phase.ACTIVE).asDeleting());
    GradedCronJobStatus status = status(facts);

    assertThat(status.activeCount()).isEqualTo(2);
    assertThat(status.state()).isEqualTo(ScheduleState.Active);
    assertThat(status.active()).extracting(ObjectReference::getUid).containsExactly("u1", "u3");
    assertThat(status.active().get(0))
        .isEqualTo(
            new ObjectReference("batch/v1", null, "Job", "report-1795435140", "shop", null, "u1"));
  }

  @Test
  void aRunWhoseUidIsNotKnownYetIsNamedWithoutIt() {
    Facts facts = new Facts();
    facts.runs = List.of(Run.launched("report-1", NOON, 2));

    assertThat(status(facts).active()).singleElement().matches(ref -> ref.getUid() == null);
  }

  @Test
  void atMostTwentyReferencesAreShownAndAllAreCounted() {
    Facts facts = new Facts();
    List<Run> runs = new ArrayList<>();
    for (int minute = 25; minute > 0; minute--) {
      runs.add(run(minute, Run.Phase.ACTIVE));
    }
    facts.runs = runs;
    GradedCronJobStatus status = status(facts);

    assertThat(status.activeCount()).isEqualTo(25);
    assertThat(status.active()).hasSize(20);
    assertThat(status.active().get(0).getUid()).isEqualTo("u1");
    assertThat(status.active().get(19).getUid()).isEqualTo("u20");
  }

  @Test
  void theStateIsTheStrongestWord() {
    Facts facts = new Facts();
    facts.runs = List.of(run(1, Run.Phase.ACTIVE));
    assertThat(status(facts).state()).isEqualTo(ScheduleState.Active);
    facts.verdict = held(DegradationAction.DrainThenStop);
    assertThat(status(facts).state()).isEqualTo(ScheduleState.Held);
    facts.resource = Schedules.schedule("report", Schedules.suspended());
    assertThat(status(facts).state()).isEqualTo(ScheduleState.Suspended);
    facts.readiness = BROKEN;
    assertThat(status(facts).state()).isEqualTo(ScheduleState.Invalid);
  }

  @Test
  void aTemplateThatWasNotTriedYetDoesNotMakeTheScheduleInvalid() {
    Facts facts = new Facts();
    facts.readiness = Readiness.UNTRIED;
    GradedCronJobStatus status = status(facts);

    assertThat(status.state()).isEqualTo(ScheduleState.Scheduled);
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("Unknown");
    assertThat(status.nextScheduleTime()).isNotNull();
  }

  @Test
  void aBrokenTextHasNoNextSlotAndSaysWhy() {
    Facts facts = new Facts();
    facts.readiness = BROKEN;
    GradedCronJobStatus status = status(facts);

    assertThat(status.nextScheduleTime()).isNull();
    assertThat(condition(status, "Ready").getStatus()).isEqualTo("False");
    assertThat(condition(status, "Ready").getReason()).isEqualTo("InvalidSchedule");
    assertThat(condition(status, "Ready").getMessage()).isEqualTo(BROKEN.message());
  }

  @Test
  void aSuspendedScheduleHasNoNextSlot() {
    Facts facts = new Facts();
    facts.resource = Schedules.schedule("report", Schedules.suspended());

    assertThat(status(facts).nextScheduleTime()).isNull();
  }

  @Test
  void aHeldScheduleNamesWhatHoldsIt() {
    Facts facts = new Facts();
    facts.verdict = held(DegradationAction.ScaleToZero);
    GradedCronJobStatus status = status(facts);

    assertThat(status.heldBy()).containsExactly("peak", "sale");
    assertThat(condition(status, "Held").getStatus()).isEqualTo("True");
    assertThat(condition(status, "Held").getReason()).isEqualTo("ScaleToZero");
    assertThat(condition(status, "Held").getMessage()).contains("peak", "sale");
  }

  @Test
  void aConditionKeepsItsTransitionTimeWhileItsValueStays() {
    Facts before = new Facts();
    before.verdict = held(DegradationAction.DrainThenStop);
    Facts after = new Facts();
    after.resource = Schedules.withStatus(factory.status(before.facts(), NOON));
    after.verdict = held(DegradationAction.ScaleToZero);
    after.endedMissed = MissedState.of(MissReason.NobodyLedInTime);
    GradedCronJobStatus status = factory.status(after.facts(), NOON.plusSeconds(90));

    assertThat(condition(status, "Ready").getLastTransitionTime())
        .isEqualTo("2026-11-23T12:00:00Z");
    assertThat(condition(status, "Held").getLastTransitionTime()).isEqualTo("2026-11-23T12:00:00Z");
    assertThat(condition(status, "Held").getReason()).isEqualTo("ScaleToZero");
    assertThat(condition(status, "Missed").getLastTransitionTime())
        .isEqualTo("2026-11-23T12:01:30Z");
  }

  @Test
  void theSameFactsMakeTheSameStatusSoThatNothingIsWritten() {
    Facts facts = new Facts();
    GradedCronJobStatus first = factory.status(facts.facts(), NOON);
    facts.resource = Schedules.withStatus(first);

    assertThat(factory.status(facts.facts(), NOON.plusSeconds(500))).isEqualTo(first);
  }

  @Test
  void aStatusWithoutConditionsHasNone() {
    assertThat(StatusFactory.condition(null, "Ready")).isEmpty();
    assertThat(StatusFactory.condition(status(new Facts()), "Other")).isEmpty();
  }

  @Test
  void aRefusedLaunchIsAConditionUntilTheNextOneIsTaken() {
    Facts facts = new Facts();
    facts.refusal = Optional.of(new Refusal(RefusalReason.QuotaExceeded, "exceeded quota: none"));
    GradedCronJobStatus refused = status(facts);

    Condition condition = condition(refused, StatusFactory.REFUSED);
    assertThat(condition.getStatus()).isEqualTo("True");
    assertThat(condition.getReason()).isEqualTo("QuotaExceeded");
    assertThat(condition.getMessage()).isEqualTo("exceeded quota: none");
    assertThat(refused.state()).as("nothing is wrong with it").isEqualTo(ScheduleState.Scheduled);

    facts.resource = Schedules.withStatus(refused);
    facts.refusal = Optional.empty();
    Condition after = condition(status(facts), StatusFactory.REFUSED);
    assertThat(after.getStatus()).isEqualTo("False");
    assertThat(after.getReason()).isEqualTo("NotRefused");
  }
}
