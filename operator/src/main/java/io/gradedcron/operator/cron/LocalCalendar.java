package io.gradedcron.operator.cron;

/**
 * The local date-times of a cron text, before any time zone: every time of {@link TimeSet} on every
 * date of {@link DaySet}. A local date-time is written as the second at which it would be UTC.
 *
 * <p>Immutable; any thread.
 */
final class LocalCalendar {

  /** There is no such local time; smaller than every one there is. */
  static final long NONE = Long.MIN_VALUE;

  private static final int SECONDS_PER_DAY = 86_400;

  private final DaySet days;
  private final TimeSet times;
  private final boolean fixedHour;
  private final boolean empty;

  /**
   * @param fixedHour true if the hour field names its hours, without {@code *}, {@code ?} or a step
   */
  LocalCalendar(DaySet days, TimeSet times, boolean fixedHour) {
    this.days = days;
    this.times = times;
    this.fixedHour = fixedHour;
    this.empty = !days.hasDates();
  }

  boolean isFixedHour() {
    return fixedHour;
  }

  /** True if no date ever matches. */
  boolean isEmpty() {
    return empty;
  }

  /** The first local time at or after the given one, or {@link #NONE}. */
  long atOrAfter(long local) {
    if (empty) {
      return NONE;
    }
    int today = (int) Math.floorDiv(local, SECONDS_PER_DAY);
    int day = days.atOrAfter(today);
    if (day == today) {
      int time = times.atOrAfter((int) (local - (long) today * SECONDS_PER_DAY));
      if (time != TimeSet.NONE) {
        return (long) today * SECONDS_PER_DAY + time;
      }
      day = days.atOrAfter(today + 1);
    }
    return day == DaySet.NONE ? NONE : (long) day * SECONDS_PER_DAY + times.first();
  }

  /** The last local time at or before the given one, or {@link #NONE}. */
  long atOrBefore(long local) {
    if (empty) {
      return NONE;
    }
    int today = (int) Math.floorDiv(local, SECONDS_PER_DAY);
    int day = days.atOrBefore(today);
    if (day == today) {
      int time = times.atOrBefore((int) (local - (long) today * SECONDS_PER_DAY));
      if (time != TimeSet.NONE) {
        return (long) today * SECONDS_PER_DAY + time;
      }
      day = days.atOrBefore(today - 1);
    }
    return day == DaySet.NONE ? NONE : (long) day * SECONDS_PER_DAY + times.last();
  }

  /** True if a local time matches in {@code [from, to)}. */
  boolean hasAny(long from, long to) {
    long first = atOrAfter(from);
    return first != NONE && first < to;
  }
}
