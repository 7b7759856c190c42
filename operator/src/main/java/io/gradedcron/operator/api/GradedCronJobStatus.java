package io.gradedcron.operator.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.time.Instant;
import java.util.List;

/**
 * What the operator has seen and done of a schedule.
 *
 * @param observedGeneration the spec's generation that this status belongs to
 * @param observed the part of the spec that the times below belong to
 * @param lastHandledTime every slot up to it has ended
 * @param lastScheduleTime slot of the newest launched run
 * @param lastSuccessfulTime when a run last succeeded
 * @param lastFailureTime when a run last failed
 * @param nextScheduleTime the next slot; null if there is none
 * @param active at most 20 references to active runs
 * @param activeCount how many runs are active
 * @param lastSkipped the newest range of skipped slots
 * @param lastMissed the newest range of missed slots
 * @param heldBy names of the Degradations that hold it
 * @param state one word for the columns
 * @param conditions Ready, Held, Missed, Refused
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("What the operator has seen and done. Written by the operator alone.")
public record GradedCronJobStatus(
    @JsonPropertyDescription("Generation of the spec that this status belongs to.")
        Long observedGeneration,
    @JsonPropertyDescription("The part of the spec that the times of this status belong to.")
        Observed observed,
    @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription(
            "Every slot up to this instant has ended: launched, skipped, missed or failed.")
        Instant lastHandledTime,
    @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription("Slot of the newest run that was launched.")
        Instant lastScheduleTime,
    @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription("When a run last succeeded.")
        Instant lastSuccessfulTime,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @JsonPropertyDescription("When a run last failed.")
        Instant lastFailureTime,
    @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription("The next slot. Absent if there is none.")
        Instant nextScheduleTime,
    @JsonPropertyDescription("References to active runs, at most 20.") List<ObjectReference> active,
    @JsonPropertyDescription("How many runs are active.") Integer activeCount,
    @JsonPropertyDescription("The newest range of skipped slots, and why.")
        SkippedRange lastSkipped,
    @JsonPropertyDescription(
            "The newest range of slots that should have been launched and were not: nobody led in"
                + " time, or the API server refused them until their deadline.")
        MissedRange lastMissed,
    @JsonPropertyDescription("Names of the Degradations that hold new runs back.")
        List<String> heldBy,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "The state in one word: Scheduled, Active, Held, Suspended or Invalid.")
        ScheduleState state,
    @JsonPropertyDescription(
            "Ready (false: its reason and message name the field to change), Held (true while a"
                + " degradation holds new runs back), Missed (true while the slot that ended last"
                + " was missed), Refused (true while the API server does not take its Jobs:"
                + " quota, namespace, admission; absent until that happens).")
        List<Condition> conditions) {

  /** The part of the spec whose change makes earlier slots void. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Observed(
      @JsonPropertyDescription("spec.schedule as it was seen.") String schedule,
      @JsonPropertyDescription("spec.timeZone as it was seen.") String timeZone,
      @JsonPropertyDescription("spec.spreadSeconds as it was seen.") Integer spreadSeconds,
      @JsonPropertyDescription("spec.suspend as it was seen.") Boolean suspend) {
    /** Returns what of the spec belongs to the times of a status. */
    public static Observed of(GradedCronJobSpec spec) {
      return new Observed(spec.schedule(), spec.timeZone(), spec.spreadSeconds(), spec.suspend());
    }
  }

  /** Slots from the first to the last, both included, that were not launched, and why. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SkippedRange(
      @JsonFormat(shape = JsonFormat.Shape.STRING)
          @JsonPropertyDescription("First slot of the range.")
          Instant from,
      @JsonFormat(shape = JsonFormat.Shape.STRING)
          @JsonPropertyDescription("Last slot of the range.")
          Instant to,
      @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
          @JsonPropertyDescription("Suspended, Degraded, Blocked or Ceiling.")
          SkipReason reason) {}

  /**
   * Slots from the first to the last, both included, that should have been launched and were not.
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record MissedRange(
      @JsonFormat(shape = JsonFormat.Shape.STRING)
          @JsonPropertyDescription("First slot of the range.")
          Instant from,
      @JsonFormat(shape = JsonFormat.Shape.STRING)
          @JsonPropertyDescription("Last slot of the range.")
          Instant to) {}
}
