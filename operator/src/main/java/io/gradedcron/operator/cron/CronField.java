package io.gradedcron.operator.cron;

import java.util.List;
import java.util.Locale;

/** The six fields of a cron text in their order, with the values that each takes. */
enum CronField {
  SECOND("second", 0, 59, List.of()),
  MINUTE("minute", 0, 59, List.of()),
  HOUR("hour", 0, 23, List.of()),
  DAY_OF_MONTH("day-of-month", 1, 31, List.of()),
  MONTH(
      "month",
      1,
      12,
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
  DAY_OF_WEEK("day-of-week", 0, 6, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

  private final String label;
  private final int min;
  private final int max;

  // List.of makes it immutable; the check sees only the type List.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> names;

  CronField(String label, int min, int max, List<String> names) {
    this.label = label;
    this.min = min;
    this.max = max;
    this.names = names;
  }

  /** The name as error messages write it. */
  String label() {
    return label;
  }

  int min() {
    return min;
  }

  /** The largest value that {@code *} stands for. */
  int max() {
    return max;
  }

  /** The largest number that may be written: Sunday is 0 and also 7. */
  int maxWritten() {
    return this == DAY_OF_WEEK ? 7 : max;
  }

  /** The value of a name, in any case and whatever the JVM's locale, or -1. */
  int valueOfName(String text) {
    // Some letters outside of ASCII become one inside it in upper case, such as the dotless i.
    boolean ascii = text.chars().allMatch(c -> c < 128);
    int index = ascii ? names.indexOf(text.toUpperCase(Locale.ROOT)) : -1;
    return index < 0 ? -1 : min + index;
  }

  /** What one value of this field looks like, for error messages. */
  String valueDescription() {
    String numbers = "a number from " + min + " to " + maxWritten();
    return names.isEmpty()
        ? numbers
        : numbers + " or a name from " + names.get(0) + " to " + names.get(names.size() - 1);
  }
}
