package io.gradedcron.operator;

import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.cron.InvalidScheduleException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints the next instants of a schedule, without any cluster. */
@Command(
    name = "next",
    mixinStandardHelpOptions = true,
    description = "Print the next instants at which a schedule is due, without any cluster.",
    sortOptions = false)
final class NextCommand implements Callable<Integer> {
  private static final int REFUSED = 2;
  private static final int MOST_INSTANTS = 100_000;

  @Spec private CommandSpec command;

  @Option(names = "--schedule", paramLabel = "CRON", description = "The cron text.")
  private String schedule;

  @Option(
      names = "--time-zone",
      paramLabel = "ZONE",
      defaultValue = "UTC",
      description = "IANA name, default UTC.")
  private String timeZone;

  @Option(
      names = "--after",
      paramLabel = "INSTANT",
      description =
          "First instant is after this one, as 2026-03-29T00:30:00Z; default now."
              + " @every counts from it.")
  private String after;

  @Option(
      names = {"-n", "--number"},
      paramLabel = "K",
      defaultValue = "5",
      description = "How many, default 5.")
  private int number;

  @Option(
      names = "--stdin",
      description =
          "Read lines of schedule, zone, after and K, separated by tabs; answer each in order by"
              + " true or false, a tab, and the instants separated by commas, or the error.")
  private boolean stdin;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = command.commandLine().getOut();
    if (stdin) {
      answerTable(out);
      return 0;
    }
    if (schedule == null) {
      throw new ParameterException(
          command.commandLine(), "Missing required option: '--schedule=CRON' (or '--stdin')");
    }
    try {
      Instant from = after == null ? Instant.now() : instant(after);
      instants(schedule, timeZone, from, number).forEach(out::println);
      return 0;
    } catch (InvalidScheduleException e) {
      command.commandLine().getErr().println(e.getMessage());
      return REFUSED;
    } catch (DateTimeException e) {
      command.commandLine().getErr().println(e.getMessage());
      return REFUSED;
    }
  }

  private static void answerTable(PrintWriter out) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(answer(line));
    }
    out.flush();
  }

  /** Returns the answer to one line of the table. */
  static String answer(String line) {
    String[] cells = line.split("\t", -1);
    if (cells.length != 4) {
      return "false\tline: " + cells.length + " cells, not the 4 of schedule, zone, after, k";
    }
    try {
      return "true\t"
          + instants(cells[0], cells[1], instant(cells[2]), Integer.parseInt(cells[3])).stream()
              .map(Instant::toString)
              .collect(Collectors.joining(","));
    } catch (NumberFormatException e) {
      return "false\tk: \"" + cells[3] + "\" is not a whole number";
    } catch (InvalidScheduleException | DateTimeException e) {
      return "false\t" + e.getMessage();
    }
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new DateTimeException(
          "after: \"" + text + "\" is not an instant such as 2026-03-29T00:30:00Z", e);
    }
  }

  private static List<Instant> instants(String text, String zone, Instant after, int number) {
    return CronSchedule.parse(text, zone)
        .slots(after, Duration.ZERO)
        .next(after, Math.min(number, MOST_INSTANTS));
  }
}
