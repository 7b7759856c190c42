package io.gradedcron.operator.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of the stops. One thread. */
final class StopReport {
  private final List<StopRow> rows = new ArrayList<>();

  void add(StopRow row) {
    rows.add(row);
  }

  /** Returns a row for a person who watches. */
  static String line(StopRow row) {
    return String.format(
        Locale.ROOT,
        "%s, %d of %d deleted, round %s: first %.3f, p50 %.3f, p99 %.3f, last %.3f s; others %d",
        words(row),
        row.deleted().count(),
        row.active(),
        row.round(),
        row.deleted().seconds(0),
        row.deleted().seconds(0.5),
        row.deleted().seconds(0.99),
        row.deleted().seconds(1),
        row.others());
  }

  /** Returns the table as Markdown. */
  String text() {
    MarkdownTable table =
        new MarkdownTable(
            2, "Who deletes", "Round", "Active runs", "First", "p50", "p99", "Max", "Others");
    for (StopRow row : rows) {
      table.row(
          words(row),
          row.round(),
          String.format(Locale.ROOT, "%,d", row.active()),
          seconds(row, 0),
          seconds(row, 0.5),
          seconds(row, 0.99),
          row.isComplete() ? seconds(row, 1) : "did not finish: " + row.deleted().count(),
          Long.toString(row.others()));
    }
    return table.text();
  }

  private static String words(StopRow row) {
    return row.contestant() == Contestant.BARE ? "bare deletes" : row.contestant().words();
  }

  private static String seconds(StopRow row, double part) {
    return String.format(Locale.ROOT, "%.2f", row.deleted().seconds(part));
  }
}
