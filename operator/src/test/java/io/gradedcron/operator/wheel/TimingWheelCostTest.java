package io.gradedcron.operator.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.wheel.TimingWheel.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Work that takes milliseconds as it is built and minutes or for ever with the wrong complexity, so
 * that the limits hold on any machine.
 */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TimingWheelCostTest {
  private static final long START = 1_790_000_000_000L;

  private final TimingWheel<Integer> wheel = new TimingWheel<>(START);

  @Test
  void timeThatPassesCostsNothing() {
    TimingWheel<Integer> ages = new TimingWheel<>(Long.MIN_VALUE);
    ages.schedule(new Timer<>(1), 1, Long.MAX_VALUE - 1);

    assertThat(ages.expire(Long.MAX_VALUE - 2, (payload, level, deadline) -> {})).isZero();
    assertThat(ages.expire(Long.MAX_VALUE, (payload, level, deadline) -> {})).isEqualTo(1);
  }

  @Test
  void cancellingInOrderOfDeadlineDoesNotSearchASlotEveryTime() {
    // So far ahead that a slot spans weeks: it holds all of them at first.
    List<Timer<Integer>> timers = schedule(600_000, TimeUnit.DAYS.toMillis(400), 13);

    for (Timer<Integer> timer : timers) {
      assertThat(wheel.nextDeadline()).isEqualTo(timer.deadline());
      wheel.cancel(timer);
    }
    assertThat(wheel.size()).isZero();
  }

  @Test
  void cancellingFromAHerdWithOneDeadlineSearchesNothing() {
    List<Timer<Integer>> timers = schedule(300_000, TimeUnit.HOURS.toMillis(3), 0);

    for (Timer<Integer> timer : timers) {
      assertThat(wheel.nextDeadline()).isEqualTo(START + TimeUnit.HOURS.toMillis(3));
      wheel.cancel(timer);
    }
    assertThat(wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aNearTimerThatComesAndGoesDoesNotMoveAHerdThatWaits() {
    List<Timer<Integer>> herd = schedule(300_000, TimeUnit.HOURS.toMillis(3), 0);
    // The herd is not alone in its slot.
    wheel.schedule(new Timer<>(-1), 1, START + TimeUnit.HOURS.toMillis(3) + 5_000);
    Timer<Integer> near = new Timer<>(-2);

    for (int i = 0; i < 100_000; i++) {
      Timer<Integer> edited = herd.get(i);
      wheel.cancel(edited);
      assertThat(wheel.nextDeadline()).isEqualTo(START + TimeUnit.HOURS.toMillis(3));
      wheel.schedule(near, 1, START + i);
      assertThat(wheel.expire(START + i, (payload, level, deadline) -> {})).isEqualTo(1);
    }
    assertThat(wheel.size()).isEqualTo(200_001);
  }

  private List<Timer<Integer>> schedule(int count, long delay, long step) {
    List<Timer<Integer>> timers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Timer<Integer> timer = new Timer<>(i);
      wheel.schedule(timer, 1 + i % 3, START + delay + i * step);
      timers.add(timer);
    }
    return timers;
  }
}
