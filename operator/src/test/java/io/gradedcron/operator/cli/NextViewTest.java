package io.gradedcron.operator.cli;

import static io.gradedcron.operator.cli.Shop.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationSpec;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.degrade.DegradationPolicy;
import io.gradedcron.operator.degrade.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NextViewTest {
  private static NextView next(
      GradedCronJob schedule, Optional<DegradationPolicy> policy, int number, Instant now) {
    return NextView.of(
        schedule,
        policy,
        new Subject("shop", Map.of(), Map.of(), schedule.getSpec().level()),
        number,
        now);
  }

  @Test
  void theNightInWhichTheClocksGoForwardIsNoted() {
    GradedCronJob nightly = Shop.schedule("nightly", 3, "30 2 * * *", s -> s.zone("Europe/Berlin"));

    NextView view =
        next(
            nightly,
            Optional.of(DegradationPolicy.none()),
            3,
            Instant.parse("2026-03-27T12:00:00Z"));

    assertThat(view.slots())
        .extracting(NextView.Slot::time)
        .containsExactly(
            Instant.parse("2026-03-28T01:30:00Z"),
            Instant.parse("2026-03-29T01:00:00Z"),
            Instant.parse("2026-03-30T00:30:00Z"));
    assertThat(Printed.of(view).lines())
        .containsExactly(
            "shop/nightly: \"30 2 * * *\" in Europe/Berlin",
            "SLOT                   LOCAL TIME                       IN       AS THINGS STAND   NOTE",
            "2026-03-28T01:30:00Z   Sat 2026-03-28 02:30:00 +01:00   13h30m   launched          -",
            "2026-03-29T01:00:00Z   Sun 2026-03-29 03:00:00 +02:00   1d13h    launched         "
                + " clocks went forward on 2026-03-29, from 02:00 to 03:00",
            "2026-03-30T00:30:00Z   Mon 2026-03-30 02:30:00 +02:00   2d12h    launched          -");
  }

  @Test
  void anHourThatComesTwiceIsNotedOnceAndShowsBothOffsets() {
    GradedCronJob hourly = Shop.schedule("hourly", 3, "30 * * * *", s -> s.zone("Europe/Berlin"));

    NextView view = next(hourly, Optional.empty(), 3, Instant.parse("2026-10-25T00:00:00Z"));

    assertThat(view.slots())
        .extracting(NextView.Slot::local)
        .containsExactly(
            "Sun 2026-10-25 02:30:00 +02:00",
            "Sun 2026-10-25 02:30:00 +01:00",
            "Sun 2026-10-25 03:30:00 +01:00");
    assertThat(view.slots())
        .extracting(NextView.Slot::clocks)
        .containsExactly(null, "clocks went back on 2026-10-25, from 03:00 to 02:00", null);
    assertThat(view.slots()).extracting(NextView.Slot::outcome).containsOnlyNulls();
  }

  @Test
  void betweenTwoYearlySlotsTheClocksAreNoNews() {
    GradedCronJob yearly = Shop.schedule("yearly", 3, "@yearly", s -> s.zone("Europe/Berlin"));

    assertThat(next(yearly, Optional.empty(), 2, NOON).slots())
        .extracting(NextView.Slot::clocks)
        .containsOnlyNulls();
  }

  @Test
  void aSlotInsideAWindowThatIsKnownBeforehandIsSkipped() {
    Degradation evening =
        Shop.degradation(
            "evening",
            new DegradationSpec(
                3,
                null,
                null,
                null,
                new DegradationSpec.Recurring("0 19 * * *", "2h", null),
                null,
                null,
                null,
                null));

    NextView view =
        next(
            Shop.schedule("reports", 3, "0 18-21 * * *"),
            Optional.of(DegradationPolicy.of(List.of(evening))),
            4,
            NOON);

    assertThat(view.slots())
        .extracting(NextView.Slot::outcome)
        .containsExactly(
            "launched", "skipped: held by evening", "skipped: held by evening", "launched");
  }

  @Test
  void aSuspendedScheduleSkipsEachSlot() {
    assertThat(
            next(
                    Shop.schedule("old", 3, "@hourly", s -> s.suspended()),
                    Optional.of(DegradationPolicy.none()),
                    1,
                    NOON)
                .slots())
        .extracting(NextView.Slot::outcome)
        .containsExactly("skipped: suspended");
  }

  @Test
  void aScheduleWithoutSlotsSaysWhy() {
    assertThatThrownBy(
            () -> next(Shop.schedule("wrong", 3, "61 * * * *"), Optional.empty(), 1, NOON))
        .isInstanceOf(PluginException.class)
        .hasMessage(
            "shop/wrong has no slots: schedule: minute (field 1, position 1): 61 is not between 0"
                + " and 59");
  }
}
