package io.gradedcron.operator.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The harness in short: every kind of fault once. {@code make chaos} is the long form. */
class ChaosIT {

  @Test
  void noSlotIsDoubledLostOrHeldThroughWhileEverythingFails() {
    ChaosReport report = new ChaosRun(new ChaosSettings(70, 2, 60, 20_261_123, 1, false)).report();

    System.out.println(report.text());
    assertThat(report.tally().launched()).as("launched").isGreaterThan(100);
    assertThat(report.tally().doubled()).as("doubled").isEmpty();
    assertThat(report.tally().lost()).as("lost").isEmpty();
    assertThat(report.tally().heldThrough()).as("held through").isEmpty();
    assertThat(report.tally().strange()).as("strange").isEmpty();
  }
}
