package io.gradedcron.operator.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.DegradationSpec;
import io.gradedcron.operator.api.GradedCronJobSpec;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.GradedCronJobStatus.MissedRange;
import io.gradedcron.operator.api.GradedCronJobStatus.SkippedRange;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.chaos.Evidence.JobCreated;
import io.gradedcron.operator.chaos.Evidence.PolicyVersion;
import io.gradedcron.operator.chaos.Evidence.ScheduleVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Counts made-up records. Slots are due every 10 s after 12:00:00. */
class TallyTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final String EVERY_TEN = "*/10 * * * * *";
  private static final String EVERY_TWENTY = "*/20 * * * * *";

  @Test
  void everySlotThatWasLaunchedSkippedOrMissedIsAccountedFor() {
    Tally tally =
        tally(
            List.of(job("a", 10, 100), job("b", 40, 110)),
            List.of(
                schedule(90, EVERY_TEN, 10, null, null),
                schedule(120, EVERY_TEN, 40, range(20), new MissedRange(at(30), at(30)))));

    assertThat(tally.slots()).isEqualTo(4);
    assertThat(tally.launched()).isEqualTo(2);
    assertThat(tally.skipped()).isEqualTo(1);
    assertThat(tally.missed()).isEqualTo(1);
    assertThat(tally.isClean()).isTrue();
  }

  @Test
  void aSlotWithTwoJobsIsDoubledWhateverTheyAreCalled() {
    Tally tally =
        tally(
            List.of(job("a", 10, 100), job("b", 10, 105)),
            List.of(schedule(110, EVERY_TEN, 40, new SkippedRange(at(20), at(40), null), null)));

    assertThat(tally.doubled()).singleElement().asString().contains("12:00:10Z");
    assertThat(tally.isClean()).isFalse();
  }

  @Test
  void aJobThatBothRecordsShowIsOne() {
    JobCreated watched =
        new JobCreated("uid", "report", at(10), "a", 0, START.plusSeconds(11), "watch");
    Evidence audit =
        new Evidence(
            List.of(job("a", 10, 100)),
            List.of(schedule(110, EVERY_TEN, 40, new SkippedRange(at(20), at(40), null), null)),
            List.of(),
            0);
    Evidence watch = new Evidence(List.of(watched), List.of(), List.of(), 0);

    assertThat(Tally.of(List.of(audit, watch), at(40)).doubled()).isEmpty();
    assertThat(Tally.of(List.of(watch, audit), at(40)).doubled()).isEmpty();
  }

  @Test
  void aSlotWithoutJobOrRangeIsLost() {
    Tally tally =
        tally(
            List.of(job("a", 10, 100), job("b", 40, 105)),
            List.of(schedule(110, EVERY_TEN, 40, range(30), null)));

    assertThat(tally.lost()).singleElement().asString().contains("12:00:20Z");
  }

  @Test
  void aRangeThatALaterStatusOverwroteStillCounts() {
    Tally tally =
        tally(
            List.of(job("a", 20, 100), job("b", 40, 120)),
            List.of(
                schedule(90, EVERY_TEN, 10, range(10), null),
                schedule(110, EVERY_TEN, 30, range(30), null),
                schedule(130, EVERY_TEN, 40, null, null)));

    assertThat(tally.lost()).isEmpty();
    assertThat(tally.skipped()).isEqualTo(2);
  }

  @Test
  void whatIsDueBetweenAnEditAndItsDiscoveryIsLeftOpen() {
    Tally tally =
        tally(
            List.of(job("a", 10, 100), job("b", 40, 130)),
            List.of(
                schedule(90, EVERY_TEN, 10, null, null),
                edited(100, 2, EVERY_TWENTY, 15, EVERY_TEN, 1, 10),
                edited(110, 2, EVERY_TWENTY, 33, EVERY_TWENTY, 2, 32),
                edited(140, 2, EVERY_TWENTY, 41, EVERY_TWENTY, 2, 40)));

    assertThat(tally.isClean()).isTrue();
    assertThat(tally.slots()).isEqualTo(2);
    // Of the old text 12:00:20 and 12:00:30, of the new one 12:00:20.
    assertThat(tally.edited()).isEqualTo(3);
  }

  @Test
  void whatWasDueBeforeAnEditWasWrittenHasToBeAccountedFor() {
    Tally tally =
        tally(
            List.of(job("a", 10, 100), job("b", 40, 130)),
            List.of(
                schedule(90, EVERY_TEN, 10, null, null),
                edited(100, 2, EVERY_TWENTY, 25, EVERY_TEN, 1, 10),
                edited(110, 2, EVERY_TWENTY, 33, EVERY_TWENTY, 2, 32),
                edited(140, 2, EVERY_TWENTY, 41, EVERY_TWENTY, 2, 40)));

    assertThat(tally.lost()).singleElement().asString().contains("12:00:20Z");
  }

  @Test
  void anEditBeforeTheFirstStatusLeavesNoOldTextToAccountFor() {
    Tally tally =
        tally(
            List.of(job("b", 40, 130)),
            List.of(
                new ScheduleVersion(
                    "uid", "chaos/report", 90, at(0), 1, START, Map.of(), spec(EVERY_TEN), null),
                edited(110, 2, EVERY_TWENTY, 33, EVERY_TWENTY, 2, 32),
                edited(140, 2, EVERY_TWENTY, 41, EVERY_TWENTY, 2, 40)));

    assertThat(tally.isClean()).isTrue();
    assertThat(tally.slots()).isEqualTo(1);
  }

  @Test
  void anEditThatIsTakenBackLeavesOpenWhatWasDueMeanwhile() {
    Tally tally =
        tally(
            List.of(job("a", 10, 100), job("b", 40, 130)),
            List.of(
                schedule(90, EVERY_TEN, 10, null, null),
                edited(100, 2, EVERY_TWENTY, 15, EVERY_TEN, 1, 10),
                edited(105, 3, EVERY_TEN, 25, EVERY_TEN, 1, 10),
                edited(110, 3, EVERY_TEN, 33, EVERY_TEN, 3, 32),
                edited(140, 3, EVERY_TEN, 41, EVERY_TEN, 3, 40)));

    assertThat(tally.isClean()).isTrue();
    assertThat(tally.slots()).isEqualTo(2);
  }

  @Test
  void aScheduleThatDidNotComeToRestIsStrangeAndItsSlotsAreLost() {
    Tally tally =
        tally(List.of(job("a", 10, 100)), List.of(schedule(110, EVERY_TEN, 10, null, null)));

    assertThat(tally.lost()).hasSize(3);
    assertThat(tally.strange()).singleElement().asString().contains("came to rest at");
  }

  @Test
  void aHandledTimeThatGoesBackIsStrange() {
    Tally tally =
        tally(
            List.of(),
            List.of(
                schedule(110, EVERY_TEN, 40, new SkippedRange(at(10), at(40), null), null),
                schedule(120, EVERY_TEN, 30, null, null),
                schedule(130, EVERY_TEN, 40, null, null)));

    assertThat(tally.strange()).singleElement().asString().contains("went back");
  }

  @Test
  void aJobForWhatIsNoSlotIsStrange() {
    Tally tally =
        tally(
            List.of(job("a", 15, 100)),
            List.of(schedule(110, EVERY_TEN, 40, new SkippedRange(at(10), at(40), null), null)));

    assertThat(tally.strange()).singleElement().asString().contains("no slot");
  }

  @Test
  void aCreateIsHeldThroughOnlyWhileThePolicyGoverns() {
    List<PolicyVersion> policies =
        List.of(policy(100, 1, 0, 3, null), policy(110, 1, 1, 3, null), policy(120, 2, 1, 0, null));

    assertThat(heldThrough(105, policies)).isEmpty();
    assertThat(heldThrough(115, policies)).hasSize(1);
    assertThat(heldThrough(125, policies)).isEmpty();
  }

  @Test
  void aPolicyHoldsOnlyTheLevelsAndSchedulesThatItNames() {
    assertThat(heldThrough(115, List.of(policy(100, 1, 1, 0, null)))).isEmpty();
    assertThat(heldThrough(115, List.of(policy(100, 1, 1, 2, null)))).hasSize(1);
    assertThat(heldThrough(115, List.of(policy(100, 1, 1, 3, "a")))).hasSize(1);
    assertThat(heldThrough(115, List.of(policy(100, 1, 1, 3, "b")))).isEmpty();
  }

  private static List<String> heldThrough(long version, List<PolicyVersion> policies) {
    Evidence evidence =
        new Evidence(
            List.of(job("a", 10, version)),
            List.of(schedule(90, EVERY_TEN, 0, null, null)),
            policies,
            0);
    return Tally.of(List.of(evidence), at(10)).heldThrough();
  }

  private static PolicyVersion policy(
      long version, long generation, long governs, int level, String group) {
    return new PolicyVersion(
        "peak",
        version,
        generation,
        governs,
        new DegradationSpec(
            level,
            new DegradationSpec.Actions(DegradationAction.DrainThenStop, null),
            null,
            null,
            null,
            null,
            group == null
                ? null
                : new LabelSelectorBuilder().addToMatchLabels("group", group).build(),
            null,
            null));
  }

  private static Tally tally(List<JobCreated> jobs, List<ScheduleVersion> versions) {
    return Tally.of(List.of(new Evidence(jobs, versions, List.of(), 0)), at(40));
  }

  private static JobCreated job(String uid, int slot, long version) {
    return new JobCreated("uid", "report", at(slot), uid, version, at(slot), "replica-1.1");
  }

  private static SkippedRange range(int slot) {
    return new SkippedRange(at(slot), at(slot), SkipReason.Degraded);
  }

  private static ScheduleVersion schedule(
      long version, String text, int handled, SkippedRange skipped, MissedRange missed) {
    return version(version, 1, spec(text), handled, spec(text), 1, handled, skipped, missed);
  }

  private static ScheduleVersion edited(
      long version,
      long generation,
      String text,
      int at,
      String observed,
      long observedGeneration,
      int handled) {
    return version(
        version,
        generation,
        spec(text),
        at,
        spec(observed),
        observedGeneration,
        handled,
        null,
        null);
  }

  private static GradedCronJobSpec spec(String text) {
    return new GradedCronJobSpec(3, text, null, null, null, null, null, null, null, null, null);
  }

  private static ScheduleVersion version(
      long version,
      long generation,
      GradedCronJobSpec spec,
      int at,
      GradedCronJobSpec observed,
      long observedGeneration,
      int handled,
      SkippedRange skipped,
      MissedRange missed) {
    GradedCronJobStatus status =
        new GradedCronJobStatus(
            observedGeneration,
            GradedCronJobStatus.Observed.of(observed),
            at(handled),
            null,
            null,
            null,
            null,
            null,
            null,
            skipped,
            missed,
            null,
            null,
            null);
    return new ScheduleVersion(
        "uid",
        "chaos/report",
        version,
        at(at),
        generation,
        START,
        Map.of("group", "a"),
        spec,
        status);
  }

  private static Instant at(int seconds) {
    return START.plusSeconds(seconds);
  }
}
