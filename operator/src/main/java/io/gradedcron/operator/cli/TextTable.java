package io.gradedcron.operator.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Columns as wide as their widest cell, three blanks apart, as kubectl prints them. */
final class TextTable {
  private static final int GAP = 3;
  private static final String NOTHING = "-";

  private final List<List<String>> lines = new ArrayList<>();

  TextTable(String... headers) {
    lines.add(List.of(headers));
  }

  /**
   * Adds a row.
   *
   * @param cells as many as there are headers; null or an empty text is shown as {@code -}
   */
  TextTable row(Object... cells) {
    if (cells.length != lines.get(0).size()) {
      throw new IllegalArgumentException(cells.length + " cells, not " + lines.get(0).size());
    }
    List<String> row = new ArrayList<>(cells.length);
    for (Object cell : cells) {
      // What others wrote, such as a reason, can't begin a line of its own.
      String text = Objects.toString(cell, "").replaceAll("\\p{Cntrl}+", " ");
      row.add(text.isEmpty() ? NOTHING : text);
    }
    lines.add(row);
    return this;
  }

  /** Prints headers and rows. */
  void print(PrintWriter out) {
    int columns = lines.get(0).size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        text.append(line.get(i));
        if (i < columns - 1) {
          text.append(" ".repeat(widths[i] - line.get(i).length() + GAP));
        }
      }
      out.println(text);
    }
  }
}
