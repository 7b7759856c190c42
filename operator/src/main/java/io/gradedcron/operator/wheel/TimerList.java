package io.gradedcron.operator.wheel;

import io.gradedcron.operator.wheel.TimingWheel.Timer;
import java.util.Arrays;

/**
 * The timers of one level in one slot of a {@link TimingWheel}, first in, first out.
 *
 * <p>An array with holes rather than a linked list. A removal then stores no reference but null and
 * an addition stores one, where links take five, and every one of them costs a garbage collector's
 * write barrier; and a walk loads its timers independently of one another instead of waiting for
 * each before it knows the next. With a million timers these two decide the wheel's speed.
 *
 * <p>The list counts the timers at its earliest deadline. So it is searched only when the last of
 * these was cancelled, and one whose timers share a deadline, the common case with cron, is never
 * searched nor moved timer by timer.
 */
final class TimerList<T> {
  /** Arrays up to this length are kept when the list empties, and grown without compacting. */
  private static final int SMALL = 16;

  private static final int INITIAL = 4;

  /** All timers lie in {@code [begin, end)}, with holes between; all else is null. */
  private Timer<T>[] items = newItems();

  private int begin;
  private int end;
  private int size;

  /** No deadline is earlier than this; the largest value in an empty list. */
  private long earliest = Long.MAX_VALUE;

  /** How many timers are due at {@link #earliest}. If none, the true earliest is not known. */
  private int atEarliest;

  boolean isEmpty() {
    return size == 0;
  }

  /** Adds a timer at the end. */
  void add(Timer<T> timer) {
    if (end == items.length) {
      makeRoom();
    }
    count(timer.deadline);
    timer.position = end;
    items[end++] = timer;
    size++;
  }

  /** Removes a timer that is in this list; it is unscheduled then. */
  void remove(Timer<T> timer) {
    items[timer.position] = null;
    timer.position = Timer.UNSCHEDULED;
    size--;
    if (size == 0) {
      reset();
      return;
    }
    // Without this, cancelling what was just added would use the array up and compact it for ever.
    while (items[end - 1] == null) {
      end--;
    }
    if (timer.deadline == earliest) {
      atEarliest--;
    }
  }

  /** Removes and returns the timer that was added first; the list must not be empty. */
  Timer<T> removeFirst() {
    while (items[begin] == null) {
      begin++;
    }
    Timer<T> first = items[begin];
    remove(first);
    return first;
  }

  /** Empties the list. Returns its timers in order, with holes; they keep their positions. */
  Timer<T>[] takeAll() {
    Timer<T>[] taken = items;
    items = newItems();
    size = 0;
    reset();
    return taken;
  }

  /** Takes over all timers of another list, behind those that are here. */
  void addAll(TimerList<T> other) {
    for (Timer<T> timer : other.takeAll()) {
      if (timer != null) {
        add(timer);
      }
    }
  }

  /** Whether all timers are known to be due in the same millisecond. */
  boolean hasOneDeadline() {
    return atEarliest == size;
  }

  /** Whether {@link #earliest} answers without a search. */
  boolean knowsEarliest() {
    return atEarliest > 0;
  }

  /** The earliest deadline, searched for where it is not known; the list must not be empty. */
  long earliest() {
    if (!knowsEarliest()) {
      search();
    }
    return earliest;
  }

  private void search() {
    earliest = Long.MAX_VALUE;
    for (int i = begin; i < end; i++) {
      Timer<T> timer = items[i];
      if (timer != null) {
        count(timer.deadline);
      }
    }
  }

  private void count(long deadline) {
    if (deadline < earliest) {
      earliest = deadline;
      atEarliest = 1;
    } else if (deadline == earliest) {
      atEarliest++;
    }
  }

  private void reset() {
    begin = 0;
    end = 0;
    earliest = Long.MAX_VALUE;
    atEarliest = 0;
    if (items.length > SMALL) {
      items = newItems();
    }
  }

  /** Grows the array, or closes its holes where these are a quarter of it. */
  private void makeRoom() {
    int length = items.length;
    if (length < SMALL || length - size < length / 4) {
      items = Arrays.copyOf(items, length + length / 2);
      return;
    }
    int to = 0;
    for (int i = begin; i < end; i++) {
      Timer<T> timer = items[i];
      if (timer != null) {
        timer.position = to;
        items[to++] = timer;
      }
    }
    Arrays.fill(items, to, end, null);
    begin = 0;
    end = to;
  }

  // An array of a generic type cannot be made otherwise; nothing but timers of T ever enters it.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T> Timer<T>[] newItems() {
    return new Timer[INITIAL];
  }
}
