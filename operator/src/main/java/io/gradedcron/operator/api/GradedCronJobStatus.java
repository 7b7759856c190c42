package io.gradedcron.operator.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param conditions Ready, Held, Missed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GradedCronJobStatus(
    Long observedGeneration,
    Observed observed,
    @JsonFormat(shape = JsonFormat.Shape.STRING) Instant lastHandledTime,
    @JsonFormat(shape = JsonFormat.Shape.STRING) Instant lastScheduleTime,
    @JsonFormat(shape = JsonFormat.Shape.STRING) Instant lastSuccessfulTime,
    @JsonFormat(shape = JsonFormat.Shape.STRING) Instant lastFailureTime,
    @JsonFormat(shape = JsonFormat.Shape.STRING) Instant nextScheduleTime,
    List<ObjectReference> active,
    Integer activeCount,
    SkippedRange lastSkipped,
    MissedRange lastMissed,
    List<String> heldBy,
    ScheduleState state,
    List<Condition> conditions) {

  /** The part of the spec whose change makes earlier slots void. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Observed(String schedule, String timeZone, Integer spreadSeconds, Boolean suspend) {
    /** Returns what of the spec belongs to the times of a status. */
    public static Observed of(GradedCronJobSpec spec) {
      return new Observed(spec.schedule(), spec.timeZone(), spec.spreadSeconds(), spec.suspend());
    }
  }

  /** Slots from the first to the last, both included, that were not launched, and why. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SkippedRange(
      @JsonFormat(shape = JsonFormat.Shape.STRING) Instant from,
      @JsonFormat(shape = JsonFormat.Shape.STRING) Instant to,
      SkipReason reason) {}

  /** Slots from the first to the last, both included, that nobody led in time to launch. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record MissedRange(
      @JsonFormat(shape = JsonFormat.Shape.STRING) Instant from,
      @JsonFormat(shape = JsonFormat.Shape.STRING) Instant to) {}
}
