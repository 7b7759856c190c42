package io.gradedcron.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A table in Markdown; all columns but the first are numbers. */
final class Table {
  private static final String NONE = "–";

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... columns) {
    rows.add(List.of(columns));
  }

  /** Adds a row. */
  void row(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  /** A number as tables write it: three digits that say something. */
  static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%,.0f", value);
  }

  /** A number, or a dash where there is none. */
  static String number(Optional<Double> value) {
    return value.map(Table::number).orElse(NONE);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      line(text, rows.get(i));
      if (i == 0) {
        List<String> rule = new ArrayList<>(Collections.nCopies(rows.get(0).size(), "---:"));
        rule.set(0, "---");
        line(text, rule);
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
