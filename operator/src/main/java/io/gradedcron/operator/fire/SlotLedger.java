package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.GradedCronJobStatus.MissedRange;
import io.gradedcron.operator.api.GradedCronJobStatus.SkippedRange;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.plan.PendingSlot;
import io.gradedcron.operator.plan.SlotRange;
import java.time.Instant;
import java.util.Optional;

/**
 * How a schedule's slots ended: the times of its status. Not thread-safe: guarded by the lock of
 * the {@link ScheduleCell} that it belongs to.
 */
final class SlotLedger {
  private Instant handledUntil = Instant.MIN;
  private Optional<PendingSlot> pending = Optional.empty();
  private int attempts;
  private String refusal = "";
  private Optional<Instant> reopened = Optional.empty();
  private Optional<Instant> lastSchedule = Optional.empty();
  private Optional<SkippedRange> lastSkipped = Optional.empty();
  private Optional<MissedRange> lastMissed = Optional.empty();
  private boolean endedMissed;

  /**
   * Takes over what the status says; a schedule without one has handled nothing since its creation.
   */
  void restore(GradedCronJobStatus status, Instant created, boolean missed) {
    pending = Optional.empty();
    reopened = Optional.empty();
    attempts = 0;
    Instant saved = status == null ? null : status.lastHandledTime();
    handledUntil = saved != null && saved.isAfter(created) ? saved : created;
    if (status != null) {
      lastSchedule = Optional.ofNullable(status.lastScheduleTime());
      lastSkipped = Optional.ofNullable(status.lastSkipped());
      lastMissed = Optional.ofNullable(status.lastMissed());
    }
    endedMissed = missed;
  }

  /** An edit at this moment: nothing before it is launched any more. */
  void edited(Instant now) {
    handledTo(now);
    pending = Optional.empty();
    reopened = Optional.empty();
    attempts = 0;
  }

  /** Every slot up to this one has ended. Never goes back. */
  void handledTo(Instant slot) {
    handledUntil = slot.isAfter(handledUntil) ? slot : handledUntil;
  }

  void launched(Instant slot, LaunchReason reason, Optional<Instant> previousSlot) {
    if (reason == LaunchReason.Lifted) {
      lastSkipped = lastSkipped.flatMap(range -> without(range, slot, previousSlot));
    }
    ended(slot);
    endedMissed = false;
    lastSchedule = lastSchedule.filter(last -> last.isAfter(slot)).or(() -> Optional.of(slot));
  }

  /**
   * A slot that was skipped and then launched leaves the range, so that it is never re-opened
   * again.
   */
  private static Optional<SkippedRange> without(
      SkippedRange range, Instant slot, Optional<Instant> previousSlot) {
    if (!slot.equals(range.to())) {
      return Optional.of(range);
    }
    return previousSlot
        .filter(previous -> !previous.isBefore(range.from()))
        .map(previous -> new SkippedRange(range.from(), previous, range.reason()));
  }

  void skipped(SlotRange slots, SkipReason reason) {
    // Ranges that follow each other with nothing between them are one.
    Instant from =
        lastSkipped
            .filter(last -> last.reason() == reason && last.to().equals(handledUntil))
            .map(SkippedRange::from)
            .orElse(slots.from());
    lastSkipped = Optional.of(new SkippedRange(from, slots.to(), reason));
    ended(slots.to());
    endedMissed = false;
  }

  void missed(SlotRange slots) {
    Instant from =
        lastMissed
            .filter(last -> last.to().equals(handledUntil))
            .map(MissedRange::from)
            .orElse(slots.from());
    lastMissed = Optional.of(new MissedRange(from, slots.to()));
    ended(slots.to());
    endedMissed = true;
  }

  void failed(SlotRange slots) {
    ended(slots.to());
    endedMissed = false;
  }

  private void ended(Instant slot) {
    handledTo(slot);
    pending = Optional.empty();
    reopened = Optional.empty();
    attempts = 0;
  }

  void waits(PendingSlot slot) {
    pending = Optional.of(slot);
  }

  /** A create was refused: the slot waits until it may be tried again. */
  void refused(Instant slot, Instant notBefore, String message) {
    attempts++;
    refusal = message;
    pending = Optional.of(new PendingSlot(slot, PendingSlot.Reason.RETRYING, notBefore));
  }

  /** A degradation holds now: nothing stays open. */
  void held() {
    reopened = Optional.empty();
  }

  /**
   * No degradation holds any longer: the newest slot that it skipped may run, unless another has
   * ended since. Returns true if it is open now.
   */
  boolean reopen() {
    reopened =
        lastSkipped
            .filter(last -> last.reason() == SkipReason.Degraded)
            .map(SkippedRange::to)
            .filter(slot -> !slot.isBefore(handledUntil));
    return reopened.isPresent();
  }

  Instant handledUntil() {
    return handledUntil;
  }

  Optional<PendingSlot> pending() {
    return pending;
  }

  boolean isPending(PendingSlot.Reason reason) {
    return pending.filter(p -> p.reason() == reason).isPresent();
  }

  /** How often the pending slot was refused. */
  int attempts() {
    return attempts;
  }

  /** The last refusal, in words. */
  String refusal() {
    return refusal;
  }

  Optional<Instant> reopened() {
    return reopened;
  }

  Optional<Instant> lastSchedule() {
    return lastSchedule;
  }

  Optional<SkippedRange> lastSkipped() {
    return lastSkipped;
  }

  Optional<MissedRange> lastMissed() {
    return lastMissed;
  }

  boolean endedMissed() {
    return endedMissed;
  }
}
