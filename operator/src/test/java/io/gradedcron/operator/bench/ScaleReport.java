package io.gradedcron.operator.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The table of the schedules that are not due. One thread. */
final class ScaleReport {
  private final List<ScaleRow> rows = new ArrayList<>();

  void add(ScaleRow row) {
    rows.add(row);
  }

  /** Returns the table as Markdown. */
  String text() {
    MarkdownTable table =
        new MarkdownTable(
            2,
            "Contestant",
            "Life",
            "Schedules",
            "Finished Jobs",
            "Armed after, s",
            "At rest after another, s",
            "Resident, MiB",
            "Peak, MiB",
            "Bytes a schedule",
            "Idle, % of a core");
    for (ScaleRow row : rows) {
      table.row(
          row.contestant().words(),
          row.life(),
          String.format(Locale.ROOT, "%,d", row.schedules()),
          String.format(Locale.ROOT, "%,d", row.finishedJobs()),
          String.format(Locale.ROOT, "%.1f", row.armedSeconds()),
          String.format(Locale.ROOT, "%.0f", row.settledSeconds()),
          String.format(Locale.ROOT, "%d", row.residentKib() / 1024),
          String.format(Locale.ROOT, "%d", row.peakKib() / 1024),
          smallest(row).map(least -> bytesASchedule(least, row)).orElse(""),
          String.format(Locale.ROOT, "%.1f", row.idlePercent()));
    }
    return table.text();
  }

  /** Returns the life of the same kind with the fewest schedules. */
  private Optional<ScaleRow> smallest(ScaleRow row) {
    return rows.stream()
        .filter(other -> other.contestant() == row.contestant())
        .filter(other -> other.life().equals(row.life()))
        .filter(other -> other.finishedJobs() == 0 && other.schedules() < row.schedules())
        .min((one, other) -> Integer.compare(one.schedules(), other.schedules()));
  }

  private static String bytesASchedule(ScaleRow least, ScaleRow row) {
    long bytes = (row.residentKib() - least.residentKib()) * 1024;
    return String.format(Locale.ROOT, "%,d", bytes / (row.schedules() - least.schedules()));
  }
}
