package io.gradedcron.operator.cron;

import java.time.Duration;

/**
 * Durations as Go's time.ParseDuration reads them, which is how Kubernetes writes them: numbers
 * with a unit, one after the other, such as {@code 1h30m}, {@code 90m} or {@code 1.5h}. Units are
 * h, m, s, ms, us (or µs) and ns. A sign may lead; {@code 0} needs no unit. At most about 292
 * years.
 *
 * <p>Stateless; any thread.
 */
public final class GoDuration {

  private static final String RIGHT = ": write a duration such as 1h30m, 90m or 45s";

  private final String text;
  private int position;

  private GoDuration(String text) {
    this.text = text;
  }

  /**
   * The duration that a text describes, to the nanosecond; it may be zero or negative.
   *
   * @throws IllegalArgumentException with one line that quotes the text and says what is wrong
   */
  public static Duration parse(String text) {
    return new GoDuration(text).parse();
  }

  private Duration parse() {
    boolean negative = text.startsWith("-");
    if (negative || text.startsWith("+")) {
      position = 1;
    }
    if (position == text.length()) {
      throw fault("has no number");
    }
    if (text.substring(position).equals("0")) {
      return Duration.ZERO;
    }
    long nanos = 0;
    while (position < text.length()) {
      nanos = sum(nanos, component());
    }
    return Duration.ofNanos(negative ? -nanos : nanos);
  }

  /** One number with its unit, in nanoseconds. */
  private long component() {
    int start = position;
    long whole = whole();
    int wholeDigits = position - start;
    long fraction = 0;
    double scale = 1;
    int fractionDigits = 0;
    if (position < text.length() && text.charAt(position) == '.') {
      position++;
      boolean full = false;
      for (; isDigit(); position++) {
        fractionDigits++;
        // Digits beyond what a long holds are read and dropped.
        full |= fraction > (Long.MAX_VALUE - 9) / 10;
        if (!full) {
          fraction = fraction * 10 + (text.charAt(position) - '0');
          scale *= 10;
        }
      }
    }
    if (wholeDigits + fractionDigits == 0) {
      throw fault("has no number at position " + (start + 1));
    }
    long unit = unit();
    if (whole > Long.MAX_VALUE / unit) {
      throw tooLong();
    }
    // In floating point because Go does it so: the last nanosecond can depend on it.
    return sum(whole * unit, (long) (fraction * (unit / scale)));
  }

  private long whole() {
    long value = 0;
    for (; isDigit(); position++) {
      int digit = text.charAt(position) - '0';
      if (value > (Long.MAX_VALUE - digit) / 10) {
        throw tooLong();
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private long unit() {
    int start = position;
    while (position < text.length() && text.charAt(position) != '.' && !isDigit()) {
      position++;
    }
    String unit = text.substring(start, position);
    return switch (unit) {
      case "ns" -> 1L;
      case "us", "\u00b5s", "\u03bcs" -> 1_000L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      case "" -> throw fault("has no unit at position " + (start + 1));
      default ->
          throw fault("has the unknown unit " + Quoted.of(unit) + " at position " + (start + 1));
    };
  }

  private boolean isDigit() {
    if (position >= text.length()) {
      return false;
    }
    char c = text.charAt(position);
    return c >= '0' && c <= '9';
  }

  private long sum(long a, long b) {
    if (a > Long.MAX_VALUE - b) {
      throw tooLong();
    }
    return a + b;
  }

  private IllegalArgumentException tooLong() {
    return new IllegalArgumentException(Quoted.of(text) + " is longer than 292 years" + RIGHT);
  }

  private IllegalArgumentException fault(String problem) {
    return new IllegalArgumentException(Quoted.of(text) + " " + problem + RIGHT);
  }
}
