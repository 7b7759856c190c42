package io.gradedcron.operator.cli;

import static io.gradedcron.operator.cli.Shop.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationStatus;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.ScheduleState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusViewTest {
  private static final Shop.Hold STOPPED = new Shop.Hold("ScaleToZero", "peak");
  private static final Shop.Hold DRAINED = new Shop.Hold("DrainThenStop", "peak");

  private static GradedCronJob seen(
      String name, int level, ScheduleState state, int active, int nextIn, Shop.Hold hold) {
    return Shop.seen(
        Shop.schedule(name, level, "* * * * *"), state, active, NOON.plusSeconds(nextIn), hold);
  }

  private static final List<GradedCronJob> SCHEDULES =
      List.of(
          seen("payments", 1, ScheduleState.Active, 2, 90, null),
          seen("stock", 1, ScheduleState.Scheduled, 0, 20, null),
          seen("orders", 2, ScheduleState.Held, 3, 10, DRAINED),
          seen("reports", 3, ScheduleState.Held, 1, 5, STOPPED),
          Shop.seen(Shop.schedule("old", 3, "* * * * *"), ScheduleState.Suspended, 0, null, null),
          Shop.seen(Shop.schedule("wrong", 3, "61 * * * *"), ScheduleState.Invalid, 0, null, null),
          Shop.schedule("new", 3, "* * * * *"));

  private static Degradation degradation(long observedGeneration) {
    Degradation peak = Shop.degradation("peak", 2);
    peak.setStatus(
        new DegradationStatus(
            observedGeneration,
            7,
            2,
            4,
            1,
            List.of(
                new ConditionBuilder()
                    .withType("Active")
                    .withStatus("True")
                    .withReason("InWindow")
                    .build(),
                new ConditionBuilder()
                    .withType("Drained")
                    .withStatus("False")
                    .withReason("RunsLeft")
                    .build())));
    return peak;
  }

  private static StatusView view(Optional<List<Degradation>> degradations, int most) {
    return StatusView.of(SCHEDULES, degradations, most, NOON);
  }

  @Test
  void eachLevelSaysWhatRunsWhatDrainsAndWhatIsStopped() {
    StatusView view = view(Optional.of(List.of()), 10);

    assertThat(view.levels())
        .containsExactly(
            new StatusView.OfLevel(1, 2, 0, 2, 0, 0, 0, 0, NOON.plusSeconds(20)),
            new StatusView.OfLevel(2, 1, 1, 0, 3, 0, 0, 0, null),
            new StatusView.OfLevel(3, 4, 1, 0, 0, 1, 1, 1, null));
  }

  @Test
  void heldSchedulesAreListedAndAreNoRunsToCome() {
    StatusView view = view(Optional.of(List.of()), 10);

    assertThat(view.held()).extracting(StatusView.Held::name).containsExactly("orders", "reports");
    assertThat(view.held())
        .extracting(h -> h.action().name())
        .containsExactly("DrainThenStop", "ScaleToZero");
    assertThat(view.next()).extracting(StatusView.Next::name).containsExactly("stock", "payments");
    assertThat(view(Optional.of(List.of()), 1).next()).hasSize(1);
  }

  @Test
  void aDegradationThatTheOperatorHasNotSeenYetIsPending() {
    assertThat(view(Optional.of(List.of(degradation(2))), 0).degradations())
        .containsExactly(
            new StatusView.OfDegradation("peak", 2, "InWindow", false, 2, 4, 1, null, null));
    StatusView.OfDegradation unseen =
        view(Optional.of(List.of(degradation(1))), 0).degradations().get(0);
    assertThat(unseen.active()).isEqualTo("Pending");
    assertThat(unseen.drained()).isNull();
  }

  @Test
  void aPersonReadsDegradationsLevelsWhatIsHeldAndWhatComes() {
    assertThat(Printed.of(view(Optional.of(List.of(degradation(2))), 10)).lines())
        .containsExactly(
            "DEGRADATION   LEVEL   ACTIVE     DRAINED   HELD   RUNNING   STOPPED   UNTIL   REASON",
            "peak          2       InWindow   False     2      4         1         -       -",
            "",
            "LEVEL   SCHEDULES   HELD   RUNNING   DRAINING   STOPPING   SUSPENDED   INVALID   NEXT",
            "1       2           0      2         0          0          0           0         in 20s",
            "2       1           1      0         3          0          0           0         -",
            "3       4           1      0         0          1          1           1         -",
            "",
            "HELD   NAME      LEVEL   ACTION          BY     RUNNING   NEXT SLOT",
            "shop   orders    2       DrainThenStop   peak   3         2026-11-27T12:00:10Z",
            "shop   reports   3       ScaleToZero     peak   1         2026-11-27T12:00:05Z",
            "",
            "NEXT RUN               IN      LEVEL   NAMESPACE   NAME",
            "2026-11-27T12:00:20Z   20s     1       shop        stock",
            "2026-11-27T12:01:30Z   1m30s   1       shop        payments");
  }

  @Test
  void whoMayNotReadDegradationsIsToldSo() {
    assertThat(Printed.of(view(Optional.empty(), 0)))
        .startsWith("Degradations are not yours to read");
    assertThat(Printed.of(view(Optional.of(List.of()), 0))).startsWith("There is no Degradation");
  }
}
