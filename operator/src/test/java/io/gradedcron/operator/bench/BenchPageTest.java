package io.gradedcron.operator.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BenchPageTest {
  private static final BenchPage PAGE =
      new BenchPage(
          """
          # Numbers

          <!-- bench:burst -->
          old
          <!-- /bench:burst -->

          Prose.

          <!-- bench:scale -->
          <!-- /bench:scale -->
          """);

  @Test
  void aPartIsReplacedAndTheProseStays() {
    assertThat(PAGE.with("burst", "| new |\n").text())
        .isEqualTo(
            """
            # Numbers

            <!-- bench:burst -->

            | new |

            <!-- /bench:burst -->

            Prose.

            <!-- bench:scale -->
            <!-- /bench:scale -->
            """);
  }

  @Test
  void writingTheSameAgainChangesNothing() {
    BenchPage once = PAGE.with("burst", "new").with("scale", "other");

    assertThat(once.with("scale", "other").with("burst", "new")).isEqualTo(once);
  }

  @Test
  void aPageWithoutTheMarksIsRefused() {
    assertThatThrownBy(() -> PAGE.with("wheel", "new"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("<!-- bench:wheel -->");
  }

  @Test
  void aTableIsMarkdown() {
    MarkdownTable table = new MarkdownTable(1, "Who", "N");
    table.row("bare", "1,000");

    assertThat(table.text()).isEqualTo("| Who | N |\n| --- | ---: |\n| bare | 1,000 |\n");
    assertThatThrownBy(() -> table.row("bare")).hasMessage("1 cells in a row of 2 columns");
  }
}
