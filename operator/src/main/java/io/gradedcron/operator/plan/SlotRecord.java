package io.gradedcron.operator.plan;

import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.GradedCronJobStatus.MissedRange;
import io.gradedcron.operator.api.GradedCronJobStatus.SkippedRange;
import io.gradedcron.operator.api.SkipReason;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How a schedule's slots ended so far, as far as one status can hold it.
 *
 * @param spec the spec that the times belong to; empty as long as none was observed
 * @param handledUntil every slot up to it has ended
 * @param lastSchedule slot of the newest launched run
 * @param lastSkipped the newest range of skipped slots
 * @param lastMissed the newest range of slots that were missed or refused until their deadline
 * @param missed whether the slot that ended last was missed
 */
public record SlotRecord(
    Optional<ObservedSpec> spec,
    Instant handledUntil,
    Optional<Instant> lastSchedule,
    Optional<SkippedRange> lastSkipped,
    Optional<MissedRange> lastMissed,
    MissedState missed) {

  /** Returns the record of a schedule of which nothing is known. */
  public static SlotRecord blank() {
    return new SlotRecord(
        Optional.empty(),
        Instant.MIN,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        MissedState.NOT_MISSED);
  }

  /**
   * Returns what a status says; a schedule without one has handled nothing since its creation.
   *
   * @param status null if there is none
   */
  public static SlotRecord of(GradedCronJobStatus status, Instant created) {
    if (status == null) {
      return blank().handledTo(created);
    }
    Instant saved = status.lastHandledTime();
    return new SlotRecord(
        Optional.ofNullable(status.observed())
            .map(text -> new ObservedSpec(status.observedGeneration(), text)),
        saved != null && saved.isAfter(created) ? saved : created,
        Optional.ofNullable(status.lastScheduleTime()),
        Optional.ofNullable(status.lastSkipped()),
        Optional.ofNullable(status.lastMissed()),
        StatusReader.missed(status));
  }

  /** Every slot up to this one has ended. Never goes back. */
  public SlotRecord handledTo(Instant slot) {
    Instant newest = slot.isAfter(handledUntil) ? slot : handledUntil;
    return new SlotRecord(spec, newest, lastSchedule, lastSkipped, lastMissed, missed);
  }

  /** A slot was launched. */
  public SlotRecord launched(Instant slot) {
    return new SlotRecord(
            spec,
            handledUntil,
            lastSchedule.filter(last -> last.isAfter(slot)).or(() -> Optional.of(slot)),
            lastSkipped,
            lastMissed,
            MissedState.NOT_MISSED)
        .handledTo(slot);
  }

  /** Slots were skipped: a range that follows the last one with nothing between them extends it. */
  public SlotRecord skipped(SlotRange slots, SkipReason reason) {
    Instant from =
        lastSkipped
            .filter(last -> last.reason() == reason && last.to().equals(handledUntil))
            .map(SkippedRange::from)
            .orElse(slots.from());
    return new SlotRecord(
            spec,
            handledUntil,
            lastSchedule,
            Optional.of(new SkippedRange(from, slots.to(), reason)),
            lastMissed,
            MissedState.NOT_MISSED)
        .handledTo(slots.to());
  }

  /** Slots were missed: a range that follows the last one with nothing between them extends it. */
  public SlotRecord missed(SlotRange slots, MissedState why) {
    Instant from =
        lastMissed
            .filter(last -> last.to().equals(handledUntil))
            .map(MissedRange::from)
            .orElse(slots.from());
    return new SlotRecord(
            spec,
            handledUntil,
            lastSchedule,
            lastSkipped,
            Optional.of(new MissedRange(from, slots.to())),
            why)
        .handledTo(slots.to());
  }

  /** Returns the record as one that belongs to this spec. */
  public SlotRecord withSpec(ObservedSpec now) {
    return new SlotRecord(
        Optional.of(now), handledUntil, lastSchedule, lastSkipped, lastMissed, missed);
  }

  /** Returns the record with other skipped slots. */
  public SlotRecord withSkipped(Optional<SkippedRange> skipped) {
    return new SlotRecord(spec, handledUntil, lastSchedule, skipped, lastMissed, missed);
  }

  /**
   * Returns true if a status with this record, written after one with {@code saved}, would let a
   * range of {@code before} go that no status held.
   */
  public boolean loses(SlotRecord before, SlotRecord saved) {
    boolean skippedLost =
        before
            .lastSkipped()
            .filter(range -> !saved.lastSkipped().equals(Optional.of(range)))
            .filter(range -> !covers(range))
            .isPresent();
    boolean missedLost =
        before
            .lastMissed()
            .filter(range -> !saved.lastMissed().equals(Optional.of(range)))
            .filter(range -> !covers(range))
            .isPresent();
    return skippedLost || missedLost;
  }

  private boolean covers(SkippedRange other) {
    return lastSkipped
        .filter(r -> !r.from().isAfter(other.from()) && !r.to().isBefore(other.to()))
        .isPresent();
  }

  private boolean covers(MissedRange other) {
    return lastMissed
        .filter(r -> !r.from().isAfter(other.from()) && !r.to().isBefore(other.to()))
        .isPresent();
  }

  /** Returns this record with its ranges widened so that they hold those of an earlier one too. */
  public SlotRecord including(SlotRecord earlier) {
    return new SlotRecord(
        spec,
        handledUntil,
        lastSchedule,
        lastSkipped
            .map(
                r ->
                    new SkippedRange(
                        earliest(r.from(), earlier.lastSkipped().map(SkippedRange::from)),
                        r.to(),
                        r.reason()))
            .or(earlier::lastSkipped),
        lastMissed
            .map(
                r ->
                    new MissedRange(
                        earliest(r.from(), earlier.lastMissed().map(MissedRange::from)), r.to()))
            .or(earlier::lastMissed),
        missed);
  }

  private static Instant earliest(Instant one, Optional<Instant> other) {
    return other.filter(Objects.requireNonNull(one)::isAfter).orElse(one);
  }
}
