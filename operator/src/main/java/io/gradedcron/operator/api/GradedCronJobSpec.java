package io.gradedcron.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
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
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GradedCronJobSpec(
    Integer level,
    String schedule,
    String timeZone,
    Boolean suspend,
    ConcurrencyPolicy concurrencyPolicy,
    Long startingDeadlineSeconds,
    HeldRunPolicy heldRunPolicy,
    Integer spreadSeconds,
    Integer successfulJobsHistoryLimit,
    Integer failedJobsHistoryLimit,
    JobTemplateSpec jobTemplate) {

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
