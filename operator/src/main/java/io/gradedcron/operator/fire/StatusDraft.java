package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.plan.SlotRecord;

/**
 * A status to be written.
 *
 * @param resource the object as it was read last: its resource version guards the write
 * @param status the status
 * @param record the slots that it shows
 * @param change the number of the newest change that it contains, or -1 if it is older than those
 */
public record StatusDraft(
    GradedCronJob resource, GradedCronJobStatus status, SlotRecord record, long change) {}
