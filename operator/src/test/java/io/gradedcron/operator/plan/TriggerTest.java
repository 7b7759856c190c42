package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.cron.SlotTimes;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TriggerTest {
  private static GradedCronJob annotated(String text) {
    GradedCronJob schedule = Schedules.schedule();
    schedule.getMetadata().setAnnotations(Map.of(GradedCron.TRIGGER_ANNOTATION, text));
    return schedule;
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T12:00:20Z, 2026-11-23T12:00:20Z",
    "2026-11-23T13:00:20+01:00, 2026-11-23T12:00:20Z",
    "2026-11-23T12:00:20.9Z, 2026-11-23T12:00:20Z"
  })
  void anInstantInTheAnnotationIsASlotMore(String text, Instant slot) {
    GradedCronJob schedule = annotated(text);

    assertThat(Trigger.of(schedule)).contains(slot);
    SlotTimes times = CompiledSchedule.of(schedule).times().orElseThrow();
    assertThat(times.next(Instant.parse("2026-11-23T12:00:00Z"), 2))
        .containsExactly(slot, Instant.parse("2026-11-23T12:01:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "now", "2026-11-23", "2026-11-23T12:00:20", "1795795971"})
  void whatIsNoInstantAsksForNothingAndBreaksNothing(String text) {
    GradedCronJob schedule = annotated(text);

    assertThat(Trigger.of(schedule)).isEmpty();
    assertThat(CompiledSchedule.of(schedule).times().orElseThrow().extra()).isEmpty();
    assertThat(CompiledSchedule.of(schedule).readiness()).isEqualTo(Readiness.UNTRIED);
  }

  @Test
  void aScheduleWithoutAnnotationsAsksForNothing() {
    assertThat(Trigger.of(Schedules.schedule())).isEmpty();
  }

  @Test
  void itsLaunchIsNoMeasureOfLatencyForItsInstantIsByAnotherClock() {
    SlotTimes times = CompiledSchedule.of(annotated("2026-11-23T12:00:20Z")).times().orElseThrow();
    Instant noon = Instant.parse("2026-11-23T12:00:00Z");

    assertThat(SlotPlanner.reason(times, noon.plusSeconds(20), noon))
        .isEqualTo(LaunchReason.Triggered);
    assertThat(SlotPlanner.reason(times, noon.plusSeconds(60), noon))
        .isEqualTo(LaunchReason.OnTime);
    assertThat(SlotPlanner.reason(times, noon.plusSeconds(20), noon.plusSeconds(21)))
        .isEqualTo(LaunchReason.CatchUp);
  }
}
