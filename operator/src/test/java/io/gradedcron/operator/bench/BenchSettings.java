package io.gradedcron.operator.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What a run of the bench is asked for.
 *
 * @param root the project's folder
 * @param only the tables to make
 * @param sizes how many schedules; empty for each table's own
 * @param contestants who is measured
 * @param bursts how many bursts in a row
 * @param period from slot to slot
 * @param restarts whether a burst follows a restart
 * @param connections of the bare limit; 0 to look for the best number
 * @param finished how many schedules with four finished Jobs each are measured; 0 for none
 * @param operator this project's process
 * @param page whether docs/BENCHMARKS.md is written
 * @param command how the run was called, for the page
 */
record BenchSettings(
    Path root,
    List<String> only,
    List<Integer> sizes,
    List<Contestant> contestants,
    int bursts,
    Duration period,
    boolean restarts,
    int connections,
    int finished,
    OperatorProgram operator,
    boolean page,
    String command) {
  private static final int MINUTE = 60;

  BenchSettings {
    only = List.copyOf(only);
    sizes = List.copyOf(sizes);
    contestants = List.copyOf(contestants);
    if (bursts < 1) {
      throw new IllegalArgumentException("bench.minutes is " + bursts + ": it must be 1 or more");
    }
    long seconds = period.toSeconds();
    if (seconds < 5 || MINUTE % seconds != 0) {
      throw new IllegalArgumentException(
          "bench.every is " + seconds + ": it must be 60 or divide it, and be 5 or more");
    }
    if (seconds != MINUTE && restarts) {
      throw new IllegalArgumentException(
          "bench.every is " + seconds + ": a restart needs a minute, or bench.restarts=false");
    }
    if (seconds != MINUTE && contestants.stream().anyMatch(Contestant::isBuiltIn)) {
      throw new IllegalArgumentException(
          "bench.every is " + seconds + ": the built-in controller knows whole minutes only");
    }
  }

  /** Reads the system properties {@code bench.*}; one that is absent or empty is the default. */
  static BenchSettings fromProperties() {
    Path root = Path.of(System.getProperty("gradedcron.root"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String options = property("bench.java.options", "");
    long seconds = Long.parseLong(property("bench.every", Integer.toString(MINUTE)));
    return new BenchSettings(
        root,
        words(property("bench.only", "burst scale")),
        words(property("bench.n", "")).stream().map(Integer::valueOf).toList(),
        words(property("bench.contestants", "bare gradedcron built-in-tuned built-in")).stream()
            .map(Contestant::of)
            .toList(),
        Integer.parseInt(property("bench.minutes", "4")),
        Duration.ofSeconds(seconds),
        Boolean.parseBoolean(property("bench.restarts", Boolean.toString(seconds == MINUTE))),
        Integer.parseInt(property("bench.connections", "0")),
        Integer.parseInt(property("bench.finished", "20000")),
        new OperatorProgram(
            Path.of(property("bench.java", java)),
            root.resolve(property("bench.jar", "operator/target/gradedcron-operator.jar")),
            options.isEmpty() ? OperatorProgram.chartOptions(root) : words(options)),
        Boolean.parseBoolean(property("bench.page", "false")),
        property("bench.command", "make bench").replaceAll("\\s+", " "));
  }

  private static String property(String name, String otherwise) {
    String value = System.getProperty(name, "").strip();
    return value.isEmpty() ? otherwise : value;
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }

  /** Returns the sizes of a table. */
  List<Integer> sizesOr(Integer... otherwise) {
    return sizes.isEmpty() ? List.of(otherwise) : sizes;
  }
}
