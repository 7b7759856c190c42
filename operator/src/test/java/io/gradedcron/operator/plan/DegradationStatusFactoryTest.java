package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationStatus;
import io.gradedcron.operator.degrade.Activity;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DegradationStatusFactoryTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final DegradationStatusFactory factory = new DegradationStatusFactory();
  private final Degradation degradation = new Degradation();

  DegradationStatusFactoryTest() {
    degradation.setMetadata(new ObjectMetaBuilder().withName("peak").withGeneration(4L).build());
  }

  private DegradationStatus status(Activity activity, int running, Instant now) {
    return factory.status(
        degradation,
        Optional.of(activity),
        Optional.empty(),
        new DegradationCounts(9, 7, running, 2),
        now);
  }

  private static Condition condition(DegradationStatus status, String type) {
    return status.conditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void countsAndGenerationAreShown() {
    DegradationStatus status = status(Activity.InWindow, 5, NOON);

    assertThat(status.observedGeneration()).isEqualTo(4);
    assertThat(status.matched()).isEqualTo(9);
    assertThat(status.held()).isEqualTo(7);
    assertThat(status.running()).isEqualTo(5);
    assertThat(status.stopped()).isEqualTo(2);
    assertThat(status.conditions())
        .allSatisfy(c -> assertThat(c.getObservedGeneration()).isEqualTo(4));
  }

  @ParameterizedTest
  @CsvSource({
    "NotDegraded,   0, False, NotDegraded,   False, NotDegraded",
    "NotDegraded,   5, False, NotDegraded,   False, NotDegraded",
    "NotStarted,    0, False, NotStarted,    False, NotStarted",
    "OutsideWindow, 0, False, OutsideWindow, False, OutsideWindow",
    "Expired,       0, False, Expired,       False, Expired",
    "InWindow,      0, True,  InWindow,      True,  NoRunsLeft",
    "InWindow,      1, True,  InWindow,      False, RunsLeft"
  })
  void theConditionsTellWhetherItGovernsAndWhetherItHasDrained(
      Activity activity,
      int running,
      String active,
      String activeReason,
      String drained,
      String drainedReason) {
    DegradationStatus status = status(activity, running, NOON);

    assertThat(condition(status, "Active").getStatus()).isEqualTo(active);
    assertThat(condition(status, "Active").getReason()).isEqualTo(activeReason);
    assertThat(condition(status, "Drained").getStatus()).isEqualTo(drained);
    assertThat(condition(status, "Drained").getReason()).isEqualTo(drainedReason);
  }

  @Test
  void aBrokenSpecIsNamed() {
    DegradationStatus status =
        factory.status(
            degradation,
            Optional.of(Activity.OutsideWindow),
            Optional.of("recurring.timeZone: \"Mars/Base\" is unknown"),
            new DegradationCounts(0, 0, 0, 0),
            NOON);

    assertThat(condition(status, "Active").getStatus()).isEqualTo("False");
    assertThat(condition(status, "Active").getReason()).isEqualTo("InvalidSpec");
    assertThat(condition(status, "Active").getMessage())
        .isEqualTo("recurring.timeZone: \"Mars/Base\" is unknown");
    assertThat(condition(status, "Drained").getStatus()).isEqualTo("False");
  }

  @Test
  void aDegradationThatThePolicyDoesNotKnowIsNotActive() {
    DegradationStatus status =
        factory.status(
            degradation,
            Optional.empty(),
            Optional.empty(),
            new DegradationCounts(0, 0, 0, 0),
            NOON);

    assertThat(condition(status, "Active").getReason()).isEqualTo("NotDegraded");
    assertThat(condition(status, "Drained").getStatus()).isEqualTo("False");
  }

  @Test
  void aConditionKeepsItsTransitionTimeWhileItsValueStays() {
    degradation.setStatus(status(Activity.InWindow, 3, NOON.plusMillis(300)));
    DegradationStatus drained = status(Activity.InWindow, 0, NOON.plusSeconds(60));

    assertThat(condition(drained, "Active").getLastTransitionTime())
        .isEqualTo("2026-11-23T12:00:00Z");
    assertThat(condition(drained, "Drained").getLastTransitionTime())
        .isEqualTo("2026-11-23T12:01:00Z");
  }

  @Test
  void theSameCountsMakeTheSameStatusSoThatNothingIsWritten() {
    DegradationStatus first = status(Activity.InWindow, 3, NOON);
    degradation.setStatus(first);

    assertThat(status(Activity.InWindow, 3, NOON.plusSeconds(60))).isEqualTo(first);
  }
}
