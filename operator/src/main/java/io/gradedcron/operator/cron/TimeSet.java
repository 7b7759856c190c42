package io.gradedcron.operator.cron;

/**
 * A set of times of day: every combination of the seconds, minutes and hours whose bits are set.
 * Times are seconds since local midnight, 0 to 86,399. No mask is empty.
 *
 * <p>Immutable; any thread.
 *
 * @param seconds bits 0 to 59
 * @param minutes bits 0 to 59
 * @param hours bits 0 to 23
 */
record TimeSet(long seconds, long minutes, int hours) {

  /** No time of day is left. */
  static final int NONE = -1;

  int first() {
    return lowestHourMinute(hours, minutes) + lowest(seconds);
  }

  int last() {
    return highest(hours) * 3600 + highest(minutes) * 60 + highest(seconds);
  }

  /** The first time at or after the given one, or {@link #NONE}. */
  int atOrAfter(int time) {
    int hour = time / 3600;
    int minute = time / 60 % 60;
    if ((hours >>> hour & 1) != 0) {
      if ((minutes >>> minute & 1) != 0) {
        long laterSeconds = seconds & -1L << time % 60;
        if (laterSeconds != 0) {
          return hour * 3600 + minute * 60 + lowest(laterSeconds);
        }
      }
      long laterMinutes = minutes & -2L << minute;
      if (laterMinutes != 0) {
        return hour * 3600 + lowest(laterMinutes) * 60 + lowest(seconds);
      }
    }
    int laterHours = hours & -2 << hour;
    return laterHours == 0 ? NONE : lowestHourMinute(laterHours, minutes) + lowest(seconds);
  }

  /** The last time at or before the given one, or {@link #NONE}. */
  int atOrBefore(int time) {
    int hour = time / 3600;
    int minute = time / 60 % 60;
    if ((hours >>> hour & 1) != 0) {
      if ((minutes >>> minute & 1) != 0) {
        long earlierSeconds = seconds & (2L << time % 60) - 1;
        if (earlierSeconds != 0) {
          return hour * 3600 + minute * 60 + highest(earlierSeconds);
        }
      }
      long earlierMinutes = minutes & (1L << minute) - 1;
      if (earlierMinutes != 0) {
        return hour * 3600 + highest(earlierMinutes) * 60 + highest(seconds);
      }
    }
    int earlierHours = hours & (1 << hour) - 1;
    return earlierHours == 0
        ? NONE
        : highest(earlierHours) * 3600 + highest(minutes) * 60 + highest(seconds);
  }

  private static int lowestHourMinute(int hours, long minutes) {
    return lowest(hours) * 3600 + lowest(minutes) * 60;
  }

  private static int lowest(long mask) {
    return Long.numberOfTrailingZeros(mask);
  }

  private static int highest(long mask) {
    return 63 - Long.numberOfLeadingZeros(mask);
  }
}
