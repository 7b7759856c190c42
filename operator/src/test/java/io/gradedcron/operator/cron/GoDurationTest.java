package io.gradedcron.operator.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "-0, PT0S",
    "2h, PT2H",
    "90m, PT1H30M",
    "1h30m, PT1H30M",
    "45s, PT45S",
    "1.5h, PT1H30M",
    "1.h, PT1H",
    ".5m, PT30S",
    "+5s, PT5S",
    "-1h30m, PT-1H-30M",
    "30m1h, PT1H30M",
    "1h1h, PT2H",
    "250ms, PT0.25S",
    "1us, PT0.000001S",
    "1\u00b5s, PT0.000001S",
    "1\u03bcs, PT0.000001S",
    "7ns, PT0.000000007S",
    "0.9ns, PT0S",
    "0.99999999999999999999999s, PT1S",
    "0.3333333333333333333333h, PT20M",
    "9223372036854775807ns, PT2562047H47M16.854775807S",
    "2562047h47m16.854775807s, PT2562047H47M16.854775807S",
  })
  void aDurationIsReadAsGoReadsIt(String text, Duration duration) {
    assertThat(GoDuration.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``       | "" has no number
          -        | "-" has no number
          .        | "." has no number at position 1
          .s       | ".s" has no number at position 1
          h        | "h" has no number at position 1
          1h m     | "1h m" has the unknown unit "h m" at position 2
          5        | "5" has no unit at position 2
          1h5      | "1h5" has no unit at position 4
          1d       | "1d" has the unknown unit "d" at position 2
          1H       | "1H" has the unknown unit "H" at position 2
          --1h     | "--1h" has no number at position 2
          1h-5m    | "1h-5m" has the unknown unit "h-" at position 2
          PT1H     | "PT1H" has no number at position 1
          \u0661h  | "\u0661h" has no number at position 1
          """)
  void anythingElseIsRefusedWithItsPlace(String text, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GoDuration.parse(text))
        .withMessage(problem + ": write a duration such as 1h30m, 90m or 45s");
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775808ns",
    "99999999999999999999h",
    "18446744073709551617ns",
    "2562048h",
    "2562047h47m16.854775808s",
    "2562047.999h",
  })
  void whatDoesNotFitIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GoDuration.parse(text))
        .withMessage(
            "\"%s\" is longer than 292 years: write a duration such as 1h30m, 90m or 45s", text);
  }
}
