package io.gradedcron.operator.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeadershipOptionsTest {
  @ParameterizedTest
  @CsvSource({"PT5S,PT3S,PT0.5S", "PT1S,PT0.6S,PT0.1S", "PT60S,PT36S,PT0.5S"})
  void theOtherTimesFollowFromTheLeaseDuration(
      Duration lease, Duration renewDeadline, Duration retryPeriod) {
    LeadershipOptions options = LeadershipOptions.of("ns", "gradedcron", "me", lease);
    assertThat(options.renewDeadline()).isEqualTo(renewDeadline);
    assertThat(options.retryPeriod()).isEqualTo(retryPeriod);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S,PT3S,PT0.5S,lease duration PT0S",
    "PT-5S,PT3S,PT0.5S,lease duration PT-5S",
    "PT5.5S,PT3S,PT0.5S,lease duration PT5.5S",
    "PT3000000000S,PT3S,PT0.5S,lease duration PT833333H20M",
    "PT5S,PT5S,PT0.5S,renew deadline PT5S",
    "PT5S,PT3S,PT1.6S,retry period PT1.6S",
    "PT5S,PT3S,PT0S,retry period PT0S",
  })
  void timesThatDoNotFitAreRefusedByName(
      Duration lease, Duration renewDeadline, Duration retryPeriod, String start) {
    assertThatThrownBy(
            () ->
                new LeadershipOptions("ns", "gradedcron", "me", lease, renewDeadline, retryPeriod))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(start + ": must be");
  }

  @Test
  void aBlankNameIsRefused() {
    assertThatThrownBy(() -> LeadershipOptions.of(" ", "l", "i", Duration.ofSeconds(5)))
        .hasMessage("namespace ' ': must not be blank");
    assertThatThrownBy(() -> LeadershipOptions.of("n", null, "i", Duration.ofSeconds(5)))
        .hasMessage("leaseName 'null': must not be blank");
    assertThatThrownBy(() -> LeadershipOptions.of("n", "l", "", Duration.ofSeconds(5)))
        .hasMessage("identity '': must not be blank");
  }
}
