package io.gradedcron.operator.cli;

import static io.gradedcron.operator.cli.Shop.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.DegradationSpec;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DegradationChangeTest {
  private static final Instant EARLIER = NOON.minusSeconds(3600);
  private static final Instant LATER = NOON.plusSeconds(7200);

  private static Degradation present(
      Instant start, Instant until, DegradationSpec.Recurring recurring) {
    return Shop.degradation(
        "peak",
        new DegradationSpec(
            0,
            new DegradationSpec.Actions(DegradationAction.DrainThenStop, null),
            start,
            until,
            recurring,
            null,
            new LabelSelectorBuilder().addToMatchLabels("team", "a").build(),
            5L,
            "as before"));
  }

  private static DegradationChange to(int level, Degradation present) {
    return DegradationChange.of(
        "peak", Optional.ofNullable(present), level, Optional.empty(), Optional.empty());
  }

  @Test
  void whereThereIsNoneOneIsMade() {
    DegradationChange change =
        DegradationChange.of(
            "peak", Optional.empty(), 3, Optional.of(LATER), Optional.of("black friday"));

    assertThat(change.after().getMetadata().getName()).isEqualTo("peak");
    assertThat(change.after().getSpec())
        .isEqualTo(
            new DegradationSpec(3, null, null, LATER, null, null, null, null, "black friday"));
    assertThat(change.problem(NOON)).isEmpty();
  }

  @Test
  void levelAndUntilChangeAndAllElseStays() {
    Degradation before = present(EARLIER, LATER.plusSeconds(1), null);

    DegradationChange change =
        DegradationChange.of("peak", Optional.of(before), 2, Optional.of(LATER), Optional.empty());

    assertThat(change.patch())
        .isEqualTo("{\"spec\":{\"level\":2,\"until\":\"2026-11-27T14:00:00Z\"}}");
    DegradationSpec after = change.after().getSpec();
    assertThat(after.level()).isEqualTo(2);
    assertThat(after.until()).isEqualTo(LATER);
    assertThat(after.actions()).isEqualTo(before.getSpec().actions());
    assertThat(after.startTime()).isEqualTo(EARLIER);
    assertThat(after.selector()).isEqualTo(before.getSpec().selector());
    assertThat(after.gracePeriodSeconds()).isEqualTo(5);
    assertThat(after.reason()).isEqualTo("as before");
  }

  @Test
  void anUntilThatHasPassedDoesNotLiftTheNextOne() {
    DegradationChange change = to(3, present(null, EARLIER, null));

    assertThat(change.patch()).isEqualTo("{\"spec\":{\"level\":3,\"until\":null}}");
    assertThat(change.problem(NOON)).isEmpty();
  }

  @Test
  void aLiftIsLevelZeroWithoutAnEnd() {
    DegradationChange change = to(0, present(null, LATER, null));

    assertThat(change.patch()).isEqualTo("{\"spec\":{\"level\":0,\"until\":null}}");
    assertThat(change.problem(NOON)).isEmpty();
  }

  @Test
  void oneThatWouldNotDegradeNowSaysWhy() {
    DegradationSpec.Recurring evenings =
        new DegradationSpec.Recurring("0 19 * * *", "2h", "Europe/Berlin");

    assertThat(to(3, present(LATER, null, null)).problem(NOON).orElseThrow())
        .contains("spec.startTime, 2026-11-27T14:00:00Z")
        .contains("--name");
    assertThat(to(3, present(null, null, evenings)).problem(NOON).orElseThrow())
        .contains("spec.recurring");
    assertThat(to(3, present(null, null, evenings)).problem(Instant.parse("2026-11-27T18:30:00Z")))
        .as("while its window is open")
        .isEmpty();
    assertThat(
            to(3, present(null, null, new DegradationSpec.Recurring("61 * * * *", "2h", null)))
                .problem(NOON)
                .orElseThrow())
        .contains("spec.recurring.schedule: minute");
  }

  @Test
  void oneThatIsBeingDeletedIsNotForUse() {
    Degradation going = present(null, null, null);
    going.getMetadata().setDeletionTimestamp("2026-11-27T11:59:00Z");

    assertThat(to(3, going).problem(NOON).orElseThrow()).contains("is being deleted");
  }
}
