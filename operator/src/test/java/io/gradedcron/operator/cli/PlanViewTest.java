package io.gradedcron.operator.cli;

import static io.gradedcron.operator.cli.Shop.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.DegradationSpec;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.plan.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanViewTest {
  private static final GradedCronJob PAYMENTS = Shop.schedule("payments", 1, "* * * * *");
  private static final GradedCronJob ORDERS = Shop.schedule("orders", 2, "*/2 * * * *");
  private static final GradedCronJob REPORTS = Shop.schedule("reports", 3, "30 * * * *");
  private static final GradedCronJob CLEAN_UP =
      Shop.schedule("clean-up", 3, "0 3 * * *", s -> s.suspended());

  private static final Map<String, List<Run>> RUNS =
      Map.of(
          "uid-of-payments",
          List.of(Shop.run("payments", 1, -1)),
          "uid-of-orders",
          List.of(Shop.run("orders", 2, -2), Shop.ended("orders", 2, -4)),
          "uid-of-reports",
          // One was launched before the schedule became less important.
          List.of(Shop.run("reports", 3, -30), Shop.run("reports", 2, -90)));

  private static PlanView plan(int level, Degradation... present) {
    List<Degradation> all = List.of(present);
    Snapshot snapshot =
        new Snapshot(
            List.of(PAYMENTS, ORDERS, REPORTS, CLEAN_UP),
            all,
            Map.of("shop", Map.of("tier", "front")),
            RUNS,
            NOON);
    DegradationChange change =
        DegradationChange.of(
            "peak",
            all.stream().filter(d -> d.getMetadata().getName().equals("peak")).findFirst(),
            level,
            Optional.empty(),
            Optional.empty());
    return PlanView.of(snapshot, change);
  }

  private static PlanView.OfSchedule of(PlanView plan, String name) {
    return plan.schedules().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void levelThreeStopsTheRunsOfLevelThreeAndHoldsItsSchedules() {
    PlanView plan = plan(3);

    assertThat(plan.schedules())
        .extracting(PlanView.OfSchedule::name)
        .containsExactly("clean-up", "reports");
    PlanView.OfSchedule reports = of(plan, "reports");
    assertThat(reports.now()).isEqualTo(DegradationAction.Run);
    assertThat(reports.then()).isEqualTo(DegradationAction.ScaleToZero);
    assertThat(reports.by()).containsExactly("peak");
    assertThat(reports.stops()).as("the run of level 2 goes on").isEqualTo(1);
    assertThat(reports.finishes()).isZero();
    assertThat(reports.next()).isEqualTo(NOON.plusSeconds(1800));
    assertThat(of(plan, "clean-up").next()).as("it is suspended").isNull();
    assertThat(plan.levels())
        .containsExactly(
            new PlanView.OfLevel(1, 1, 0, 0, 0, 0, 1),
            new PlanView.OfLevel(2, 1, 0, 0, 0, 0, 1),
            new PlanView.OfLevel(3, 2, 0, 2, 1, 0, 0));
  }

  @Test
  void levelTwoLetsTheRunsOfLevelTwoFinishAndLeavesLevelOne() {
    PlanView plan = plan(2);

    assertThat(of(plan, "orders").then()).isEqualTo(DegradationAction.DrainThenStop);
    assertThat(of(plan, "orders").finishes()).as("the other has ended").isEqualTo(1);
    assertThat(of(plan, "reports").stops()).isEqualTo(1);
    assertThat(of(plan, "reports").finishes()).as("it was launched at level 2").isEqualTo(1);
    assertThat(plan.schedules()).extracting(PlanView.OfSchedule::name).doesNotContain("payments");
  }

  @Test
  void levelZeroShowsWhatIsLiftedAndWhatAnotherStillHolds() {
    Degradation front =
        Shop.degradation(
            "front",
            new DegradationSpec(
                3,
                new DegradationSpec.Actions(DegradationAction.DrainThenStop, null),
                null,
                null,
                null,
                new LabelSelectorBuilder().addToMatchLabels("tier", "front").build(),
                null,
                null,
                null));

    PlanView lifted = plan(0, Shop.degradation("peak", 2), front);

    assertThat(of(lifted, "orders").now()).isEqualTo(DegradationAction.DrainThenStop);
    assertThat(of(lifted, "orders").then()).isEqualTo(DegradationAction.Run);
    assertThat(of(lifted, "reports").now()).isEqualTo(DegradationAction.ScaleToZero);
    assertThat(of(lifted, "reports").then()).isEqualTo(DegradationAction.DrainThenStop);
    assertThat(of(lifted, "reports").by()).containsExactly("front");
  }

  @Test
  void aPersonReadsTheSumFirst() {
    assertThat(Printed.of(plan(2)).lines())
        .startsWith(
            "With degradation peak at level 2: 3 schedules held (0 now), 1 run stopped, 2 runs may"
                + " finish. Nothing was changed.",
            "",
            "LEVEL   SCHEDULES   HELD NOW   HELD THEN   STOPS   FINISH   GO ON",
            "1       1           0          0           0       0        1",
            "2       1           0          1           0       1        0",
            "3       2           0          2           1       1        0",
            "",
            "NAMESPACE   NAME       LEVEL   NOW   THEN            BY     STOPS   FINISH   NEXT SLOT",
            "shop        clean-up   3       Run   ScaleToZero     peak   0       0        -");
  }
}
