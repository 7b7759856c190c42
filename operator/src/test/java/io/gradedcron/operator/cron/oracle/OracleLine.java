package io.gradedcron.operator.cron.oracle;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One line of cron-oracle: a question, and the answers of Kubernetes and of this project's rules.
 *
 * @param source the line as it was
 * @param text the cron text
 * @param zone the time zone's name
 * @param after the slots are those after this instant
 * @param reasons why this project's answer is another one; empty if it is not
 * @param kubernetes {@code refused}, {@code taken}, or for each slot the instant, {@code none} or
 *     {@code unasked}; each slot is asked for from the one before of {@code gradedcron}
 * @param gradedcron {@code refused}, or for each slot the instant or {@code none}
 * @param offsets the zone's offsets from two days before {@code after} to two days after the last
 *     slot: seconds, and for each change its instant and the seconds from then on; empty if the
 *     answer does not depend on it
 */
public record OracleLine(
    String source,
    String text,
    String zone,
    Instant after,
    Set<Reason> reasons,
    List<String> kubernetes,
    List<String> gradedcron,
    List<String> offsets) {

  /** Reads a line; an empty one or a comment has no cells and is not meant to come here. */
  public static OracleLine parse(String line) {
    String[] cells = line.split("\t", -1);
    if (cells.length != 8) {
      throw new IllegalArgumentException(cells.length + " cells and not 8: " + line);
    }
    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    if (!cells[4].equals("-")) {
      for (String label : cells[4].split("\\+", -1)) {
        reasons.add(Reason.of(label));
      }
    }
    List<String> kubernetes = List.of(cells[5].split(",", -1));
    return new OracleLine(
        line,
        unescaped(cells[0]),
        unescaped(cells[1]),
        Instant.parse(cells[2]),
        reasons,
        kubernetes,
        cells[6].equals("=") ? kubernetes : List.of(cells[6].split(",", -1)),
        cells[7].equals("-") ? List.of() : List.of(cells[7].split(" ", -1)));
  }

  boolean refusedHere() {
    return gradedcron.get(0).equals("refused");
  }

  /** Undoes Go's strconv.QuoteToASCII. */
  private static String unescaped(String cell) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < cell.length()) {
      char c = cell.charAt(i++);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char kind = cell.charAt(i++);
      int digits =
          switch (kind) {
            case 'x' -> 2;
            case 'u' -> 4;
            case 'U' -> 8;
            default -> 0;
          };
      if (digits == 0) {
        text.append(simpleEscape(kind));
      } else {
        text.appendCodePoint(Integer.parseInt(cell.substring(i, i + digits), 16));
        i += digits;
      }
    }
    return text.toString();
  }

  private static char simpleEscape(char kind) {
    return switch (kind) {
      case 'a' -> '\u0007';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> '\u000b';
      default -> kind;
    };
  }
}
