package io.gradedcron.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PluginTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "59, 59s",
    "60, 1m",
    "90, 1m30s",
    "3600, 1h",
    "7199, 1h59m",
    "86400, 1d",
    "97200, 1d3h",
    "-5, 0s"
  })
  void aDurationHasTwoUnitsAtMost(long seconds, String text) {
    assertThat(TimeText.between(Shop.NOON, Shop.NOON.plusSeconds(seconds))).isEqualTo(text);
  }

  @Test
  void aCountAgreesWithItsNoun() {
    assertThat(TimeText.count(1, "run")).isEqualTo("1 run");
    assertThat(TimeText.count(0, "run")).isEqualTo("0 runs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nightly",
        "gcj/nightly",
        "gradedcronjob/nightly",
        "gradedcronjobs.gradedcron.io/nightly"
      })
  void aScheduleIsNamedAsKubectlNamesIt(String text) {
    assertThat(ResourceName.schedule(text)).isEqualTo("nightly");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nightly", "cj/nightly", "cronjob/nightly", "cronjobs.batch/nightly"})
  void soIsACronJob(String text) {
    assertThat(ResourceName.cronJob(text)).isEqualTo("nightly");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pod/nightly", "gcj/nightly", "cronjob/", "cronjob/a/b", ""})
  void whatNamesNoCronJobIsRefused(String text) {
    assertThatThrownBy(() -> ResourceName.cronJob(text))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("write NAME or cronjob/NAME");
  }

  @Test
  void aTableShowsWhatIsMissingAndKeepsEachRowOnItsLine() {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);

    new TextTable("NAME", "REASON").row("a", "two\nlines").row("bcdef", null).print(out);
    out.flush();

    assertThat(text.toString().lines())
        .containsExactly("NAME    REASON", "a       two lines", "bcdef   -");
    assertThatThrownBy(() -> new TextTable("NAME").row("a", Instant.EPOCH))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
