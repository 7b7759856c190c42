package io.gradedcron.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarksPageTest {
  @TempDir Path folder;

  @Test
  void writesItsOwnSectionAndNothingElse() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("page.md"),
            "a\n<!-- bench:cron -->\nold\n<!-- /bench:cron -->\nb\n<!-- bench:x -->\n<!-- /bench:x -->\n");

    new BenchmarksPage(file).write("cron", "new");

    assertThat(file)
        .hasContent(
            "a\n<!-- bench:cron -->\nnew\n<!-- /bench:cron -->\nb\n<!-- bench:x -->\n<!-- /bench:x -->\n");
  }

  @Test
  void refusesAPageWithoutTheSection() throws IOException {
    Path file = Files.writeString(folder.resolve("page.md"), "nothing\n");

    assertThatIllegalStateException()
        .isThrownBy(() -> new BenchmarksPage(file).write("cron", "new"))
        .withMessageContaining("<!-- bench:cron -->");
  }

  @Test
  void aTableAlignsItsNumbersAndShowsADashForNone() {
    Table table = new Table("Nanoseconds", "1k");
    table.row(List.of("wheel", Table.number(1234.4)));
    table.row(List.of("heap", Table.number(java.util.Optional.empty())));

    assertThat(table)
        .hasToString("| Nanoseconds | 1k |\n| --- | ---: |\n| wheel | 1,234 |\n| heap | – |\n");
  }
}
