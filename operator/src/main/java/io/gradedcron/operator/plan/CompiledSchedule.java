package io.gradedcron.operator.plan;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.cron.InvalidScheduleException;
import io.gradedcron.operator.cron.SlotTimes;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A schedule's text made ready to be evaluated.
 *
 * @param times its slots; empty if the text is broken or never due
 * @param readiness what is wrong, or {@link Readiness#UNTRIED} where only the template is open
 */
public record CompiledSchedule(Optional<SlotTimes> times, Readiness readiness) {

  private static final String DEFAULT_ZONE = "UTC";

  /** What compiles a text in a time zone, as {@link CronSchedule#parse} does. */
  @FunctionalInterface
  public interface Texts {
    /**
     * Compiles a text.
     *
     * @param timeZone never null
     * @throws InvalidScheduleException if the text or the zone cannot be used
     */
    CronSchedule compile(String schedule, String timeZone);
  }

  /** Compiles a schedule by itself; never throws for what a user wrote. */
  public static CompiledSchedule of(GradedCronJob schedule) {
    return of(schedule, CronSchedule::parse);
  }

  /**
   * Compiles a schedule; never throws for what a user wrote.
   *
   * @param texts what compiles its text; it may hand out one object for equal texts
   */
  public static CompiledSchedule of(GradedCronJob schedule, Texts texts) {
    Optional<String> problem = WholeSchedule.problem(schedule);
    return problem.isPresent()
        ? broken(Readiness.INVALID_SCHEDULE, problem.get())
        : of(schedule, GradedCronJobStatus.Observed.of(schedule.getSpec()), texts);
  }

  /** Compiles what a schedule was when it was observed; never throws for what a user wrote. */
  public static CompiledSchedule of(GradedCronJob schedule, GradedCronJobStatus.Observed spec) {
    return of(schedule, spec, CronSchedule::parse);
  }

  private static CompiledSchedule of(
      GradedCronJob schedule, GradedCronJobStatus.Observed spec, Texts texts) {
    if (spec.schedule() == null) {
      return broken(Readiness.INVALID_SCHEDULE, "schedule: is required");
    }
    try {
      CronSchedule cron =
          texts.compile(spec.schedule(), Objects.requireNonNullElse(spec.timeZone(), DEFAULT_ZONE));
      if (!cron.everDue()) {
        return broken(
            Readiness.NEVER_DUE,
            Refusal.shortened(
                "schedule: \"" + spec.schedule() + "\" is never due: no such date exists"));
      }
      int spread = spec.spreadSeconds() == null ? 0 : spec.spreadSeconds();
      return new CompiledSchedule(
          Optional.of(
              cron.slots(created(schedule), Spread.offset(schedule.getMetadata().getUid(), spread))
                  .with(Trigger.of(schedule))),
          Readiness.UNTRIED);
    } catch (InvalidScheduleException e) {
      return switch (e.kind()) {
        case INVALID_SCHEDULE -> broken(Readiness.INVALID_SCHEDULE, e.getMessage());
        case UNKNOWN_TIME_ZONE -> broken(Readiness.UNKNOWN_TIME_ZONE, e.getMessage());
      };
    }
  }

  /** Returns when the object was created; long ago if it does not say so. */
  public static Instant created(GradedCronJob schedule) {
    return WholeSchedule.created(schedule).orElse(Instant.EPOCH);
  }

  private static CompiledSchedule broken(String reason, String message) {
    return new CompiledSchedule(Optional.empty(), Readiness.no(reason, message));
  }
}
