package io.gradedcron.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** docs/BENCHMARKS.md, of which each harness writes its own section, between two comments. */
final class BenchmarksPage {
  private final Path file;

  BenchmarksPage(Path file) {
    this.file = file;
  }

  /**
   * Replaces what stands between {@code <!-- bench:name -->} and {@code <!-- /bench:name -->}.
   *
   * @throws IllegalStateException if the page has no such comments
   */
  void write(String section, String markdown) throws IOException {
    String page = Files.readString(file);
    String begin = "<!-- bench:" + section + " -->";
    String end = "<!-- /bench:" + section + " -->";
    int from = page.indexOf(begin);
    int to = page.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalStateException(file + " needs a line " + begin + " and below it " + end);
    }
    Files.writeString(
        file,
        page.substring(0, from + begin.length()) + "\n" + markdown + "\n" + page.substring(to));
  }
}
