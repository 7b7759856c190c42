package io.gradedcron.operator.plan;

import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.cron.SlotTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * All that the decision about a schedule's due slots depends on.
 *
 * @param times the schedule's slots, shift included
 * @param handledUntil every slot up to it has ended; never before the schedule's creation
 * @param pending the due slot that waits, if one does
 * @param reopened a skipped slot that the end of a degradation opened again, if any
 * @param suspended {@code spec.suspend}
 * @param held true if a degradation holds new runs back
 * @param concurrencyPolicy what an active run means
 * @param activeRuns how many runs of the schedule exist unfinished, those being deleted included
 * @param startingDeadline how late a slot may be launched; empty: until the next slot
 * @param liveSince since when slots are watched as they come due: earlier ones are caught up
 * @param now the wall clock
 */
public record SlotQuestion(
    SlotTimes times,
    Instant handledUntil,
    Optional<PendingSlot> pending,
    Optional<Instant> reopened,
    boolean suspended,
    boolean held,
    ConcurrencyPolicy concurrencyPolicy,
    int activeRuns,
    Optional<Duration> startingDeadline,
    Instant liveSince,
    Instant now) {}
