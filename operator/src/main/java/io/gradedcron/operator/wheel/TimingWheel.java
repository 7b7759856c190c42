package io.gradedcron.operator.wheel;

import java.util.Objects;

/**
 * A hierarchical timing wheel with three levels of importance, after G. Varghese and T. Lauck,
 * "Hashed and Hierarchical Timing Wheels" (SOSP 1987), driven like Kafka's TimingWheel by a
 * priority queue over the occupied slots, so that nothing ticks while nothing is due.
 *
 * <p>The wheel is a tower of eight rings of 256 slots, one ring for each byte of a deadline. A
 * timer lies in the ring of the highest byte in which its deadline differs from the cursor, and
 * there in the slot that this byte names. Slots, numbered from the lowest ring up, are so in order
 * of time; the first occupied one holds what is due next, and in the lowest ring a slot is one
 * millisecond. In each slot there is a list a level.
 *
 * <p>The cursor is never later than any deadline and moves only onto the earliest: then the first
 * slot's timers spread over the rings below it, each at most once a ring, and nothing else moves. A
 * jump of the clock hence costs what the occupied slots on its way hold, not how far it goes. All
 * {@code long} values are good deadlines.
 *
 * <p>Scheduling and cancelling take constant time, amortised. The exception is a deadline before
 * the cursor: it moves the cursor back, which costs time in proportion to the slots, and possibly
 * the timers, that the cursor had spread.
 *
 * <p>Not thread-safe: one thread owns a wheel and all its timers. All times are milliseconds since
 * the epoch.
 *
 * @param <T> what the caller wants back when a timer is due
 */
public final class TimingWheel<T> {
  private static final int LEVELS = 3;
  private static final int RING_BITS = Byte.SIZE;
  private static final int RING_SLOTS = 1 << RING_BITS;
  private static final int SLOTS = Long.SIZE / RING_BITS * RING_SLOTS;

  private final OccupiedSlots occupied = new OccupiedSlots(SLOTS);

  /** The lists of slot 0, level 1 first, then those of slot 1, and so on; null until used. */
  private final TimerList<T>[] lists;

  private long cursor;
  private int size;

  /**
   * Creates an empty wheel.
   *
   * @param startMillis about the present time; timers before it are allowed, and only slower
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public TimingWheel(long startMillis) {
    cursor = startMillis;
    lists = new TimerList[SLOTS * LEVELS];
  }

  /**
   * Schedules a timer, or moves one that is scheduled already, behind all others of its deadline
   * and level.
   *
   * @param timer a timer that is not scheduled in another wheel
   * @param level how important it is, 1 to 3; 1 is handed over first
   * @param deadlineMillis when it is due; one that has passed is due at the next expire
   * @throws IllegalArgumentException if the level is none; the timer stays as it was
   */
  public void schedule(Timer<T> timer, int level, long deadlineMillis) {
    if (level < 1 || level > LEVELS) {
      throw new IllegalArgumentException("level must be 1, 2 or 3, not " + level);
    }
    if (timer.isScheduled()) {
      unlink(timer);
    } else {
      size++;
    }
    if (deadlineMillis < cursor) {
      moveBack(deadlineMillis);
    }
    timer.deadline = deadlineMillis;
    timer.level = (byte) level;
    append(timer);
  }

  /**
   * Takes a timer out, so that it is not handed over; nothing happens if it is not scheduled.
   *
   * @param timer a timer that is not scheduled in another wheel
   * @return whether it was scheduled
   */
  public boolean cancel(Timer<T> timer) {
    if (!timer.isScheduled()) {
      return false;
    }
    unlink(timer);
    size--;
    return true;
  }

  /**
   * The earliest deadline, exact to the millisecond, and in the past if timers are overdue; {@link
   * Long#MAX_VALUE} where no timer is scheduled. Takes constant time, save that after the
   * cancellation of the earliest timer the others in its slot are searched once.
   */
  public long nextDeadline() {
    if (occupied.isEmpty()) {
      return Long.MAX_VALUE;
    }
    int slot = occupied.first();
    long next = Long.MAX_VALUE;
    boolean searched = false;
    for (int i = slot * LEVELS; i < (slot + 1) * LEVELS; i++) {
      TimerList<T> list = lists[i];
      if (list != null) {
        searched |= !list.knowsEarliest();
        next = Math.min(next, list.earliest());
      }
    }
    if (searched) {
      // Spread now, they lie in smaller slots: a row of such cancellations then searches each timer
      // at most once a ring instead of once a cancellation.
      moveForward(next);
    }
    return next;
  }

  /**
   * Hands over all timers that are due: in order of their deadlines; in the same millisecond level
   * 1 first, then 2, then 3; and in a level first in first out.
   *
   * <p>A timer is no longer scheduled when it is handed over. The handler may schedule and cancel
   * any timer, also this one; what it schedules at {@code nowMillis} or before is handed over in
   * the same call, so a handler that never schedules later keeps the call from returning. What the
   * handler throws is thrown on; the timers not yet handed over stay scheduled.
   *
   * @param nowMillis the time; it may be earlier than in an earlier call, after the clock was set
   *     back: nothing that is due later is handed over
   * @param handler takes the timers
   * @return how many timers were handed over
   */
  public int expire(long nowMillis, ExpiryHandler<T> handler) {
    int expired = 0;
    while (!occupied.isEmpty()) {
      long due = nextDeadline();
      if (due > nowMillis) {
        break;
      }
      moveForward(due);
      Timer<T> timer = removeFirst();
      expired++;
      handler.expired(timer.payload, timer.level, due);
    }
    return expired;
  }

  /** How many timers are scheduled. */
  public int size() {
    return size;
  }

  /** Removes the first timer of the most important level in the first occupied slot. */
  private Timer<T> removeFirst() {
    int slot = occupied.first();
    int i = slot * LEVELS;
    while (isEmptyAt(i)) {
      i++;
    }
    Timer<T> timer = lists[i].removeFirst();
    size--;
    clearIfEmpty(slot);
    return timer;
  }

  private void append(Timer<T> timer) {
    int slot = slotOf(timer.deadline);
    int i = slot * LEVELS + timer.level - 1;
    TimerList<T> list = lists[i];
    if (list == null) {
      list = new TimerList<>();
      lists[i] = list;
    }
    if (list.isEmpty()) {
      occupied.add(slot);
    }
    list.add(timer);
  }

  private void unlink(Timer<T> timer) {
    int slot = slotOf(timer.deadline);
    TimerList<T> list = lists[slot * LEVELS + timer.level - 1];
    list.remove(timer);
    if (list.isEmpty()) {
      clearIfEmpty(slot);
    }
  }

  private void clearIfEmpty(int slot) {
    int i = slot * LEVELS;
    if (isEmptyAt(i) && isEmptyAt(i + 1) && isEmptyAt(i + 2)) {
      occupied.remove(slot);
    }
  }

  private boolean isEmptyAt(int i) {
    return lists[i] == null || lists[i].isEmpty();
  }

  /** Where a timer with this deadline, not before the cursor, lies. */
  private int slotOf(long deadline) {
    int highestBit = Long.SIZE - 1 - Long.numberOfLeadingZeros(deadline ^ cursor | 1);
    return slot(highestBit / RING_BITS, deadline);
  }

  private static int slot(int ring, long time) {
    // With the sign bit turned the highest byte too is in order of time.
    long ordered = time ^ Long.MIN_VALUE;
    return ring * RING_SLOTS | (int) (ordered >>> (ring * RING_BITS)) & (RING_SLOTS - 1);
  }

  /** Moves the cursor onto the earliest deadline; that lies in the lowest ring afterwards. */
  private void moveForward(long to) {
    int slot = slotOf(to);
    cursor = to;
    if (slot < RING_SLOTS) {
      return;
    }
    occupied.remove(slot);
    for (int i = slot * LEVELS; i < (slot + 1) * LEVELS; i++) {
      if (!isEmptyAt(i)) {
        spread(i);
      }
    }
  }

  /** Moves the timers of one list to where they belong now: into lower rings. */
  private void spread(int from) {
    TimerList<T> list = lists[from];
    if (list.hasOneDeadline()) {
      int slot = slotOf(list.earliest());
      int target = slot * LEVELS + from % LEVELS;
      lists[from] = lists[target];
      lists[target] = list;
      occupied.add(slot);
    } else {
      list.drainTo(this::append);
    }
  }

  /**
   * Moves the cursor to before the earliest deadline. Seen from there, everything in the rings
   * below the highest byte that changes lies in one slot, the one in which the cursor was.
   */
  private void moveBack(long to) {
    int ring = slotOf(to) / RING_SLOTS;
    int into = slot(ring, cursor);
    cursor = to;
    while (!occupied.isEmpty() && occupied.first() < ring * RING_SLOTS) {
      int slot = occupied.first();
      occupied.remove(slot);
      occupied.add(into);
      for (int level = 0; level < LEVELS; level++) {
        merge(slot * LEVELS + level, into * LEVELS + level);
      }
    }
  }

  private void merge(int from, int into) {
    if (isEmptyAt(from)) {
      return;
    }
    // Lists of two slots have no deadline in common, so either may come first.
    if (isEmptyAt(into) || lists[into].size() < lists[from].size()) {
      TimerList<T> larger = lists[from];
      lists[from] = lists[into];
      lists[into] = larger;
    }
    if (!isEmptyAt(from)) {
      lists[into].takeAll(lists[from]);
    }
  }

  /**
   * Something to be handed back at a deadline. Not thread-safe: it belongs to the thread of the
   * wheel that it is scheduled in, and to one wheel at a time.
   *
   * @param <T> what is handed back
   */
  public static final class Timer<T> {
    static final int UNSCHEDULED = -1;

    private final T payload;
    long deadline;

    /** Where in its list the timer lies. */
    int position = UNSCHEDULED;

    private byte level;

    /**
     * Creates a timer that is not scheduled.
     *
     * @param payload what is handed back, not null
     */
    public Timer(T payload) {
      this.payload = Objects.requireNonNull(payload, "payload");
    }

    /** What is handed back. */
    public T payload() {
      return payload;
    }

    /** Whether the timer lies in a wheel: it was scheduled and neither cancelled nor due since. */
    public boolean isScheduled() {
      return position != UNSCHEDULED;
    }

    /** The deadline that was scheduled last; it means nothing before the first time. */
    public long deadline() {
      return deadline;
    }
  }

  /**
   * Takes the timers that are due, on the thread of the wheel.
   *
   * @param <T> what the caller wants back when a timer is due
   */
  @FunctionalInterface
  public interface ExpiryHandler<T> {
    /**
     * Takes one timer that is due.
     *
     * @param payload what was given to the timer
     * @param level its level, 1 to 3
     * @param deadlineMillis when it was due, not after the time given to expire
     */
    void expired(T payload, int level, long deadlineMillis);
  }
}
