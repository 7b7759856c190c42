package io.gradedcron.operator.fire;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The places for runs of one level, and the line of those that wait for one: whose slot was due
 * first gets the next. Any thread; its lock is held for a moment only, and a place that becomes
 * free costs no more than one step in a tree, or a walk along the line while creates hang
 * somewhere.
 *
 * <p>A place is promised to the first in the line before that one's worker comes to it. So nobody
 * who comes in between can take it; and whoever cannot use it has to {@link #withdraw}. Who lies
 * where creates hang is passed over for those who do not: a place would lie idle there for long.
 */
final class LevelCeiling {
  /** Told that a schedule was promised a place. */
  interface Promise {
    /** Called under locks: must not wait, nor take any of a schedule's. */
    void given(ScheduleCell cell, Instant slot);
  }

  private record Waiting(Instant slot, Instant since, long number, ScheduleCell cell) {
    static final Comparator<Waiting> BY_DUE_TIME =
        Comparator.comparing(Waiting::since).thenComparingLong(Waiting::number);
  }

  private final int most;
  private final Promise promise;
  private final Predicate<ScheduleCell> hangs;

  /** How many places are taken, the promised ones included. */
  @GuardedBy("this")
  private int taken;

  @GuardedBy("this")
  private long arrivals;

  @GuardedBy("this")
  private final TreeSet<Waiting> line = new TreeSet<>(Waiting.BY_DUE_TIME);

  /** The same, by schedule. */
  @GuardedBy("this")
  private final Map<ScheduleCell, Waiting> waiting = new HashMap<>();

  /** For which slot a schedule was promised a place. */
  @GuardedBy("this")
  private final Map<ScheduleCell, Instant> promised = new HashMap<>();

  /**
   * Makes one that is empty.
   *
   * @param most how many places there are, 1 or more
   * @param hangs true for a schedule whose creates take long; must not wait, nor take a lock
   */
  LevelCeiling(int most, Promise promise, Predicate<ScheduleCell> hangs) {
    this.most = most;
    this.promise = promise;
    this.hangs = hangs;
  }

  int most() {
    return most;
  }

  /** Returns how many wait for a place. */
  synchronized int waiting() {
    return line.size();
  }

  /** Returns how many places are taken; more than there are if runs were found to exist. */
  synchronized int taken() {
    return taken;
  }

  /** Returns true if a schedule waits and was promised nothing yet. */
  synchronized boolean isWaiting(ScheduleCell cell) {
    return waiting.containsKey(cell);
  }

  /**
   * Takes a place for a slot's run; returns false, and has it wait in the line, if none is free.
   *
   * @param since its place in the line: when it was due, or refused last
   */
  synchronized boolean take(ScheduleCell cell, Instant slot, Instant since) {
    if (slot.equals(promised.get(cell))) {
      promised.remove(cell);
      return true;
    }
    Waiting before = waiting.get(cell);
    if (before != null && before.slot().equals(slot)) {
      return false;
    }
    withdraw(cell);
    if (taken < most) {
      taken++;
      return true;
    }
    lineUp(cell, slot, since);
    return false;
  }

  /** A run exists that nobody took a place for. */
  synchronized void occupy() {
    taken++;
  }

  /** A place is free again. */
  synchronized void leave() {
    taken--;
    promiseNext();
  }

  /** A place is free again, and whoever has it so far waits for one with a slot. */
  synchronized void leaveAndWait(ScheduleCell cell, Instant slot) {
    withdraw(cell);
    lineUp(cell, slot, slot);
    leave();
  }

  /**
   * The run of a place has ended so that a slot of the same schedule can take it over; above the
   * ceiling it waits like any other.
   */
  synchronized void handOver(ScheduleCell cell, Instant slot) {
    if (taken > most) {
      leaveAndWait(cell, slot);
      return;
    }
    withdraw(cell);
    promised.put(cell, slot);
    promise.given(cell, slot);
  }

  /** A schedule waits no longer, nor needs what it was promised. */
  synchronized void withdraw(ScheduleCell cell) {
    Waiting before = waiting.remove(cell);
    if (before != null) {
      line.remove(before);
    }
    if (promised.remove(cell) != null) {
      leave();
    }
  }

  @GuardedBy("this")
  private void lineUp(ScheduleCell cell, Instant slot, Instant since) {
    Waiting last = new Waiting(slot, since, arrivals++, cell);
    line.add(last);
    waiting.put(cell, last);
  }

  @GuardedBy("this")
  private void promiseNext() {
    while (taken < most && !line.isEmpty()) {
      Waiting first = next();
      line.remove(first);
      waiting.remove(first.cell());
      promised.put(first.cell(), first.slot());
      taken++;
      promise.given(first.cell(), first.slot());
    }
  }

  @GuardedBy("this")
  private Waiting next() {
    for (Waiting one : line) {
      if (!hangs.test(one.cell())) {
        return one;
      }
    }
    return line.first();
  }
}
