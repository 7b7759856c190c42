package io.gradedcron.operator.cli;

import java.time.Duration;
import java.time.Instant;

/** Times and durations as a person reads them. Stateless. */
final class TimeText {
  private TimeText() {}

  /** Returns how long it is from one instant to a later one, as {@code 2d3h}, {@code 5m10s}. */
  static String between(Instant from, Instant to) {
    long seconds = Math.max(0, Duration.between(from, to).toSeconds());
    long minutes = seconds / 60;
    long hours = minutes / 60;
    long days = hours / 24;
    if (days > 0) {
      return pair(days, "d", hours % 24, "h");
    }
    if (hours > 0) {
      return pair(hours, "h", minutes % 60, "m");
    }
    return minutes > 0 ? pair(minutes, "m", seconds % 60, "s") : seconds + "s";
  }

  private static String pair(long many, String unit, long few, String smaller) {
    return many + unit + (few > 0 ? few + smaller : "");
  }

  /** Returns a number with its noun. */
  static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
