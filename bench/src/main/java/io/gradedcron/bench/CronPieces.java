package io.gradedcron.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/** What is measured of the cron evaluator. */
final class CronPieces {
  private static final List<String> ZONES = List.of("UTC", "America/New_York");

  /** The pieces, in the order of the page. */
  List<Piece> all() {
    return List.of(new Piece("next", this::next), new Piece("bytes", log -> bytes()));
  }

  private String next(Path log) throws RunnerException {
    JmhRun run = JmhRun.of(NextBenchmark.class, log);
    List<String> columns = new ArrayList<>(List.of("Nanoseconds", "text"));
    for (String zone : ZONES) {
      columns.add(Evaluator.GRADEDCRON.title() + ", " + zone);
      columns.add("goal");
      columns.add(Evaluator.CRON_UTILS.title() + ", " + zone);
    }
    Table table = new Table(columns.toArray(String[]::new));
    for (CronCase cron : CronCase.values()) {
      List<String> row = new ArrayList<>(List.of(cron.title(), "`" + cron.text() + "`"));
      for (String zone : ZONES) {
        row.add(Table.number(run.nanos("next", Evaluator.GRADEDCRON, cron, zone)));
        row.add(goal(cron, zone));
        row.add(Table.number(run.nanos("next", Evaluator.CRON_UTILS, cron, zone)));
      }
      table.row(row);
    }
    return """
    **Next slot** after an instant, at random in the ten years from 2026 on.

    %s"""
        .formatted(table);
  }

  private static String goal(CronCase cron, String zone) {
    if (cron == CronCase.LEAP_DAY) {
      return "1,000";
    }
    return zone.equals("UTC") ? "200" : "300";
  }

  private String bytes() {
    Table table =
        new Table(
            "Bytes a schedule",
            "text",
            "gradedcron",
            "cron-utils ExecutionTime",
            "gradedcron, as the operator has it");
    for (CronCase cron : CronCase.values()) {
      List<String> row = new ArrayList<>(List.of(cron.title(), "`" + cron.text() + "`"));
      for (Evaluator evaluator : Evaluator.values()) {
        row.add(Table.number(Footprint.bytesPerSchedule(evaluator, cron, ZONES.get(1))));
      }
      row.add(Table.number(Footprint.bytesPerSharer(cron, ZONES.get(1))));
      table.row(row);
    }
    return """
    **Bytes of a compiled schedule**, each compiled by itself (JOL); a zone's table of transitions is shared by all. The operator compiles equal
    texts once: of schedules that share a text each has the last column's.

    %s"""
        .formatted(table);
  }
}
