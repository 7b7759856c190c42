package io.gradedcron.operator.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process has used so far, as Linux counts it.
 *
 * @param cpuSeconds of all its threads, user and system
 * @param residentKib now
 * @param peakKib the most that was resident at a time
 */
record ProcessUsage(double cpuSeconds, long residentKib, long peakKib) {
  /** Linux shows times to programs in hundredths of a second, whatever the kernel's own tick. */
  private static final double TICKS = 100;

  private static final int UTIME = 11;

  /** Reads it. */
  static ProcessUsage of(long pid) {
    try {
      Path folder = Path.of("/proc", Long.toString(pid));
      return parse(
          Files.readString(folder.resolve("stat")), Files.readString(folder.resolve("status")));
    } catch (IOException e) {
      throw new UncheckedIOException("process " + pid + " can't be read", e);
    }
  }

  /** Reads the texts of {@code /proc/<pid>/stat} and {@code status}. */
  static ProcessUsage parse(String stat, String status) {
    // The program's name may hold blanks and brackets; the fields behind it do not.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return new ProcessUsage(
        (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) / TICKS,
        kib(status, "VmRSS"),
        kib(status, "VmHWM"));
  }

  private static long kib(String status, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + ":\\s+(\\d+) kB$").matcher(status);
    if (!line.find()) {
      throw new IllegalArgumentException("no " + name + " in " + status);
    }
    return Long.parseLong(line.group(1));
  }
}
