package io.gradedcron.operator.plan;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.GradedCronJobStatus.MissedRange;
import io.gradedcron.operator.api.GradedCronJobStatus.SkippedRange;
import io.gradedcron.operator.degrade.Verdict;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * What is known of a schedule when its status is made.
 *
 * @param resource the object, its present status included
 * @param observed the part of the spec that the times belong to
 * @param handledUntil every slot up to it has ended
 * @param lastSchedule slot of the newest launched run
 * @param lastSuccess when a run last succeeded
 * @param lastFailure when a run last failed
 * @param next the next slot
 * @param runs its runs, finished ones included
 * @param lastSkipped the newest range of skipped slots
 * @param lastMissed the newest range of missed slots
 * @param endedMissed true if the slot that ended last was missed
 * @param verdict what the degradations do to it
 * @param readiness whether it can run
 */
public record ScheduleFacts(
    GradedCronJob resource,
    GradedCronJobStatus.Observed observed,
    Instant handledUntil,
    Optional<Instant> lastSchedule,
    Optional<Instant> lastSuccess,
    Optional<Instant> lastFailure,
    Optional<Instant> next,
    Collection<Run> runs,
    Optional<SkippedRange> lastSkipped,
    Optional<MissedRange> lastMissed,
    boolean endedMissed,
    Verdict verdict,
    Readiness readiness) {}
