package io.gradedcron.operator.plan;

import io.fabric8.kubernetes.api.model.Condition;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobSpec;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.GradedCronJobStatus.MissedRange;
import io.gradedcron.operator.api.GradedCronJobStatus.Observed;
import io.gradedcron.operator.api.GradedCronJobStatus.SkippedRange;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;

/**
 * Guards against objects that the present schema would refuse: written under an older one, or while
 * the CRD was changed by hand. Nothing of such an object is launched, and it disturbs no other.
 * Stateless; any thread.
 */
public final class WholeSchedule {
  private static final int LEAST_IMPORTANT = 3;
  private static final int LONGEST_MESSAGE = 2_000;

  private WholeSchedule() {}

  /** Returns what the object lacks, as one line that names the field; empty if it is whole. */
  public static Optional<String> problem(GradedCronJob schedule) {
    GradedCronJobSpec spec = schedule.getSpec();
    if (spec == null) {
      return Optional.of("spec: is required");
    }
    if (!isLevel(spec.level())) {
      return Optional.of(
          "level: "
              + (spec.level() == null ? "is required" : spec.level() + " is no level")
              + "; use 1 (core), 2 (transactional) or 3 (non-urgent)");
    }
    if (spec.schedule() == null) {
      return Optional.of("schedule: is required");
    }
    if (spec.jobTemplate() == null || !spec.jobTemplate().hasPod()) {
      return Optional.of(
          "jobTemplate.spec.template: is missing, or holds a value of the wrong type");
    }
    return created(schedule).isEmpty()
        ? Optional.of("metadata.creationTimestamp: is no RFC 3339 time")
        : Optional.empty();
  }

  /**
   * Returns the object; or in its place one without a Job, which the rest of the operator can show
   * as invalid, at the object's level or the least important; and without what nobody can read of
   * its status.
   */
  public static GradedCronJob of(GradedCronJob schedule) {
    boolean whole = problem(schedule).isEmpty();
    if (whole && isWhole(schedule.getStatus())) {
      return schedule;
    }
    GradedCronJob copy = new GradedCronJob();
    copy.setMetadata(schedule.getMetadata());
    copy.setSpec(whole ? schedule.getSpec() : withoutJob(schedule.getSpec()));
    copy.setStatus(
        isWhole(schedule.getStatus()) ? schedule.getStatus() : readable(schedule.getStatus()));
    return copy;
  }

  private static GradedCronJobSpec withoutJob(GradedCronJobSpec spec) {
    return new GradedCronJobSpec(
        spec == null || !isLevel(spec.level()) ? LEAST_IMPORTANT : spec.level(),
        spec == null || spec.schedule() == null ? "" : spec.schedule(),
        spec == null ? null : spec.timeZone(),
        spec == null ? null : spec.suspend(),
        spec == null ? null : spec.concurrencyPolicy(),
        spec == null ? null : spec.startingDeadlineSeconds(),
        spec == null ? null : spec.heldRunPolicy(),
        spec == null ? null : spec.spreadSeconds(),
        spec == null ? null : spec.successfulJobsHistoryLimit(),
        spec == null ? null : spec.failedJobsHistoryLimit(),
        null);
  }

  private static boolean isWhole(GradedCronJobStatus status) {
    return status == null
        || (isWhole(status.lastSkipped())
            && isWhole(status.lastMissed())
            && (status.observed() == null || status.observed().schedule() != null)
            && (status.heldBy() == null || status.heldBy().stream().allMatch(Objects::nonNull))
            && (status.conditions() == null
                || status.conditions().stream().allMatch(WholeSchedule::isWhole)));
  }

  private static boolean isWhole(SkippedRange range) {
    return range == null || (range.from() != null && range.to() != null && range.reason() != null);
  }

  private static boolean isWhole(MissedRange range) {
    return range == null || (range.from() != null && range.to() != null);
  }

  private static boolean isWhole(Condition condition) {
    return condition != null
        && condition.getType() != null
        && condition.getStatus() != null
        && condition.getReason() != null
        && condition.getMessage() != null
        && condition.getMessage().length() <= LONGEST_MESSAGE;
  }

  /** What nobody can read says nothing: it is left out. */
  private static GradedCronJobStatus readable(GradedCronJobStatus status) {
    Observed observed = status.observed();
    return new GradedCronJobStatus(
        status.observedGeneration(),
        observed == null || observed.schedule() == null ? null : observed,
        status.lastHandledTime(),
        status.lastScheduleTime(),
        status.lastSuccessfulTime(),
        status.lastFailureTime(),
        status.nextScheduleTime(),
        status.active(),
        status.activeCount(),
        isWhole(status.lastSkipped()) ? status.lastSkipped() : null,
        isWhole(status.lastMissed()) ? status.lastMissed() : null,
        status.heldBy() == null ? null : status.heldBy().stream().filter(Objects::nonNull).toList(),
        status.state(),
        status.conditions() == null
            ? null
            : status.conditions().stream().filter(WholeSchedule::isWhole).toList());
  }

  /** Returns when the object was created; empty if it does not say so. */
  static Optional<Instant> created(GradedCronJob schedule) {
    String text = schedule.getMetadata().getCreationTimestamp();
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      // The API server alone writes it: its absence is a problem of the object, told as such.
      return Optional.empty();
    }
  }

  private static boolean isLevel(Integer level) {
    return level != null && level >= 1 && level <= LEAST_IMPORTANT;
  }
}
