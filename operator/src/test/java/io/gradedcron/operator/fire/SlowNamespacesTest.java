package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.plan.CompiledSchedule;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SlowNamespacesTest {
  private final SlowNamespaces slow = new SlowNamespaces();

  private static ScheduleCell cell(String namespace) {
    ScheduleCell cell = new ScheduleCell();
    var schedule = EngineOnFakeApi.schedule(namespace, "report", 1, "* * * * *", null);
    cell.put(schedule, CompiledSchedule.of(schedule), Instant.EPOCH);
    return cell;
  }

  private void took(String namespace, Duration time) {
    slow.took(namespace, time.toNanos());
  }

  @Test
  void aNamespaceIsSlowFromALongCreateToTheNextShortOne() {
    took("shop", Duration.ofSeconds(10));
    took("other", Duration.ofMillis(5));
    assertThat(slow.hold(cell("shop"))).isTrue();
    assertThat(slow.hold(cell("other"))).isFalse();

    took("shop", Duration.ofMillis(5));
    assertThat(slow.hold(cell("shop"))).isFalse();
  }

  @Test
  void whatAnApiServerUnderLoadTakesIsNotSlow() {
    took("shop", Duration.ofMillis(1_500));

    assertThat(slow.hold(cell("shop"))).isFalse();
  }

  @Test
  void aScheduleOfWhichOnlyRunsWereSeenIsNowhere() {
    took("shop", Duration.ofSeconds(10));

    assertThat(slow.hold(new ScheduleCell())).isFalse();
  }
}
