package io.gradedcron.operator.wheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradedcron.operator.wheel.TimingWheel.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimingWheelTest {
  private static final long START = Instant.parse("2026-11-23T10:00:00Z").toEpochMilli();

  private final TimingWheel<String> wheel = new TimingWheel<>(START);

  /** What was handed over: payload, level and deadline after the start. */
  private final List<String> expired = new ArrayList<>();

  @Test
  void anEmptyWheelHasNoDeadlineAndHandsOverNothing() {
    assertThat(wheel.size()).isZero();
    assertThat(wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    assertThat(expire(Long.MAX_VALUE)).isZero();
  }

  @Test
  void aTimerIsHandedOverAtItsDeadlineAndNotAMillisecondBefore() {
    Timer<String> timer = schedule("a", 2, START + 5_000);

    assertThat(expire(START + 4_999)).isZero();
    assertThat(timer.isScheduled()).isTrue();
    assertThat(expire(START + 5_000)).isEqualTo(1);

    assertThat(expired).containsExactly("a 2 +5000");
    assertThat(timer.isScheduled()).isFalse();
    assertThat(wheel.size()).isZero();
    assertThat(wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anExpiredTimerIsHandedOverOnce() {
    schedule("a", 1, START + 10);

    expire(START + 10);
    expire(START + 10);
    expire(START + 100_000);

    assertThat(expired).containsExactly("a 1 +10");
  }

  @ParameterizedTest
  @CsvSource({
    // the shape of a byte's slots: first, last and around their ends
    "1",
    "255",
    "256",
    "257",
    "65535",
    "65536",
    "65537",
    "16777216",
    "4294967296",
    "4294967295"
  })
  void sizesOfRingsAreNoSpecialDistances(long distance) {
    schedule("late", 1, START + distance + 1);
    schedule("due", 1, START + distance);
    schedule("early", 1, START + distance - 1);

    assertThat(expire(START + distance)).isEqualTo(2);

    assertThat(expired).containsExactly("early 1 +" + (distance - 1), "due 1 +" + distance);
    assertThat(wheel.nextDeadline()).isEqualTo(START + distance + 1);
  }

  @Test
  void theSameMillisecondGoesByLevelAndThenFirstInFirstOut() {
    schedule("c1", 3, START + 1_000);
    schedule("b1", 2, START + 1_000);
    schedule("a1", 1, START + 1_000);
    schedule("c2", 3, START + 1_000);
    schedule("a2", 1, START + 1_000);
    schedule("b2", 2, START + 1_000);

    expire(START + 1_000);

    assertThat(expired)
        .containsExactly(
            "a1 1 +1000", "a2 1 +1000", "b1 2 +1000", "b2 2 +1000", "c1 3 +1000", "c2 3 +1000");
  }

  @Test
  void anEarlierDeadlineGoesBeforeAMoreImportantLevel() {
    schedule("core", 1, START + 1_001);
    schedule("report", 3, START + 1_000);

    expire(START + 2_000);

    assertThat(expired).containsExactly("report 3 +1000", "core 1 +1001");
  }

  @Test
  void firstInFirstOutHoldsHoweverFarAwayEachTimerWasScheduled() {
    long deadline = START + Duration.ofDays(3).toMillis();
    for (int day = 0; day < 3; day++) {
      schedule("other" + day, 1, START + Duration.ofDays(day).toMillis());
      schedule("same" + day, 1, deadline);
      expire(START + Duration.ofDays(day).toMillis());
    }
    schedule("other", 1, deadline - 1);
    schedule("same3", 1, deadline);
    expired.clear();

    expire(deadline);

    assertThat(expired.stream().map(line -> line.split(" ")[0]))
        .containsExactly("other", "same0", "same1", "same2", "same3");
  }

  @Test
  void aCancelledTimerIsNotHandedOver() {
    Timer<String> cancelled = schedule("cancelled", 1, START + 10);
    schedule("kept", 1, START + 10);

    assertThat(wheel.cancel(cancelled)).isTrue();
    assertThat(wheel.cancel(cancelled)).isFalse();
    assertThat(cancelled.isScheduled()).isFalse();
    assertThat(wheel.size()).isEqualTo(1);
    expire(START + 10);

    assertThat(expired).containsExactly("kept 1 +10");
  }

  @Test
  void cancellingATimerThatWasNeverScheduledOrHasExpiredDoesNothing() {
    Timer<String> timer = new Timer<>("a");
    assertThat(wheel.cancel(timer)).isFalse();

    wheel.schedule(timer, 1, START);
    expire(START);

    assertThat(wheel.cancel(timer)).isFalse();
    assertThat(wheel.size()).isZero();
  }

  @Test
  void schedulingAgainMovesTheTimerAndItsLevel() {
    Timer<String> timer = schedule("a", 3, START + 10);
    schedule("b", 2, START + 500_000);

    wheel.schedule(timer, 1, START + 500_000);

    assertThat(wheel.size()).isEqualTo(2);
    assertThat(timer.deadline()).isEqualTo(START + 500_000);
    assertThat(wheel.nextDeadline()).isEqualTo(START + 500_000);
    expire(START + 500_000);
    assertThat(expired).containsExactly("a 1 +500000", "b 2 +500000");
  }

  @Test
  void schedulingAgainForTheSameDeadlineGoesToTheEnd() {
    Timer<String> timer = schedule("a", 1, START + 10);
    schedule("b", 1, START + 10);

    wheel.schedule(timer, 1, START + 10);
    expire(START + 10);

    assertThat(expired).containsExactly("b 1 +10", "a 1 +10");
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4, 257, Integer.MAX_VALUE})
  void aLevelThatDoesNotExistIsRefusedAndTheTimerStaysAsItWas(int level) {
    Timer<String> timer = schedule("a", 2, START + 10);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> wheel.schedule(timer, level, START + 20))
        .withMessage("level must be 1, 2 or 3, not " + level);

    expire(START + 10);
    assertThat(expired).containsExactly("a 2 +10");
  }

  @Test
  void aTimerWithoutPayloadIsRefused() {
    assertThatNullPointerException().isThrownBy(() -> new Timer<>(null)).withMessage("payload");
  }

  @Test
  void aTimerHandsBackItsPayload() {
    assertThat(new Timer<>("a").payload()).isEqualTo("a");
    assertThat(new Timer<>("a").isScheduled()).isFalse();
  }

  @Test
  void deadlinesBeforeTheStartAreDueAtOnceAndInOrder() {
    schedule("start", 1, START);
    schedule("yesterday", 3, START - Duration.ofDays(1).toMillis());
    schedule("epoch", 2, 0);
    schedule("before the epoch", 1, -1);

    assertThat(wheel.nextDeadline()).isEqualTo(-1);
    assertThat(expire(START)).isEqualTo(4);

    assertThat(expired)
        .containsExactly(
            "before the epoch 1 +" + (-1 - START),
            "epoch 2 +" + -START,
            "yesterday 3 +-86400000",
            "start 1 +0");
  }

  @Test
  void aDeadlineBeforeTheLastExpireIsDueAtTheNext() {
    schedule("a", 1, START + 70_000);
    expire(START + 70_000);

    schedule("late", 1, START + 1_000);
    schedule("future", 1, START + 70_001);

    assertThat(wheel.nextDeadline()).isEqualTo(START + 1_000);
    assertThat(expire(START + 70_000)).isEqualTo(1);
    assertThat(expired).containsExactly("a 1 +70000", "late 1 +1000");
  }

  @Test
  void afterTheClockWasSetBackNothingThatIsDueLaterIsHandedOver() {
    schedule("a", 1, START + 3_600_000);
    schedule("b", 1, START + 3_600_001);
    expire(START + 3_600_000);
    schedule("c", 2, START + 20_000);
    schedule("d", 2, START + 1_800_000);

    assertThat(expire(START)).isZero();
    assertThat(expire(START + 20_000)).isEqualTo(1);
    assertThat(wheel.nextDeadline()).isEqualTo(START + 1_800_000);
    assertThat(expire(START + 3_600_001)).isEqualTo(2);

    assertThat(expired)
        .containsExactly("a 1 +3600000", "c 2 +20000", "d 2 +1800000", "b 1 +3600001");
  }

  @Test
  void aDeadlineYearsAwayIsExactAndAJumpToItIsOneExpire() {
    long thirtyYears = START + Duration.ofDays(30 * 365).toMillis();
    schedule("far", 1, thirtyYears);
    schedule("near", 1, START + 1);

    assertThat(wheel.nextDeadline()).isEqualTo(START + 1);
    assertThat(expire(thirtyYears - 1)).isEqualTo(1);
    assertThat(wheel.nextDeadline()).isEqualTo(thirtyYears);
    assertThat(expire(thirtyYears)).isEqualTo(1);
  }

  @Test
  void theWholeRangeOfDeadlinesIsInOrder() {
    List<Long> deadlines =
        List.of(
            Long.MIN_VALUE,
            Long.MIN_VALUE + 1,
            -(1L << 56) - 1,
            -(1L << 56),
            -1L,
            0L,
            1L,
            START,
            (1L << 56) - 1,
            1L << 56,
            Long.MAX_VALUE - 1);
    for (int i = deadlines.size() - 1; i >= 0; i -= 2) {
      schedule("t", 1, deadlines.get(i));
    }
    for (int i = 1; i < deadlines.size(); i += 2) {
      schedule("t", 1, deadlines.get(i));
    }

    List<Long> order = new ArrayList<>();
    for (long deadline : deadlines) {
      assertThat(wheel.nextDeadline()).isEqualTo(deadline);
      assertThat(wheel.expire(deadline, (payload, level, due) -> order.add(due))).isEqualTo(1);
    }
    assertThat(order).isEqualTo(deadlines);
  }

  @Test
  void theLastMillisecondThereIsCanBeADeadline() {
    Timer<String> never = schedule("never", 1, Long.MAX_VALUE);
    schedule("almost", 1, Long.MAX_VALUE - 1);

    assertThat(wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE - 1);
    assertThat(expire(Long.MAX_VALUE - 1)).isEqualTo(1);
    assertThat(wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    assertThat(never.isScheduled()).isTrue();
    assertThat(wheel.size()).isEqualTo(1);
    assertThat(expire(Long.MAX_VALUE)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE})
  void aWheelMayStartAtAnyTime(long start) {
    TimingWheel<String> anywhere = new TimingWheel<>(start);
    anywhere.schedule(new Timer<>("last"), 1, Long.MAX_VALUE);
    anywhere.schedule(new Timer<>("first"), 1, Long.MIN_VALUE);
    anywhere.schedule(new Timer<>("middle"), 1, 7);

    anywhere.expire(Long.MAX_VALUE, (payload, level, due) -> expired.add(payload));

    assertThat(expired).containsExactly("first", "middle", "last");
  }

  @Test
  void theNextDeadlineIsExactAfterTheEarliestTimersWereCancelled() {
    List<Timer<String>> timers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      timers.add(schedule("t" + i, 1 + i % 3, START + 3_600_000 + 977L * i));
    }
    for (Timer<String> timer : timers) {
      assertThat(wheel.nextDeadline()).isEqualTo(timer.deadline());
      wheel.cancel(timer);
    }
    assertThat(wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void askingForTheNextDeadlineDoesNotForbidAnEarlierOne() {
    Timer<String> cancelled = schedule("cancelled", 1, START + 3_600_000);
    schedule("b", 1, START + 3_600_500);
    schedule("c", 2, START + 3_900_000);
    wheel.cancel(cancelled);
    assertThat(wheel.nextDeadline()).isEqualTo(START + 3_600_500);

    schedule("a", 3, START + 1);

    assertThat(wheel.nextDeadline()).isEqualTo(START + 1);
    expire(START + 3_900_000);
    assertThat(expired).containsExactly("a 3 +1", "b 1 +3600500", "c 2 +3900000");
  }

  @Test
  void aHandlerMayScheduleItsOwnTimerForLater() {
    Timer<String> timer = new Timer<>("tick");
    wheel.schedule(timer, 1, START + 1_000);
    List<Boolean> scheduledWhenHandedOver = new ArrayList<>();

    for (long now = START; now <= START + 10_000; now += 500) {
      wheel.expire(
          now,
          (payload, level, due) -> {
            scheduledWhenHandedOver.add(timer.isScheduled());
            expired.add(payload + " +" + (due - START));
            wheel.schedule(timer, level, due + 3_000);
          });
    }

    assertThat(expired).containsExactly("tick +1000", "tick +4000", "tick +7000", "tick +10000");
    assertThat(scheduledWhenHandedOver).containsOnly(false);
    assertThat(wheel.nextDeadline()).isEqualTo(START + 13_000);
  }

  @Test
  void whatAHandlerSchedulesUpToNowIsHandedOverInTheSameCallInItsPlace() {
    Timer<String> sameMillisecond = new Timer<>("same millisecond, level 1");
    Timer<String> between = new Timer<>("between");
    Timer<String> past = new Timer<>("past");
    Timer<String> future = new Timer<>("future");
    schedule("first", 2, START + 1_000);
    schedule("second", 2, START + 1_000);
    schedule("third", 2, START + 400_000);

    int count =
        wheel.expire(
            START + 400_000,
            (payload, level, due) -> {
              expired.add(payload);
              if (payload.equals("first")) {
                wheel.schedule(sameMillisecond, 1, due);
                wheel.schedule(between, 1, due + 50_000);
                wheel.schedule(past, 3, START - 1);
                wheel.schedule(future, 1, START + 400_001);
              }
            });

    assertThat(expired)
        .containsExactly(
            "first", "past", "same millisecond, level 1", "second", "between", "third");
    assertThat(count).isEqualTo(6);
    assertThat(future.isScheduled()).isTrue();
  }

  @Test
  void aHandlerMayCancelOrMoveTimersThatAreDueInTheSameExpire() {
    Timer<String> sameMillisecond = new Timer<>("same millisecond");
    Timer<String> later = new Timer<>("later");
    Timer<String> moved = new Timer<>("moved");
    schedule("first", 1, START + 1_000);
    wheel.schedule(sameMillisecond, 1, START + 1_000);
    wheel.schedule(moved, 3, START + 1_000);
    wheel.schedule(later, 2, START + 90_000);
    schedule("last", 2, START + 90_000);

    int count =
        wheel.expire(
            START + 90_000,
            (payload, level, due) -> {
              expired.add(payload);
              if (payload.equals("first")) {
                assertThat(wheel.cancel(sameMillisecond)).isTrue();
                assertThat(wheel.cancel(later)).isTrue();
                wheel.schedule(moved, 3, START + 90_001);
              }
            });

    assertThat(expired).containsExactly("first", "last");
    assertThat(count).isEqualTo(2);
    assertThat(wheel.nextDeadline()).isEqualTo(START + 90_001);
  }

  @Test
  void aHandlerMayCancelEverythingThatIsLeft() {
    List<Timer<String>> timers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      timers.add(schedule("t" + i, 1 + i % 3, START + 1_000 + i / 6));
    }

    int count =
        wheel.expire(START + 90_000, (payload, level, due) -> timers.forEach(wheel::cancel));

    assertThat(count).isEqualTo(1);
    assertThat(wheel.size()).isZero();
    assertThat(wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aHandlerSeesTheWheelWithoutTheTimerItIsHanded() {
    schedule("a", 1, START + 1);
    schedule("b", 1, START + 2);

    wheel.expire(
        START + 5,
        (payload, level, due) -> expired.add(wheel.size() + " left, next " + wheel.nextDeadline()));

    assertThat(expired)
        .containsExactly("1 left, next " + (START + 2), "0 left, next " + Long.MAX_VALUE);
  }

  @Test
  void whenAHandlerThrowsTheTimersThatWereNotHandedOverStay() {
    schedule("bad", 1, START + 1);
    schedule("good", 1, START + 1);

    assertThatThrownBy(
            () ->
                wheel.expire(
                    START + 1,
                    (payload, level, due) -> {
                      throw new IllegalStateException(payload);
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("bad");

    assertThat(wheel.size()).isEqualTo(1);
    assertThat(wheel.nextDeadline()).isEqualTo(START + 1);
    expire(START + 1);
    assertThat(expired).containsExactly("good 1 +1");
  }

  private Timer<String> schedule(String payload, int level, long deadline) {
    Timer<String> timer = new Timer<>(payload);
    wheel.schedule(timer, level, deadline);
    assertThat(timer.isScheduled()).isTrue();
    assertThat(timer.deadline()).isEqualTo(deadline);
    return timer;
  }

  private int expire(long now) {
    return wheel.expire(
        now, (payload, level, due) -> expired.add(payload + " " + level + " +" + (due - START)));
  }
}
