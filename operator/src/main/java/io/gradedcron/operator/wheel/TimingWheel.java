package io.gradedcron.operator.wheel;

import java.util.Objects;

/**
 * A hierarchical timing wheel for timers of three levels of importance.
 *
 * <p>Eight rings of 256 slots cover all of time: a slot of ring 0 is one millisecond, a slot of
 * ring r is 256<sup>r</sup> of them. A timer lies in the ring of the highest digit, to base 256, in
 * which its deadline differs from the wheel's cursor, at the slot of its deadline's digit. So it
 * can be found from its deadline alone, all timers of one deadline lie in one slot, and slots
 * numbered ring by ring are in order of time. A priority queue over the occupied slots, which for
 * such numbers is a set of bits, tells the earliest: nothing ticks, and a jump over years is as
 * cheap as one over a millisecond. A slot has a list for each level.
 *
 * <p>The cursor is never later than any deadline. It moves when a timer falls due: to that
 * deadline, upon which the timers of its slot spread over finer rings, each at most seven times. It
 * moves back when something is scheduled before it (in the past, or after the clock was set back);
 * the finer rings then fold into one coarser slot.
 *
 * <p>Scheduling and cancelling take constant amortised time, and so does expiry, for each timer.
 * The exception is a deadline before the cursor while others lie close after it: these fold and
 * spread once more, so it costs time in proportion to them.
 *
 * <p>A timer takes 32 bytes and 4 to 8 in its list, on 64-bit JVMs with compressed references; the
 * wheel itself takes 34 KB, and up to 120 bytes for each of its 6,144 lists that was ever used.
 *
 * <p>Times are milliseconds of any clock, by convention since the epoch; every {@code long} is
 * allowed. Not thread-safe: one thread owns a wheel and its timers.
 *
 * <p>Sources: George Varghese and Tony Lauck, <em>Hashed and Hierarchical Timing Wheels</em> (SOSP
 * 1987), scheme 7, for the hierarchy; Apache Kafka's {@code TimingWheel}, driven by a {@code
 * DelayQueue} of occupied buckets, for having no tick.
 *
 * @param <T> what a timer carries
 */
public final class TimingWheel<T> {
  private static final int LEVELS = 3;
  private static final int RING_BITS = 8;
  private static final int RING_SLOTS = 1 << RING_BITS;
  private static final int SLOTS = Long.SIZE / RING_BITS * RING_SLOTS;

  private final OccupiedSlots occupied = new OccupiedSlots(SLOTS);

  /** By place; null where there has been no timer yet. */
  private final TimerList<T>[] lists;

  private long cursor;
  private int size;

  /**
   * Makes an empty wheel.
   *
   * @param startMillis about the earliest deadline to come, usually now; earlier ones are allowed
   */
  public TimingWheel(long startMillis) {
    cursor = startMillis;
    lists = newLists();
  }

  /**
   * Schedules a timer, or moves one that is scheduled already: then it queues up anew, behind those
   * of its level that are due in the same millisecond.
   *
   * @param timer a timer that no other wheel holds
   * @param level 1, the most important, to 3
   * @param deadlineMillis when it is due; a time in the past is due at the next {@link #expire}
   * @throws IllegalArgumentException if there is no such level; nothing has changed then
   */
  public void schedule(Timer<T> timer, int level, long deadlineMillis) {
    if (level < 1 || level > LEVELS) {
      throw new IllegalArgumentException("level must be 1, 2 or 3, not " + level);
    }
    cancel(timer);
    if (deadlineMillis < cursor) {
      moveBack(deadlineMillis);
    }
    timer.deadline = deadlineMillis;
    timer.levelIndex = (byte) (level - 1);
    put(timer);
    size++;
  }

  /**
   * Takes a timer out. It may be scheduled again at any time.
   *
   * @return whether it was scheduled
   */
  public boolean cancel(Timer<T> timer) {
    if (!timer.isScheduled()) {
      return false;
    }
    int place = placeOf(timer);
    TimerList<T> list = lists[place];
    list.remove(timer);
    if (list.isEmpty()) {
      occupied.remove(place);
    }
    size--;
    return true;
  }

  /**
   * The earliest deadline, exact to the millisecond, or {@link Long#MAX_VALUE} where no timer is
   * scheduled. Takes constant time, but for the first call after the earliest timer was cancelled,
   * which may search one slot.
   */
  public long nextDeadline() {
    int first = occupied.first();
    if (first < 0) {
      return Long.MAX_VALUE;
    }
    int slot = OccupiedSlots.slot(first);
    if (slot < RING_SLOTS) {
      return lists[first].earliest();
    }
    long earliest = Long.MAX_VALUE;
    boolean searched = false;
    for (int level = 0; level < LEVELS; level++) {
      int place = OccupiedSlots.place(slot, level);
      if (occupied.contains(place)) {
        searched |= !lists[place].knowsEarliest();
        earliest = Math.min(earliest, lists[place].earliest());
      }
    }
    if (searched) {
      // Spreads the slot, so that cancelling its timers one by one does not search it every time.
      moveForward(earliest);
    }
    return earliest;
  }

  /**
   * Hands over every timer whose deadline is not after {@code nowMillis}: by deadline, within a
   * millisecond by level, within a level in the order in which they were scheduled.
   *
   * <p>A timer is unscheduled before it is handed over. The handler may schedule and cancel any
   * timer, also that one; what it schedules for a time up to {@code nowMillis} is handed over by
   * the same call, so a handler that always does so never returns. If it throws, the call ends with
   * its exception; the timers that are left stay scheduled.
   *
   * @param nowMillis the time; it may be earlier than at the last call (a clock that was set back),
   *     and then nothing that is due later is handed over
   * @return how many timers were handed over
   */
  public int expire(long nowMillis, ExpiryHandler<T> handler) {
    int expired = 0;
    while (size > 0) {
      long due = nextDeadline();
      if (due > nowMillis) {
        break;
      }
      moveForward(due);
      int place = occupied.first();
      TimerList<T> list = lists[place];
      Timer<T> timer = list.removeFirst();
      if (list.isEmpty()) {
        occupied.remove(place);
      }
      size--;
      expired++;
      handler.expired(timer.payload, timer.levelIndex + 1, due);
    }
    return expired;
  }

  /** How many timers are scheduled. */
  public int size() {
    return size;
  }

  private void put(Timer<T> timer) {
    int place = placeOf(timer);
    TimerList<T> list = lists[place];
    if (list == null) {
      list = new TimerList<>();
      lists[place] = list;
    }
    if (list.isEmpty()) {
      occupied.add(place);
    }
    list.add(timer);
  }

  private int placeOf(Timer<T> timer) {
    return OccupiedSlots.place(slotOf(timer.deadline), timer.levelIndex);
  }

  private int slotOf(long deadline) {
    return slotOf(ringOf(deadline), deadline);
  }

  private static int slotOf(int ring, long time) {
    // With the sign bit flipped, the digits of negative times are in order too.
    long digits = (time ^ Long.MIN_VALUE) >>> (ring * RING_BITS);
    return ring * RING_SLOTS + (int) (digits & (RING_SLOTS - 1));
  }

  /** The ring of the highest digit in which a time differs from the cursor; 0 if in none. */
  private int ringOf(long time) {
    return (Long.SIZE - 1 - Long.numberOfLeadingZeros((time ^ cursor) | 1)) / RING_BITS;
  }

  /**
   * Moves the cursor to the earliest deadline. The timers of the slot that it enters come to lie in
   * finer rings, all of which are empty: whatever lay there would have been earlier.
   */
  private void moveForward(long earliestDeadline) {
    int slot = slotOf(earliestDeadline);
    cursor = earliestDeadline;
    if (slot < RING_SLOTS) {
      return;
    }
    for (int level = 0; level < LEVELS; level++) {
      int place = OccupiedSlots.place(slot, level);
      if (!occupied.contains(place)) {
        continue;
      }
      occupied.remove(place);
      TimerList<T> list = lists[place];
      if (list.hasOneDeadline()) {
        int target = OccupiedSlots.place(slotOf(list.earliest()), level);
        swapLists(place, target);
        occupied.add(target);
      } else {
        for (Timer<T> timer : list.takeAll()) {
          if (timer != null) {
            put(timer);
          }
        }
      }
    }
  }

  /**
   * Moves the cursor back. What lies in rings finer than the one in which the new cursor differs
   * from the old shares a digit there, the old cursor's, and so comes to lie in that one slot.
   */
  private void moveBack(long time) {
    int ring = ringOf(time);
    int into = slotOf(ring, cursor);
    cursor = time;
    int end = OccupiedSlots.place(ring * RING_SLOTS, 0);
    for (int place = occupied.first(); place >= 0 && place < end; place = occupied.first()) {
      occupied.remove(place);
      int target = OccupiedSlots.place(into, OccupiedSlots.levelIndex(place));
      if (!occupied.contains(target)) {
        swapLists(place, target);
        occupied.add(target);
      } else {
        lists[target].addAll(lists[place]);
      }
    }
  }

  private void swapLists(int place, int other) {
    TimerList<T> list = lists[place];
    lists[place] = lists[other];
    lists[other] = list;
  }

  // An array of a generic type cannot be made otherwise; nothing but lists of T ever enters it.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T> TimerList<T>[] newLists() {
    return new TimerList[OccupiedSlots.places(SLOTS)];
  }

  /**
   * What a wheel holds: made by the caller once, scheduled any number of times, in one wheel at a
   * time.
   *
   * @param <T> what it carries
   */
  public static final class Timer<T> {
    static final int UNSCHEDULED = -1;

    private final T payload;
    private byte levelIndex;

    /** When the timer is, or was last, due. */
    long deadline;

    /** Where in its list the timer is, or {@link #UNSCHEDULED}. */
    int position = UNSCHEDULED;

    /** Makes a timer that is not scheduled. */
    public Timer(T payload) {
      this.payload = Objects.requireNonNull(payload, "payload");
    }

    /** What the timer carries. */
    public T payload() {
      return payload;
    }

    /** Whether a wheel holds the timer. */
    public boolean isScheduled() {
      return position != UNSCHEDULED;
    }

    /** The deadline that it was last scheduled for, in milliseconds; 0 if it never was. */
    public long deadline() {
      return deadline;
    }
  }

  /**
   * Receives what has become due, on the thread that calls {@link TimingWheel#expire}.
   *
   * @param <T> what a timer carries
   */
  @FunctionalInterface
  public interface ExpiryHandler<T> {
    /**
     * Takes one timer's payload.
     *
     * @param payload what the timer carries
     * @param level 1 to 3
     * @param deadlineMillis when it was due
     */
    void expired(T payload, int level, long deadlineMillis);
  }
}
