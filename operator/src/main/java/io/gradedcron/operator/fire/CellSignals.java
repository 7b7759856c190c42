package io.gradedcron.operator.fire;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A schedule's alarms, and where it stands in each queue. Any thread. */
final class CellSignals {
  private final ScheduleCell cell;
  private final Alarm slot;

  /** Null until it is asked for: most schedules never need it. Written under the lock. */
  private volatile Alarm retry;

  /** Null until it is asked for: most schedules never need it. Written under the lock. */
  private volatile Alarm attend;

  private final AtomicBoolean inLaunchQueue = new AtomicBoolean();
  private final AtomicInteger keeperFailures = new AtomicInteger();
  private final AtomicReference<CellQueue.Turn> keeper = new AtomicReference<>(CellQueue.Turn.IDLE);
  private final AtomicReference<CellQueue.Turn> history =
      new AtomicReference<>(CellQueue.Turn.IDLE);

  CellSignals(ScheduleCell cell) {
    this.cell = cell;
    slot = Alarm.of(Alarm.Kind.SLOT, cell);
  }

  /** Rings at each slot. */
  Alarm slot() {
    return slot;
  }

  /** Rings when a refused launch may be tried again. */
  Alarm retry() {
    Alarm known = retry;
    return known == null ? makeRetry() : known;
  }

  private synchronized Alarm makeRetry() {
    retry = retry == null ? Alarm.of(Alarm.Kind.RETRY, cell) : retry;
    return retry;
  }

  /** Rings when the keeper's work may be tried again. */
  Alarm attend() {
    Alarm known = attend;
    return known == null ? makeAttend() : known;
  }

  private synchronized Alarm makeAttend() {
    attend = attend == null ? Alarm.of(Alarm.Kind.ATTEND, cell) : attend;
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
