package io.gradedcron.operator.cron.oracle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The Java side of {@code make fuzz-cron}: reads cron-oracle's lines from standard input, compares
 * until they end, and prints the counts. The first difference ends it with exit code 1.
 */
public final class CronFuzz {

  private CronFuzz() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws IOException {
    OracleComparison comparison = new OracleComparison();
    Optional<String> difference = Optional.empty();
    long lines = 0;
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      String line = in.readLine();
      while (line != null && difference.isEmpty()) {
        difference = compare(comparison, line);
        lines++;
        if (lines % 500_000 == 0) {
          System.out.println("compared so far: " + lines + " texts");
        }
        line = in.readLine();
      }
    }
    System.out.println(comparison);
    if (difference.isPresent()) {
      System.out.println("DIFFERENT: " + difference.get());
      System.exit(1);
    }
    if (lines == 0) {
      System.out.println("DIFFERENT: cron-oracle wrote nothing");
      System.exit(1);
    }
    System.out.println("differences 0");
  }

  /** A line without a known reason is a difference that cron-oracle itself cannot explain. */
  private static Optional<String> compare(OracleComparison comparison, String line) {
    try {
      return comparison.compare(OracleLine.parse(line));
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage() + "\n  " + line);
    }
  }
}
