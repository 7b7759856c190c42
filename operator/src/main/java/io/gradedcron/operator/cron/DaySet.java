package io.gradedcron.operator.cron;

/**
 * A set of dates: months, days of the month and weekdays as bit masks. Days are counted from
 * 1970-01-01. The search goes month by month: a month's matching days are one 32-bit mask.
 *
 * <p>If both the day of the month and the weekday are restricted, a date that matches either is in
 * the set; if one of them is not, the date must match both (as in Kubernetes' parser and in cron
 * since Unix System V).
 *
 * <p>Immutable; any thread.
 */
final class DaySet {

  /** No date is left; no day of the supported years has this number. */
  static final int NONE = Integer.MIN_VALUE;

  private static final int FIRST_YEAR = 0;
  private static final int LAST_YEAR = 10_000;
  private static final long ALL_DAYS = (1L << 32) - 2;
  private static final int ALL_MONTHS = (1 << 13) - 2;
  private static final int ALL_WEEKDAYS = (1 << 7) - 1;

  private final int months;

  /** Bits 1 to 31. */
  private final int days;

  /** Bit n is weekday n modulo 7, so that a shift by a month's first weekday aligns it. */
  private final long weekdays;

  private final boolean eitherDay;
  private final boolean everyDate;

  /**
   * @param days bits 1 to 31
   * @param months bits 1 to 12
   * @param weekdays bits 0, Sunday, to 6
   * @param eitherDay true if matching one of day and weekday is enough
   */
  DaySet(long days, int months, int weekdays, boolean eitherDay) {
    this.days = (int) days;
    this.months = months;
    this.weekdays = repeated(weekdays);
    this.eitherDay = eitherDay;
    boolean everyDay = days == ALL_DAYS;
    boolean everyWeekday = weekdays == ALL_WEEKDAYS;
    this.everyDate =
        months == ALL_MONTHS && (eitherDay ? everyDay || everyWeekday : everyDay && everyWeekday);
  }

  private static long repeated(int weekdays) {
    long repeated = 0;
    for (int shift = 0; shift < 42; shift += 7) {
      repeated |= (long) weekdays << shift;
    }
    return repeated;
  }

  /** False for a set without any date, such as the 30th of February. */
  boolean hasDates() {
    if (eitherDay) {
      return true;
    }
    // Without "either", one of the two fields takes every value: the other decides alone, and a
    // weekday occurs in every month.
    for (int month = 1; month <= 12; month++) {
      if ((months >>> month & 1) != 0 && (days & lengthMask(2000, month)) != 0) {
        return true;
      }
    }
    return false;
  }

  /** The first day of the set at or after the given one; NONE if the supported years hold none. */
  int atOrAfter(int epochDay) {
    if (everyDate) {
      return epochDay;
    }
    int date = CivilDate.ofEpochDay(epochDay);
    int year = CivilDate.year(date);
    int month = CivilDate.month(date);
    int day = CivilDate.day(date);
    if ((months >>> month & 1) != 0) {
      int first = epochDay - day + 1;
      int later = matches(year, month, first) & -1 << day;
      if (later != 0) {
        return first + Integer.numberOfTrailingZeros(later) - 1;
      }
    }
    while (true) {
      int laterMonths = months & -2 << month;
      if (laterMonths == 0) {
        year++;
        laterMonths = months;
        if (year > LAST_YEAR) {
          return NONE;
        }
      }
      month = Integer.numberOfTrailingZeros(laterMonths);
      int first = CivilDate.firstOfMonth(year, month);
      int matches = matches(year, month, first);
      if (matches != 0) {
        return first + Integer.numberOfTrailingZeros(matches) - 1;
      }
    }
  }

  /** The last day of the set at or before the given one; NONE if the supported years hold none. */
  int atOrBefore(int epochDay) {
    if (everyDate) {
      return epochDay;
    }
    int date = CivilDate.ofEpochDay(epochDay);
    int year = CivilDate.year(date);
    int month = CivilDate.month(date);
    int day = CivilDate.day(date);
    if ((months >>> month & 1) != 0) {
      int first = epochDay - day + 1;
      int earlier = (int) (matches(year, month, first) & (2L << day) - 1);
      if (earlier != 0) {
        return first + highest(earlier) - 1;
      }
    }
    while (true) {
      int earlierMonths = months & (1 << month) - 1;
      if (earlierMonths == 0) {
        year--;
        earlierMonths = months;
        if (year < FIRST_YEAR) {
          return NONE;
        }
      }
      month = highest(earlierMonths);
      int first = CivilDate.firstOfMonth(year, month);
      int matches = matches(year, month, first);
      if (matches != 0) {
        return first + highest(matches) - 1;
      }
    }
  }

  /** The matching days of a month as bits 1 to 31. */
  private int matches(int year, int month, int firstDay) {
    int byWeekday = (int) (weekdays >>> CivilDate.weekday(firstDay) << 1);
    int matches = eitherDay ? days | byWeekday : days & byWeekday;
    return matches & lengthMask(year, month);
  }

  private static int lengthMask(int year, int month) {
    return (int) ((2L << CivilDate.lengthOfMonth(year, month)) - 2);
  }

  private static int highest(int mask) {
    return 31 - Integer.numberOfLeadingZeros(mask);
  }
}
