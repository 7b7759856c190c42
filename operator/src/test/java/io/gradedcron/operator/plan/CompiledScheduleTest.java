package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.cron.SlotTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompiledScheduleTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private static GradedCronJob schedule(String text, String zone, int spread) {
    return Schedules.schedule("report", Schedules.spec(text, zone, spread, Schedules.template()));
  }

  private static SlotTimes times(String text, String zone, int spread) {
    CompiledSchedule compiled = CompiledSchedule.of(schedule(text, zone, spread));
    assertThat(compiled.readiness()).isEqualTo(Readiness.UNTRIED);
    return compiled.times().orElseThrow();
  }

  @Test
  void aGoodTextHasSlotsAndATemplateThatIsStillToBeTried() {
    assertThat(times("*/5 * * * *", null, 0).next(NOON)).contains(NOON.plusSeconds(300));
  }

  @Test
  void theTextIsCompiledByWhatIsGivenUtcWhereItNamesNoZone() {
    List<String> asked = new ArrayList<>();

    CompiledSchedule compiled =
        CompiledSchedule.of(
            schedule("*/5 * * * *", null, 0),
            (text, zone) -> {
              asked.add(text + " in " + zone);
              return CronSchedule.parse("0 13 * * *", zone);
            });

    assertThat(asked).containsExactly("*/5 * * * * in UTC");
    assertThat(compiled.times().orElseThrow().next(NOON)).contains(NOON.plusSeconds(3_600));
  }

  @Test
  void slotsAreReadInTheScheduleZone() {
    assertThat(times("30 14 * * *", "Europe/Berlin", 0).next(NOON))
        .contains(Instant.parse("2026-11-23T13:30:00Z"));
  }

  @Test
  void slotsAreShiftedByTheSpread() {
    Duration offset = Spread.offset(Schedules.UID, 3_600);

    assertThat(offset).isPositive();
    assertThat(times("0 14 * * *", null, 3_600).next(NOON))
        .contains(Instant.parse("2026-11-23T14:00:00Z").plus(offset));
  }

  @Test
  void intervalsCountFromTheCreation() {
    assertThat(times("@every 1h", null, 0).next(NOON))
        .contains(Instant.parse("2026-11-23T12:00:30Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "every day | UTC        | InvalidSchedule | schedule",
        "61 * * * * | UTC       | InvalidSchedule | 61",
        "* * * * *  | Mars/Base | UnknownTimeZone | Mars/Base",
        "0 0 30 2 * | UTC       | NeverDue        | 0 0 30 2 *"
      })
  void aTextThatCannotRunHasNoSlotsAndNamesTheFault(
      String text, String zone, String reason, String named) {
    CompiledSchedule compiled = CompiledSchedule.of(schedule(text, zone, 0));

    assertThat(compiled.times()).isEmpty();
    assertThat(compiled.readiness().verdict()).isEqualTo(Readiness.Verdict.FALSE);
    assertThat(compiled.readiness().reason()).isEqualTo(reason);
    assertThat(compiled.readiness().message()).contains(named).doesNotContain("\n");
    assertThat(compiled.readiness().hasNoSlots()).isTrue();
  }

  @Test
  void aRefusedTemplateIsShownInTheApiServersWords() {
    Readiness refused = Readiness.invalidTemplate("spec.completions: must be at least 0");

    assertThat(refused.verdict()).isEqualTo(Readiness.Verdict.FALSE);
    assertThat(refused.reason()).isEqualTo("InvalidJobTemplate");
    assertThat(refused.message())
        .startsWith("jobTemplate: ")
        .endsWith("spec.completions: must be at least 0");
  }

  @Test
  void aFaultOfTheTemplateOrTheNameLeavesTheSlots() {
    assertThat(Readiness.no(Readiness.INVALID_JOB_TEMPLATE, "m").hasNoSlots()).isFalse();
    assertThat(Readiness.no(Readiness.NAME_CONFLICT, "m").hasNoSlots()).isFalse();
    assertThat(Readiness.READY.hasNoSlots()).isFalse();
    assertThat(Readiness.UNTRIED.hasNoSlots()).isFalse();
  }
}
