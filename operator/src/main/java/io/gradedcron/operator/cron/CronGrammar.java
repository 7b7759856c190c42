package io.gradedcron.operator.cron;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The grammar of cron texts: checks a text and rewrites it as a canonical one of six numeric fields
 * that {@link CronCompiler} understands.
 *
 * <p>The language is that of Kubernetes' parser (github.com/robfig/cron/v3, {@code ParseStandard})
 * with two additions, a sixth leading field for seconds and 7 for Sunday, and without its accidents
 * (empty items in lists, {@code *-5}, signs before numbers).
 *
 * <p>Stateless; any thread.
 */
final class CronGrammar {

  private static final String FIELD_NAMES = "minute hour day-of-month month day-of-week";

  private static final Map<String, String> MACROS =
      Map.of(
          "@hourly", "0 0 * * * *",
          "@daily", "0 0 0 * * *",
          "@midnight", "0 0 0 * * *",
          "@weekly", "0 0 0 * * 0",
          "@monthly", "0 0 0 1 * *",
          "@yearly", "0 0 0 1 1 *",
          "@annually", "0 0 0 1 1 *");

  private CronGrammar() {}

  /**
   * The canonical form of a text: six fields, one space between them, numbers only, Sunday as 0,
   * {@code *} exactly where the field holds an item that stands for every value ({@code *}, {@code
   * ?} or {@code * /1}), and every other step on a range, never longer than the range.
   *
   * @throws InvalidScheduleException if the text is not a cron text or a macro
   */
  static String canonical(String text) {
    if (text.startsWith("@")) {
      return macro(text);
    }
    List<int[]> spans = fieldSpans(text);
    if (spans.isEmpty()) {
      throw InvalidScheduleException.schedule(
          "is empty: write five fields ("
              + FIELD_NAMES
              + "), six with leading seconds, or a macro such as @daily");
    }
    if (spans.size() != 5 && spans.size() != 6) {
      throw InvalidScheduleException.schedule(
          Quoted.of(text)
              + " has "
              + spans.size()
              + (spans.size() == 1 ? " field" : " fields")
              + ": write five ("
              + FIELD_NAMES
              + "), six with leading seconds, or a macro such as @daily");
    }
    CronField[] fields = CronField.values();
    int missing = fields.length - spans.size();
    StringBuilder canonical = new StringBuilder(missing == 1 ? "0" : "");
    for (int i = 0; i < spans.size(); i++) {
      if (canonical.length() > 0) {
        canonical.append(' ');
      }
      int[] span = spans.get(i);
      canonical.append(
          new FieldGrammar(fields[i + missing], i + 1, text, span[0], span[1]).canonical());
    }
    return canonical.toString();
  }

  private static String macro(String text) {
    String canonical = MACROS.get(text);
    if (canonical == null) {
      throw InvalidScheduleException.schedule(
          Quoted.of(text)
              + " is not a macro: write @hourly, @daily, @midnight, @weekly, @monthly, @yearly,"
              + " @annually (in lower case, with nothing after it) or @every with a duration, such"
              + " as @every 1h30m");
    }
    return canonical;
  }

  /** Start and end of every field in the text. */
  private static List<int[]> fieldSpans(String text) {
    List<int[]> spans = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean inField = i < text.length() && !isSpace(text.charAt(i));
      if (inField && start < 0) {
        start = i;
      } else if (!inField && start >= 0) {
        spans.add(new int[] {start, i});
        start = -1;
      }
    }
    return spans;
  }

  /** White space as Go's unicode.IsSpace has it, which is where Kubernetes' parser splits. */
  private static boolean isSpace(char c) {
    return (c >= '\t' && c <= '\r') || c == '\u0085' || Character.isSpaceChar(c);
  }
}
