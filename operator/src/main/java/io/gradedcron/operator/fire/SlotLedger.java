package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.GradedCronJobStatus.SkippedRange;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.plan.MissedState;
import io.gradedcron.operator.plan.ObservedSpec;
import io.gradedcron.operator.plan.PendingSlot;
import io.gradedcron.operator.plan.SlotRange;
import io.gradedcron.operator.plan.SlotRecord;
import java.time.Instant;
import java.util.Optional;

/**
 * How a schedule's slots ended: the times of its status, and what waits. Not thread-safe: guarded
 * by the lock of the {@link ScheduleCell} that it belongs to.
 */
final class SlotLedger {
  private SlotRecord record = SlotRecord.blank();
  private UnsavedRecords unsaved = UnsavedRecords.none(record);
  private Optional<PendingSlot> pending = Optional.empty();
  private String refusal = "";
  private Optional<Instant> reopened = Optional.empty();

  /**
   * Takes over what the status says; a schedule without one has handled nothing since its creation.
   */
  void restore(GradedCronJobStatus status, Instant created) {
    record = SlotRecord.of(status, created);
    unsaved = UnsavedRecords.none(record);
    nothingWaits();
  }

  private void nothingWaits() {
    pending = Optional.empty();
    reopened = Optional.empty();
  }

  /** An edit at this moment: nothing before it is launched any more. */
  void edited(Instant now) {
    handledTo(now);
    nothingWaits();
  }

  /** The times belong to this spec from now on. */
  void observed(ObservedSpec spec) {
    record = record.withSpec(spec);
  }

  /** Every slot up to this one has ended. Never goes back. */
  void handledTo(Instant slot) {
    record = record.handledTo(slot);
  }

  void launched(Instant slot, LaunchReason reason, Optional<Instant> previousSlot) {
    if (reason == LaunchReason.Lifted) {
      record =
          record.withSkipped(
              record.lastSkipped().flatMap(range -> without(range, slot, previousSlot)));
    }
    ended(record.launched(slot));
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
    ended(record.skipped(slots, reason));
  }

  void missed(SlotRange slots, MissedState why) {
    ended(record.missed(slots, why));
  }

  /** Slots were refused until their deadline: they too should have been launched and were not. */
  void failed(SlotRange slots, String message) {
    ended(record.missed(slots, MissedState.refused(message)));
  }

  private void ended(SlotRecord next) {
    if (next.loses(record, unsaved.saved())) {
      if (unsaved.isFull()) {
        record = next.including(record);
      } else {
        unsaved = unsaved.with(record);
        record = next;
      }
    } else {
      record = next;
    }
    nothingWaits();
  }

  /** Nothing is due: what waited so far waits no longer, unless the clock was set back. */
  void nothingIsDue(Instant now) {
    pending = pending.filter(p -> p.slot().isAfter(now));
  }

  void waits(PendingSlot slot) {
    pending = Optional.of(slot);
  }

  /** A create was refused: the slot waits until it may be tried again. */
  void refused(Instant slot, Instant notBefore, String message) {
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
   *
   * @param newestSeen the newest slot of which a run was seen: it and older ones need no other
   */
  boolean reopen(Optional<Instant> newestSeen) {
    reopened =
        record
            .lastSkipped()
            .filter(last -> last.reason() == SkipReason.Degraded)
            .map(SkippedRange::to)
            .filter(slot -> !slot.isBefore(record.handledUntil()))
            .filter(slot -> newestSeen.filter(seen -> !seen.isBefore(slot)).isEmpty());
    return reopened.isPresent();
  }

  /** Returns how the slots ended so far. */
  SlotRecord record() {
    return record;
  }

  /** Returns the record that the next status has to hold. */
  SlotRecord toSave() {
    return unsaved.oldest().orElse(record);
  }

  /** A status with this record stands. Returns true if a newer one has to follow. */
  boolean saved(SlotRecord written) {
    unsaved = unsaved.savedAs(written);
    return written != record;
  }

  Instant handledUntil() {
    return record.handledUntil();
  }

  Optional<PendingSlot> pending() {
    return pending;
  }

  boolean isPending(PendingSlot.Reason reason) {
    return pending.filter(p -> p.reason() == reason).isPresent();
  }

  /** Returns true if a due slot waits for active runs to end. */
  boolean waitsForRuns() {
    return isPending(PendingSlot.Reason.BLOCKED) || isPending(PendingSlot.Reason.REPLACING);
  }

  /** The last refusal, in words. */
  String refusal() {
    return refusal;
  }

  Optional<Instant> reopened() {
    return reopened;
  }
}
