package io.gradedcron.operator.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table in Markdown, its first columns text, the others numbers. One thread. */
final class MarkdownTable {
  private final List<String> lines = new ArrayList<>();
  private final int columns;

  /**
   * Begins a table.
   *
   * @param texts how many columns are text
   */
  MarkdownTable(int texts, String... titles) {
    columns = titles.length;
    lines.add(line(List.of(titles)));
    List<String> rule = new ArrayList<>(Collections.nCopies(texts, "---"));
    rule.addAll(Collections.nCopies(columns - texts, "---:"));
    lines.add(line(rule));
  }

  /** Adds a row. */
  void row(String... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException(
          cells.length + " cells in a row of " + columns + " columns");
    }
    lines.add(line(List.of(cells)));
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  /** Returns the table, a line break at its end. */
  String text() {
    return String.join("\n", lines) + "\n";
  }
}
