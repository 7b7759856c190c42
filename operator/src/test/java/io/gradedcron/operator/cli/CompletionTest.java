package io.gradedcron.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CompletionTest {
  private final List<String> asked = new ArrayList<>();
  private final CommandLine line =
      new Plugin(
              config -> {
                throw new AssertionError("no cluster is needed");
              },
              Clock.systemUTC(),
              "1")
          .commandLine();

  private List<String> candidates(String words) {
    Completion completion =
        new Completion(
            line,
            before -> {
              asked.addAll(before);
              return List.of("nightly", "reports");
            });
    return completion.candidates(Arrays.asList(words.split(" ", -1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | status plan degrade lift trigger next import",
        "'pl' | plan",
        "'zzz' | ''",
        "'zzz ' | ''",
        "'trigger ' | nightly reports",
        "'trigger ni' | nightly",
        "'trigger -n shop ' | nightly reports",
        "'trigger nightly ' | ''",
        "'next -n 3 re' | reports",
        "'lift ' | ''",
        "'degrade --level ' | 3 2",
        "'plan --level ' | 3 2 0",
        "'import cronjob/a --level ' | 1 2 3",
        "'status -o ' | table json yaml",
        "'status -o j' | json",
        "'degrade --le' | --level",
        "'status --all' | --all-namespaces"
      })
  void theLastWordIsCompleted(String words, String expected) {
    assertThat(String.join(" ", candidates(words))).isEqualTo(expected);
  }

  @Test
  void theWordsBeforeSayWhereToLookForNames() {
    candidates("trigger --namespace shop ni");

    assertThat(asked).containsExactly("--namespace", "shop");
  }

  @Test
  void kubectlGetsAWordALineAndThatFilesAreOfNoUse() {
    StringWriter out = new StringWriter();
    line.setOut(new PrintWriter(out));

    new Completion(line, before -> List.of()).print(List.of("l"));

    assertThat(out.toString().lines()).containsExactly("lift", ":4");
  }
}
