package io.gradedcron.operator.wheel;

import io.gradedcron.operator.wheel.TimingWheel.Timer;
import java.util.function.Consumer;

/**
 * The timers of one level in one slot of a {@link TimingWheel}, first in first out.
 *
 * <p>An array with holes instead of a linked list: a removal then writes no reference but null, and
 * an addition one, which is what a garbage collector's write barrier charges for; and a walk over
 * the list loads its timers independently of one another instead of waiting for each in turn. With
 * a million timers both matter more than everything else the wheel does.
 *
 * <p>The list knows bounds of its deadlines, so that one that holds a single deadline, the common
 * case with cron schedules, is neither searched nor moved timer by timer.
 */
final class TimerList<T> {
  private static final int SMALLEST = 4;

  /** What {@code earliest} is once the earliest timer has left and nobody searched for the next. */
  private static final long UNKNOWN = Long.MIN_VALUE;

  private Timer<T>[] items = newItems(SMALLEST);

  /** All timers lie from here up to {@code end}; the rest of the array is null. */
  private int begin;

  private int end;
  private int size;

  /** The earliest deadline, or {@link #UNKNOWN}; the largest value where there is no timer. */
  private long earliest = Long.MAX_VALUE;

  /** No deadline is later than this; the smallest value where there is no timer. */
  private long latest = Long.MIN_VALUE;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  void add(Timer<T> timer) {
    if (end == items.length) {
      makeRoom();
    }
    earliest = Math.min(earliest, timer.deadline);
    latest = Math.max(latest, timer.deadline);
    timer.position = end;
    items[end++] = timer;
    size++;
  }

  /** Removes a timer that is in this list. */
  void remove(Timer<T> timer) {
    items[timer.position] = null;
    timer.position = Timer.UNSCHEDULED;
    if (--size == 0) {
      reset();
    } else if (timer.deadline == earliest && earliest != latest) {
      earliest = UNKNOWN;
    }
  }

  /** Removes the timer that was added first; the list must not be empty. */
  Timer<T> removeFirst() {
    while (items[begin] == null) {
      begin++;
    }
    Timer<T> first = items[begin];
    remove(first);
    return first;
  }

  /** Whether all timers are due in the same millisecond; the list must not be empty. */
  boolean hasOneDeadline() {
    return earliest == latest;
  }

  /** Whether {@link #earliest()} answers without a search. */
  boolean knowsEarliest() {
    return earliest != UNKNOWN;
  }

  /** The earliest deadline, searched for if it is not known; the largest value if empty. */
  long earliest() {
    if (!knowsEarliest()) {
      long found = Long.MAX_VALUE;
      for (int i = begin; i < end; i++) {
        Timer<T> timer = items[i];
        if (timer != null) {
          found = Math.min(found, timer.deadline);
        }
      }
      earliest = found;
    }
    return earliest;
  }

  /** Empties this list, handing its timers over in order; they must not come back into it. */
  void drainTo(Consumer<? super Timer<T>> taker) {
    for (int i = begin; i < end; i++) {
      Timer<T> timer = items[i];
      if (timer != null) {
        items[i] = null;
        taker.accept(timer);
      }
    }
    size = 0;
    reset();
  }

  /** Moves all timers of another list to the end of this one. */
  void takeAll(TimerList<T> other) {
    other.drainTo(this::add);
  }

  private void reset() {
    begin = 0;
    end = 0;
    earliest = Long.MAX_VALUE;
    latest = Long.MIN_VALUE;
    if (items.length > SMALLEST) {
      items = newItems(SMALLEST);
    }
  }

  /** Closes the holes and leaves room for half as many again, so that adding stays cheap. */
  private void makeRoom() {
    Timer<T>[] old = items;
    items = newItems(Math.max(SMALLEST, size + size / 2 + 1));
    int to = 0;
    for (int i = begin; i < end; i++) {
      Timer<T> timer = old[i];
      if (timer != null) {
        items[to] = timer;
        if (to != i) {
          timer.position = to;
        }
        to++;
      }
    }
    begin = 0;
    end = to;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T> Timer<T>[] newItems(int length) {
    return new Timer[length];
  }
}
