package io.gradedcron.operator.plan;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.degrade.Verdict;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * What is known of a schedule when its status is made.
 *
 * @param resource the object, its present status included
 * @param slots how its slots ended
 * @param lastSuccess when a run last succeeded
 * @param lastFailure when a run last failed
 * @param next the next slot
 * @param runs its runs, finished ones included
 * @param refusal why the API server does not take its Jobs, if it refused the last one
 * @param verdict what the degradations do to it
 * @param readiness whether it can run
 */
public record ScheduleFacts(
    GradedCronJob resource,
    SlotRecord slots,
    Optional<Instant> lastSuccess,
    Optional<Instant> lastFailure,
    Optional<Instant> next,
    Collection<Run> runs,
    Optional<Refusal> refusal,
    Verdict verdict,
    Readiness readiness) {}
