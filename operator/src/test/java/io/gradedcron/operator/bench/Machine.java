package io.gradedcron.operator.bench;

import io.gradedcron.operator.harness.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a measurement ran on. */
final class Machine {
  private Machine() {}

  /**
   * Returns a line with date, machine, versions and command.
   *
   * @param programs the folder with the control plane's programs
   */
  static String line(BenchSettings settings, Path programs) {
    return String.format(
        Locale.ROOT,
        "%s, %s, %d cores, %.0f GiB, Linux %s; JDK %s, %s, etcd %s; `%s`.",
        LocalDate.now(ZoneOffset.UTC),
        first("/proc/cpuinfo", "(?m)^model name\\s*: (.*)$").replaceAll("\\s+", " "),
        Runtime.getRuntime().availableProcessors(),
        Long.parseLong(first("/proc/meminfo", "MemTotal:\\s+(\\d+)")) / 1048576.0,
        System.getProperty("os.version"),
        said("\"(\\S+)\"", settings.operator().java(), "-version"),
        said("Kubernetes v\\S+", programs.resolve("kube-apiserver"), "--version"),
        said("etcd Version: (\\S+)", programs.resolve("etcd"), "--version"),
        settings.command());
  }

  private static String first(String file, String pattern) {
    try {
      return found(pattern, Files.readString(Path.of(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String said(String pattern, Path program, String argument) {
    return found(
        pattern, new Shell(Path.of("."), Map.of()).run(program.toString(), argument).orFail());
  }

  private static String found(String pattern, String text) {
    Matcher match = Pattern.compile(pattern).matcher(text);
    if (!match.find()) {
      return "unknown";
    }
    return match.group(match.groupCount());
  }
}
