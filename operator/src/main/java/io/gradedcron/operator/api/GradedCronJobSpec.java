package io.gradedcron.operator.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Nullable;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;

/**
 * What a user asks of a schedule. Absent fields hold their defaults, as the CRD's schema gives
 * them.
 *
 * @param level 1 core, 2 transactional, 3 non-urgent
 * @param schedule the cron text
 * @param timeZone IANA name
 * @param suspend true holds new runs back and never kills
 * @param concurrencyPolicy what an active run means for the next slot
 * @param startingDeadlineSeconds how late a slot may still be launched, in seconds; null: no limit
 * @param heldRunPolicy what follows the end of a degradation
 * @param spreadSeconds width of the stable shift against herds, in seconds
 * @param successfulJobsHistoryLimit how many succeeded runs are kept
 * @param failedJobsHistoryLimit how many failed runs are kept
 * @param jobTemplate the Job to launch
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("When to run, how important it is, and the Job to launch.")
public record GradedCronJobSpec(
    @Required
        @ValidationRule(
            value = "self >= 1 && self <= 3",
            messageExpression =
                "'level is %d: it must be 1 (core), 2 (transactional) or 3 (non-urgent)'"
                    + ".format([self])")
        @JsonPropertyDescription(
            "How important the schedule is. 1: core, it always runs. 2: transactional, in a peak"
                + " the runs that are under way finish and no new ones start. 3: non-urgent, in a"
                + " peak it is stopped at once. Required: there is no safe default.")
        Integer level,
    @Required
        @Size(min = 1, max = 1024)
        @ValidationRule(
            value = "!self.contains('TZ=')",
            message = "schedule must not hold TZ= or CRON_TZ=: name the zone in timeZone")
        @JsonPropertyDescription(
            "When to run: 5 cron fields (minute, hour, day of month, month, day of week) or 6 with"
                + " leading seconds, @hourly, @daily, @weekly, @monthly, @yearly, or @every with a"
                + " duration such as 1h30m.")
        String schedule,
    @Default("UTC")
        @Size(min = 1, max = 128)
        @JsonPropertyDescription(
            "Time zone in which the schedule is read: an IANA name such as Europe/Berlin."
                + " Default: UTC.")
        String timeZone,
    @Default("false")
        @JsonPropertyDescription(
            "True holds new runs back; it never stops a run that is under way. Default: false.")
        Boolean suspend,
    @Default("Allow")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "What an active run means for the next slot. Allow: runs may overlap. Forbid: the slot"
                + " waits, and is skipped once the next slot is due. Replace: the active run is"
                + " stopped first. Default: Allow.")
        ConcurrencyPolicy concurrencyPolicy,
    @Min(0)
        @Nullable
        @JsonPropertyDescription(
            "How many seconds late a slot may still be launched; at the latest until the next"
                + " slot. Absent: no limit of its own.")
        Long startingDeadlineSeconds,
    @Default("Skip")
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "What follows the end of a degradation that held this schedule. Skip: wait for the"
                + " next slot. RunLatest: launch the newest skipped slot, once, inside its"
                + " startingDeadlineSeconds. Default: Skip.")
        HeldRunPolicy heldRunPolicy,
    @Default("0")
        @Min(0)
        @Max(3600)
        @JsonPropertyDescription(
            "Shifts every slot by a stable offset of at most that many seconds, taken from the"
                + " object's UID, so that not everything starts at :00. 0 to 3600. Default: 0.")
        Integer spreadSeconds,
    @Default("3") @Min(0) @JsonPropertyDescription("How many succeeded Jobs are kept. Default: 3.")
        Integer successfulJobsHistoryLimit,
    @Default("1") @Min(0) @JsonPropertyDescription("How many failed Jobs are kept. Default: 1.")
        Integer failedJobsHistoryLimit,
    @Required
        @JsonPropertyDescription(
            "The Job to launch at each slot, written as in a CronJob. Its labels and annotations"
                + " are copied to the Job.")
        @SchemaFrom(type = JobTemplateSpec.class)
        JobTemplate jobTemplate) {

  /** Fills in the defaults, so that a value made in code means what the same manifest means. */
  public GradedCronJobSpec {
    timeZone = timeZone == null ? "UTC" : timeZone;
    suspend = suspend != null && suspend;
    concurrencyPolicy = concurrencyPolicy == null ? ConcurrencyPolicy.Allow : concurrencyPolicy;
    heldRunPolicy = heldRunPolicy == null ? HeldRunPolicy.Skip : heldRunPolicy;
    spreadSeconds = spreadSeconds == null ? 0 : spreadSeconds;
    successfulJobsHistoryLimit =
        successfulJobsHistoryLimit == null ? 3 : successfulJobsHistoryLimit;
    failedJobsHistoryLimit = failedJobsHistoryLimit == null ? 1 : failedJobsHistoryLimit;
  }
}
