package io.gradedcron.operator.wheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradedcron.operator.wheel.TimingWheel.ExpiryHandler;
import io.gradedcron.operator.wheel.TimingWheel.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimingWheelTest {
  private static final long START = Instant.parse("2026-03-29T00:59:59.999Z").toEpochMilli();

  private final TimingWheel<String> wheel = new TimingWheel<>(START);
  private final List<String> handedOver = new ArrayList<>();
  private final ExpiryHandler<String> record =
      (payload, level, deadline) -> handedOver.add(payload + "/" + level + "@" + deadline);
  private final ExpiryHandler<String> recordName =
      (payload, level, deadline) -> handedOver.add(payload);

  @Test
  void anEmptyWheelHasNoDeadlineAndHandsOverNothing() {
    assertThat(wheel.size()).isZero();
    assertThat(wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    assertThat(wheel.expire(Long.MAX_VALUE, record)).isZero();
  }

  @Test
  void aTimerIsHandedOverOnceWithItsLevelAndDeadline() {
    Timer<String> timer = scheduled("report", 3, START + 90_000);
    assertThat(timer.payload()).isEqualTo("report");
    assertThat(timer.isScheduled()).isTrue();
    assertThat(timer.deadline()).isEqualTo(START + 90_000);

    assertThat(wheel.expire(START + 90_000, record)).isEqualTo(1);
    assertThat(wheel.expire(START + 90_000, record)).isZero();

    assertThat(handedOver).containsExactly("report/3@" + (START + 90_000));
    assertThat(timer.isScheduled()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {1, 2, 255, 256, 257, 1_000, 60_000, 65_536, 86_400_000, 31_536_000_000L, 1L << 50})
  void nothingIsHandedOverAMillisecondTooSoon(long delay) {
    scheduled("a", 1, START + delay);

    assertThat(wheel.nextDeadline()).isEqualTo(START + delay);
    assertThat(wheel.expire(START + delay - 1, record)).isZero();
    assertThat(wheel.nextDeadline()).isEqualTo(START + delay);
    assertThat(wheel.expire(START + delay, record)).isEqualTo(1);
  }

  @Test
  void inOneMillisecondTheLevelsGoInOrderAndWithinALevelTheFirstComesFirst() {
    long due = START + 3_600_000;
    scheduled("c1", 3, due);
    scheduled("b1", 2, due);
    scheduled("c2", 3, due);
    scheduled("a1", 1, due);
    scheduled("b2", 2, due);
    scheduled("a2", 1, due);

    wheel.expire(due, recordName);

    assertThat(handedOver).containsExactly("a1", "a2", "b1", "b2", "c1", "c2");
  }

  @Test
  void anEarlierDeadlineOfALowerLevelGoesBeforeALaterOneOfAHigherLevel() {
    scheduled("core", 1, START + 1_001);
    scheduled("report", 3, START + 1_000);

    wheel.expire(START + 5_000, recordName);

    assertThat(handedOver).containsExactly("report", "core");
  }

  @Test
  void theOrderHoldsForTimersThatCameFromDifferentDistances() {
    long due = START + 70_000;
    scheduled("from afar", 2, due);
    scheduled("on the way", 2, START + 69_900);
    wheel.expire(START + 69_900, recordName);
    scheduled("from near", 2, due);

    wheel.expire(due, recordName);

    assertThat(handedOver).containsExactly("on the way", "from afar", "from near");
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4, 260, Integer.MAX_VALUE})
  void aLevelOtherThanOneToThreeIsRefusedAndChangesNothing(int level) {
    Timer<String> timer = scheduled("a", 2, START + 5);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> wheel.schedule(timer, level, START + 9))
        .withMessage("level must be 1, 2 or 3, not " + level);

    assertThat(wheel.nextDeadline()).isEqualTo(START + 5);
    assertThat(wheel.size()).isEqualTo(1);
  }

  @Test
  void aTimerNeedsAPayload() {
    assertThatNullPointerException().isThrownBy(() -> new Timer<>(null)).withMessage("payload");
  }

  @Test
  void aTimerThatWasNeverScheduledIsNot() {
    Timer<String> timer = new Timer<>("a");

    assertThat(timer.isScheduled()).isFalse();
    assertThat(timer.deadline()).isZero();
    assertThat(wheel.cancel(timer)).isFalse();
  }

  @Test
  void aCancelledTimerIsNotHandedOverAndCancellingAgainSaysSo() {
    Timer<String> timer = scheduled("a", 1, START + 5);
    scheduled("b", 1, START + 5);

    assertThat(wheel.cancel(timer)).isTrue();
    assertThat(wheel.cancel(timer)).isFalse();

    assertThat(timer.isScheduled()).isFalse();
    assertThat(wheel.size()).isEqualTo(1);
    wheel.expire(START + 5, recordName);
    assertThat(handedOver).containsExactly("b");
  }

  @ParameterizedTest
  @CsvSource({
    // from, to: nearer, farther, other ring, same
    "1000, 10",
    "10, 1000",
    "10, 100000000",
    "100000000, 10",
    "500, 500"
  })
  void schedulingAScheduledTimerMovesIt(long from, long to) {
    Timer<String> timer = scheduled("a", 1, START + from);

    wheel.schedule(timer, 3, START + to);

    assertThat(wheel.size()).isEqualTo(1);
    assertThat(wheel.nextDeadline()).isEqualTo(START + to);
    assertThat(wheel.expire(START + to, record)).isEqualTo(1);
    assertThat(handedOver).containsExactly("a/3@" + (START + to));
  }

  @Test
  void aTimerMovedToItsOwnDeadlineQueuesUpAnew() {
    Timer<String> timer = scheduled("a", 1, START + 5);
    scheduled("b", 1, START + 5);

    wheel.schedule(timer, 1, START + 5);

    wheel.expire(START + 5, recordName);
    assertThat(handedOver).containsExactly("b", "a");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 255, 256, 100_000, 1L << 45})
  void aDeadlineBeforeTheStartIsDueAtTheNextExpire(long before) {
    scheduled("now", 1, START);
    scheduled("past", 3, START - before);

    assertThat(wheel.nextDeadline()).isEqualTo(START - before);
    assertThat(wheel.expire(START, record)).isEqualTo(2);
    assertThat(handedOver).containsExactly("past/3@" + (START - before), "now/1@" + START);
  }

  @Test
  void pastDeadlinesInAnyOrderAreHandedOverInOrder() {
    long[] ago = {10, 70_000, 3, 500, 86_400_000, 400, 69_999, 1L << 40};
    LongStream.of(ago).forEach(ms -> scheduled(ms + " ms ago", 1, START - ms));
    scheduled("ahead", 1, START + 5);

    wheel.expire(START, recordName);

    assertThat(handedOver)
        .containsExactly(
            (1L << 40) + " ms ago",
            "86400000 ms ago",
            "70000 ms ago",
            "69999 ms ago",
            "500 ms ago",
            "400 ms ago",
            "10 ms ago",
            "3 ms ago");
    assertThat(wheel.nextDeadline()).isEqualTo(START + 5);
  }

  @Test
  void theHandlerMayRescheduleTheTimerItIsHanded() {
    Timer<String> timer = new Timer<>("every second");
    wheel.schedule(timer, 2, START + 1_000);
    List<Long> deadlines = new ArrayList<>();
    ExpiryHandler<String> handler =
        (payload, level, deadline) -> {
          assertThat(timer.isScheduled()).isFalse();
          deadlines.add(deadline);
          wheel.schedule(timer, level, deadline + 1_000);
        };

    assertThat(wheel.expire(START + 1_000, handler)).isEqualTo(1);
    // Three of its deadlines have passed meanwhile: all of them come with one call.
    assertThat(wheel.expire(START + 4_500, handler)).isEqualTo(3);

    assertThat(deadlines)
        .containsExactly(START + 1_000, START + 2_000, START + 3_000, START + 4_000);
    assertThat(wheel.nextDeadline()).isEqualTo(START + 5_000);
  }

  @Test
  void whatTheHandlerCancelsInTheSameMillisecondIsNotHandedOver() {
    Timer<String> sameLevel = new Timer<>("same level");
    Timer<String> lowerLevel = new Timer<>("lower level");
    scheduled("first", 1, START + 5);
    wheel.schedule(sameLevel, 1, START + 5);
    wheel.schedule(lowerLevel, 3, START + 5);
    scheduled("last", 3, START + 5);

    int expired =
        wheel.expire(
            START + 5,
            (payload, level, deadline) -> {
              handedOver.add(payload);
              if (payload.equals("first")) {
                assertThat(wheel.cancel(sameLevel)).isTrue();
                assertThat(wheel.cancel(lowerLevel)).isTrue();
              }
            });

    assertThat(expired).isEqualTo(2);
    assertThat(handedOver).containsExactly("first", "last");
    assertThat(wheel.size()).isZero();
  }

  @Test
  void aMoreImportantTimerScheduledByTheHandlerForTheSameMillisecondGoesNext() {
    scheduled("c1", 3, START + 5);
    scheduled("c2", 3, START + 5);

    wheel.expire(
        START + 5,
        (payload, level, deadline) -> {
          handedOver.add(payload);
          if (payload.equals("c1")) {
            scheduled("a", 1, deadline);
          }
        });

    assertThat(handedOver).containsExactly("c1", "a", "c2");
  }

  @Test
  void anEarlierTimerScheduledByTheHandlerGoesNext() {
    scheduled("first", 1, START + 70_000);
    scheduled("second", 1, START + 70_001);

    wheel.expire(
        START + 80_000,
        (payload, level, deadline) -> {
          handedOver.add(payload);
          if (payload.equals("first")) {
            scheduled("overdue", 3, START + 5);
          }
        });

    assertThat(handedOver).containsExactly("first", "overdue", "second");
  }

  @Test
  void whatTheHandlerSchedulesForLaterWaits() {
    scheduled("a", 1, START + 5);

    wheel.expire(START + 5, (payload, level, deadline) -> scheduled("b", 1, START + 6));

    assertThat(wheel.size()).isEqualTo(1);
    assertThat(wheel.nextDeadline()).isEqualTo(START + 6);
  }

  @Test
  void aHandlerThatThrowsEndsTheCallAndLosesNoOtherTimer() {
    Timer<String> bad = scheduled("bad", 1, START + 5);
    scheduled("good", 2, START + 5);
    IllegalStateException failure = new IllegalStateException("no luck");

    assertThatThrownBy(
            () ->
                wheel.expire(
                    START + 5,
                    (payload, level, deadline) -> {
                      throw failure;
                    }))
        .isSameAs(failure);

    assertThat(bad.isScheduled()).isFalse();
    assertThat(wheel.size()).isEqualTo(1);
    assertThat(wheel.expire(START + 5, recordName)).isEqualTo(1);
    assertThat(handedOver).containsExactly("good");
  }

  @Test
  void aClockSetBackHandsOverNothingThatIsDueLater() {
    scheduled("a", 1, START + 1_000);
    scheduled("b", 1, START + 5_000_000);
    wheel.expire(START + 4_000_000, recordName);

    assertThat(wheel.expire(START, recordName)).isZero();
    scheduled("c", 1, START + 500);

    assertThat(wheel.nextDeadline()).isEqualTo(START + 500);
    assertThat(wheel.expire(START + 499, recordName)).isZero();
    assertThat(wheel.expire(START + 500, recordName)).isEqualTo(1);
    assertThat(wheel.nextDeadline()).isEqualTo(START + 5_000_000);
    assertThat(wheel.expire(START + 5_000_000, recordName)).isEqualTo(1);
    assertThat(handedOver).containsExactly("a", "c", "b");
  }

  @Test
  void cancellingTheEarliestOfManyDistantTimersTellsTheNextExactly() {
    List<Timer<String>> timers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      timers.add(scheduled("t" + i, 1 + i % 3, START + Duration.ofDays(400).toMillis() + i * 37L));
    }
    for (int i = 0; i < 999; i++) {
      wheel.cancel(timers.get(i));
      assertThat(wheel.nextDeadline()).isEqualTo(timers.get(i + 1).deadline());
    }
  }

  @Test
  void aNearTimerAfterTheDistantOnesWereSearchedStillComesFirst() {
    Timer<String> first = scheduled("first", 1, START + 9_000_000);
    scheduled("second", 1, START + 9_000_100);
    scheduled("third", 2, START + 9_070_000);
    wheel.cancel(first);
    assertThat(wheel.nextDeadline()).isEqualTo(START + 9_000_100);

    scheduled("near", 3, START + 10);

    assertThat(wheel.nextDeadline()).isEqualTo(START + 10);
    wheel.expire(START + 9_070_000, recordName);
    assertThat(handedOver).containsExactly("near", "second", "third");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE})
  void everyStartServesAllOfTime(long start) {
    TimingWheel<String> any = new TimingWheel<>(start);
    long[] deadlines = {0, Long.MAX_VALUE, -1, Long.MIN_VALUE, 1, Long.MAX_VALUE - 1, START};
    for (long deadline : deadlines) {
      any.schedule(new Timer<>("t"), 2, deadline);
    }
    long[] sorted = LongStream.of(deadlines).sorted().toArray();

    for (long deadline : sorted) {
      assertThat(any.nextDeadline()).isEqualTo(deadline);
      if (deadline > Long.MIN_VALUE) {
        assertThat(any.expire(deadline - 1, record)).isZero();
      }
      assertThat(any.expire(deadline, record)).isEqualTo(1);
    }
    assertThat(any.size()).isZero();
    assertThat(handedOver)
        .containsExactly(LongStream.of(sorted).mapToObj(d -> "t/2@" + d).toArray(String[]::new));
  }

  private Timer<String> scheduled(String name, int level, long deadline) {
    Timer<String> timer = new Timer<>(name);
    wheel.schedule(timer, level, deadline);
    return timer;
  }
}
