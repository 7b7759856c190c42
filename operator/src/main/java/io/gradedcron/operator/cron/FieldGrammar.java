package io.gradedcron.operator.cron;

import java.util.Collection;
import java.util.LinkedHashSet;

/**
 * One field of a cron text: a list of items, each {@code *}, {@code ?}, a value or a range, with an
 * optional step. Rewrites it as {@link CronGrammar#canonical} describes.
 *
 * <p>Used by one thread for one field.
 */
final class FieldGrammar {

  private final CronField field;
  private final int number;
  private final String text;
  private final int start;
  private final int end;

  /**
   * @param number the field's number in the text, from 1
   * @param start where in the text the field begins
   * @param end where it ends, exclusive
   */
  FieldGrammar(CronField field, int number, String text, int start, int end) {
    this.field = field;
    this.number = number;
    this.text = text;
    this.start = start;
    this.end = end;
  }

  /**
   * The field in canonical form.
   *
   * @throws InvalidScheduleException with the field and the position of the fault
   */
  String canonical() {
    Collection<String> items = new LinkedHashSet<>();
    boolean everyValue = false;
    int from = start;
    while (from <= end) {
      int comma = indexOf(',', from, end);
      everyValue |= item(from, comma, items);
      from = comma + 1;
    }
    return everyValue ? "*" : String.join(",", items);
  }

  /** Adds an item's canonical form; true if the item stands for every value. */
  private boolean item(int from, int to, Collection<String> items) {
    if (from == to) {
      throw fault(from, "an empty item: write a value before and after every comma");
    }
    int slash = indexOf('/', from, to);
    long step = slash == to ? 1 : step(slash + 1, to);
    char first = text.charAt(from);
    if (first == '*' || first == '?') {
      if (slash != from + 1) {
        throw fault(
            from,
            Quoted.of(text.substring(from, to))
                + " is neither "
                + first
                + " nor a range: write "
                + first
                + " alone or with a step, such as "
                + first
                + "/5");
      }
      addRange(field.min(), field.max(), step, true, items);
      return step == 1;
    }
    int hyphen = indexOf('-', from, slash);
    int low = value(from, hyphen);
    if (hyphen == slash) {
      if (slash == to) {
        items.add(Integer.toString(written(low)));
      } else {
        // A value with a step runs to the field's maximum, as Kubernetes' parser has it.
        addRange(low, Math.max(low, field.max()), step, true, items);
      }
      return false;
    }
    int high = value(hyphen + 1, slash);
    if (low > high) {
      throw fault(from, backwards(text.substring(from, slash), low, high));
    }
    addRange(low, high, step, slash != to, items);
    return false;
  }

  private void addRange(int low, int high, long step, boolean stepped, Collection<String> items) {
    boolean sundayAs7 = high > field.max();
    if (sundayAs7 && (high - low) % step == 0) {
      items.add("0");
    }
    int last = Math.min(high, field.max());
    if (low > last) {
      return;
    }
    if (step > last - low) {
      items.add(low + "-" + low + (stepped ? "/1" : ""));
    } else {
      items.add(low + "-" + last + (stepped ? "/" + step : ""));
    }
  }

  private int written(int value) {
    return value > field.max() ? field.min() : value;
  }

  private int value(int from, int to) {
    String token = text.substring(from, to);
    int named = field.valueOfName(token);
    if (named >= 0) {
      return named;
    }
    long value = number(from, token);
    if (value < field.min() || value > field.maxWritten()) {
      throw fault(
          from, shortened(token) + " is not between " + field.min() + " and " + field.maxWritten());
    }
    return (int) value;
  }

  private long step(int from, int to) {
    int secondSlash = indexOf('/', from, to);
    if (secondSlash != to) {
      throw fault(secondSlash, "a second / in one item: write one step, such as */5");
    }
    String token = text.substring(from, to);
    if (token.isEmpty()) {
      throw fault(from, "a step is missing after the /: write a whole number of at least 1");
    }
    if (!isDigits(token)) {
      throw fault(
          from, "step " + Quoted.of(token) + " is not a whole number: write one of at least 1");
    }
    long step = parse(token);
    if (step == 0) {
      throw fault(from, "step 0 never moves on: write a whole number of at least 1");
    }
    if (step < 0) {
      throw fault(from, "step " + shortened(token) + " is too large: write at most " + field.max());
    }
    return step;
  }

  private long number(int from, String token) {
    if (token.isEmpty()) {
      throw fault(from, "a value is missing: write " + field.valueDescription());
    }
    if (!isDigits(token)) {
      throw fault(from, Quoted.of(token) + " is not " + field.valueDescription());
    }
    return parse(token);
  }

  /** The value of a text of digits, or -1 if a long cannot hold it. */
  private static long parse(String digits) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (value > (Long.MAX_VALUE - digit) / 10) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** ASCII digits only: Java's own parsers also take signs and the digits of other scripts. */
  private static boolean isDigits(String token) {
    return token.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private String backwards(String range, int low, int high) {
    String problem = "range " + Quoted.of(range) + " runs backwards: write ";
    if (field == CronField.DAY_OF_WEEK && high == 0) {
      return problem + low + "-7";
    }
    return problem + low + "-" + field.max() + "," + field.min() + "-" + high + " to wrap around";
  }

  private static String shortened(String digits) {
    return digits.length() <= 20 ? digits : digits.substring(0, 20) + "...";
  }

  private int indexOf(char wanted, int from, int to) {
    int index = from;
    while (index < to && text.charAt(index) != wanted) {
      index++;
    }
    return index;
  }

  private InvalidScheduleException fault(int index, String problem) {
    return InvalidScheduleException.schedule(
        field.label() + " (field " + number + ", position " + (index + 1) + "): " + problem);
  }
}
