package io.gradedcron.operator.fire;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A schedule's alarms, and where it stands in each queue. Any thread; no lock. */
final class CellSignals {
  private final Alarm slot;
  private final Alarm retry;
  private final Alarm attend;
  private final AtomicBoolean inLaunchQueue = new AtomicBoolean();
  private final AtomicInteger keeperFailures = new AtomicInteger();
  private final AtomicReference<CellQueue.Turn> keeper = new AtomicReference<>(CellQueue.Turn.IDLE);
  private final AtomicReference<CellQueue.Turn> history =
      new AtomicReference<>(CellQueue.Turn.IDLE);

  CellSignals(ScheduleCell cell) {
    slot = Alarm.of(Alarm.Kind.SLOT, cell);
    retry = Alarm.of(Alarm.Kind.RETRY, cell);
    attend = Alarm.of(Alarm.Kind.ATTEND, cell);
  }

  /** Rings at each slot. */
  Alarm slot() {
    return slot;
  }

  /** Rings when a refused launch may be tried again. */
  Alarm retry() {
    return retry;
  }

  /** Rings when the keeper's work may be tried again. */
  Alarm attend() {
    return attend;
  }

  /** Returns false if the schedule lies in the launch queue already. */
  boolean enterLaunchQueue() {
    return inLaunchQueue.compareAndSet(false, true);
  }

  boolean isInLaunchQueue() {
    return inLaunchQueue.get();
  }

  void leaveLaunchQueue() {
    inLaunchQueue.set(false);
  }

  /** The keeper's work failed once more. Returns how often in a row. */
  int keeperFailed() {
    return keeperFailures.incrementAndGet();
  }

  void keeperSucceeded() {
    keeperFailures.set(0);
  }

  AtomicReference<CellQueue.Turn> keeper() {
    return keeper;
  }

  AtomicReference<CellQueue.Turn> history() {
    return history;
  }
}
