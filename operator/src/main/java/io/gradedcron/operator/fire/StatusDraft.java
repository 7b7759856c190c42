package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;

/**
 * A status to be written.
 *
 * @param resource the object as it was read last: its resource version guards the write
 * @param status the status
 * @param change the number of the newest change that it contains
 */
public record StatusDraft(GradedCronJob resource, GradedCronJobStatus status, long change) {}
