package io.gradedcron.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Properties;

/** What the numbers were measured on, and with what. */
final class Machine {
  private static final Path CPUS = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** One paragraph. */
  static String description(Clock clock) throws IOException {
    Properties versions = new Properties();
    try (InputStream file = Machine.class.getResourceAsStream("versions.properties")) {
      versions.load(file);
    }
    return "%s, on %d cores of %s, %s %s, JDK %s (%s). Agrona %s, Netty %s, cron-utils %s, JMH %s, JOL %s."
        .formatted(
            LocalDate.now(clock),
            Runtime.getRuntime().availableProcessors(),
            processor(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("java.vm.version"),
            System.getProperty("java.vendor"),
            versions.getProperty("agrona"),
            versions.getProperty("netty"),
            versions.getProperty("cron-utils"),
            versions.getProperty("jmh"),
            versions.getProperty("jol"));
  }

  private static String processor() throws IOException {
    if (!Files.isReadable(CPUS)) {
      return System.getProperty("os.arch");
    }
    return Files.readAllLines(CPUS).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }
}
