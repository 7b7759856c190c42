package io.gradedcron.operator.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinksTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..").normalize();

  @TempDir private Path folder;

  @Test
  void everyLinkBetweenThePagesOfTheProjectLeadsSomewhere() throws IOException {
    LinkCheck check = new LinkCheck(ROOT);

    assertThat(check.pages()).contains("README.md", "CONTRIBUTING.md", "docs/install.md");
    assertThat(check.broken()).isEmpty();
  }

  @Test
  void theReadmeLeadsToEveryPageOfTheDocs() throws IOException {
    LinkCheck check = new LinkCheck(ROOT);

    assertThat(check.linkedFrom("README.md"))
        .containsAll(check.pages().stream().filter(page -> page.startsWith("docs/")).toList())
        .contains("CONTRIBUTING.md", "CHANGELOG.md", "examples/README.md");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          see [it](nowhere.md)           | page.md:3: nowhere.md: no such file
          ![a picture](none.png)         | page.md:3: none.png: no such file
          see [it](sub/other.md#absent)  | page.md:3: sub/other.md#absent: no such heading
          see [it](#absent)              | page.md:3: #absent: no such heading
          see [it](/sub/other.md)        | page.md:3: /sub/other.md: not a relative link
          see [it](../beyond.md)         | page.md:3: ../beyond.md: outside of the project
          see [it](sub#what-is-it)       | page.md:3: sub#what-is-it: no such heading
          [it]: nowhere.md               | page.md:3: nowhere.md: no such file
          """)
  void aLinkThatLeadsNowhereIsFound(String line, String finding) throws IOException {
    write(line);

    assertThat(new LinkCheck(folder).broken()).containsExactly(finding);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          see [it](sub/other.md), [that](sub)
          see [it](sub/other.md#what-is-it) and [that](sub/other.md#what-is-it-1)
          see [it](sub/other.md#a-link-and-code_too "with a title")
          see [it](#the-page)
          see [it](https://example.org/nowhere.md#at-all), [mail](mailto:a@example.org)
          `[code](nowhere.md)` is no link
          """)
  void aLinkThatLeadsSomewhereAndWhatIsNoLinkAreLeftAlone(String line) throws IOException {
    write(line);

    assertThat(new LinkCheck(folder).broken()).isEmpty();
  }

  private void write(String line) throws IOException {
    Files.writeString(folder.resolve("page.md"), "# The page\n\n" + line + "\n");
    Files.createDirectories(folder.resolve("sub"));
    Files.writeString(
        folder.resolve("sub/other.md"),
        """
        # What is it?!
        ## What is it?!
        ### A [link](other.md) and `code_too`
        ```
        # no heading
        [no link](nowhere.md)
        ```
        """);
    Files.createDirectories(folder.resolve("target"));
    Files.writeString(folder.resolve("target/built.md"), "[it](nowhere.md)\n");
  }
}
