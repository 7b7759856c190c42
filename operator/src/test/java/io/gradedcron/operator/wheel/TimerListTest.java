package io.gradedcron.operator.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.wheel.TimingWheel.Timer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimerListTest {
  private final TimerList<String> list = new TimerList<>();

  @Test
  void timersLeaveInTheOrderInWhichTheyCame() {
    Timer<String> a = timer("a", 3);
    Timer<String> b = timer("b", 1);
    Timer<String> c = timer("c", 2);
    add(a, b, c);

    assertThat(list.removeFirst()).isSameAs(a);
    list.remove(b);
    assertThat(list.removeFirst()).isSameAs(c);
    assertThat(list.isEmpty()).isTrue();
  }

  @Test
  void aRemovedTimerIsUnscheduled() {
    Timer<String> timer = timer("a", 3);
    add(timer);
    assertThat(timer.isScheduled()).isTrue();

    list.remove(timer);

    assertThat(timer.isScheduled()).isFalse();
  }

  @Test
  void theEarliestDeadlineIsSearchedForOnlyAfterTheEarliestTimerLeft() {
    Timer<String> early = timer("early", 10);
    Timer<String> middle = timer("middle", 20);
    Timer<String> late = timer("late", 30);
    add(late, early, middle);
    assertThat(list.knowsEarliest()).isTrue();
    assertThat(list.earliest()).isEqualTo(10);

    list.remove(late);
    assertThat(list.knowsEarliest()).isTrue();

    list.remove(early);
    assertThat(list.knowsEarliest()).isFalse();
    assertThat(list.earliest()).isEqualTo(20);
    assertThat(list.knowsEarliest()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 60_000, Long.MAX_VALUE})
  void aSharedDeadlineStaysKnownWhoeverLeaves(long deadline) {
    Timer<String> first = timer("first", deadline);
    add(first, timer("second", deadline), timer("third", deadline));

    list.remove(first);

    assertThat(list.hasOneDeadline()).isTrue();
    assertThat(list.knowsEarliest()).isTrue();
    assertThat(list.earliest()).isEqualTo(deadline);
  }

  @Test
  void anEmptiedListForgetsItsBounds() {
    Timer<String> gone = timer("gone", 5);
    add(gone);
    list.remove(gone);

    add(timer("new", 7));

    assertThat(list.hasOneDeadline()).isTrue();
    assertThat(list.earliest()).isEqualTo(7);
  }

  @Test
  void takingOverAnotherListKeepsTheOrderAndTheEarlierBound() {
    TimerList<String> other = new TimerList<>();
    add(timer("a", 30), timer("b", 40));
    other.add(timer("c", 10));
    other.add(timer("d", 50));

    list.addAll(other);

    assertThat(other.isEmpty()).isTrue();
    assertThat(list.earliest()).isEqualTo(10);
    assertThat(drain()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void takingOverAListThatIsNotKnownSearchesIt() {
    TimerList<String> other = unknown(20, 50);
    add(timer("a", 30));

    list.addAll(other);

    assertThat(list.knowsEarliest()).isTrue();
    assertThat(list.earliest()).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({"9, 9, true", "10, 10, true", "15, 15, false", "30, 20, false"})
  void aListThatIsNotKnownAnswersRightlyAfterTakingOverAnother(
      long deadline, long earliest, boolean known) {
    TimerList<String> unknown = unknown(20, 50);
    TimerList<String> other = new TimerList<>();
    other.add(timer("x", deadline));

    unknown.addAll(other);

    assertThat(unknown.knowsEarliest()).isEqualTo(known);
    assertThat(unknown.earliest()).isEqualTo(earliest);
  }

  @Test
  void theEarliestIsKnownUntilTheLastTimerDueThenHasLeft() {
    Timer<String> one = timer("one", 10);
    Timer<String> two = timer("two", 10);
    add(one, timer("later", 20), two);

    list.remove(one);
    assertThat(list.knowsEarliest()).isTrue();
    assertThat(list.earliest()).isEqualTo(10);

    list.remove(two);
    assertThat(list.knowsEarliest()).isFalse();
    assertThat(list.earliest()).isEqualTo(20);
  }

  @Test
  void addingAndRemovingTheLastForEverTakesNoRoom() {
    add(timer("a", 1), timer("b", 2), timer("c", 3));
    for (int i = 0; i < 100_000; i++) {
      Timer<String> last = timer("last", 4);
      list.add(last);
      list.remove(last);
    }
    assertThat(list.takeAll()).hasSize(4);
  }

  @Test
  void addingAtTheEndAndRemovingFromTheFrontForEverTakesLittleRoom() {
    for (int i = 0; i < 1_000; i++) {
      add(timer("t", i));
    }
    for (int i = 0; i < 100_000; i++) {
      add(timer("t", i));
      list.removeFirst();
    }
    assertThat(list.takeAll())
        .hasSizeLessThanOrEqualTo(2_000)
        .filteredOn(Objects::nonNull)
        .hasSize(1_000);
  }

  @Test
  void takingAllLeavesAnEmptyListThatCanBeUsedAgain() {
    Timer<String> gone = timer("gone", 2);
    add(timer("a", 1), gone, timer("b", 3));
    list.remove(gone);

    Timer<String>[] taken = list.takeAll();

    assertThat(Arrays.stream(taken).filter(Objects::nonNull).map(Timer::payload))
        .containsExactly("a", "b");
    assertThat(list.isEmpty()).isTrue();
    add(timer("c", 9));
    assertThat(list.earliest()).isEqualTo(9);
    assertThat(drain()).containsExactly("c");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 17, 100, 1000})
  void anyHistoryEqualsAQueueFromWhoseMiddleOneMayLeave(int about) {
    SplittableRandom random = new SplittableRandom(about);
    List<Timer<String>> present = new ArrayList<>();
    for (int step = 0; step < 20 * about + 2_000; step++) {
      boolean adds = present.isEmpty() || random.nextInt(2 * about) >= present.size();
      if (adds) {
        Timer<String> timer = timer("t" + step, random.nextInt(50));
        list.add(timer);
        present.add(timer);
      } else if (random.nextBoolean()) {
        assertThat(list.removeFirst()).isSameAs(present.remove(0));
      } else {
        list.remove(present.remove(random.nextInt(present.size())));
      }
      assertThat(list.isEmpty()).isEqualTo(present.isEmpty());
      if (!present.isEmpty() && random.nextInt(8) == 0) {
        assertThat(list.earliest())
            .isEqualTo(present.stream().mapToLong(Timer::deadline).min().orElseThrow());
      }
    }
    assertThat(drain()).containsExactlyElementsOf(present.stream().map(Timer::payload).toList());
  }

  private static Timer<String> timer(String name, long deadline) {
    Timer<String> timer = new Timer<>(name);
    timer.deadline = deadline;
    return timer;
  }

  /** A list with these deadlines that has lost its earliest timer, due at 10. */
  private static TimerList<String> unknown(long... deadlines) {
    TimerList<String> unknown = new TimerList<>();
    Timer<String> gone = timer("gone", 10);
    unknown.add(gone);
    LongStream.of(deadlines).forEach(deadline -> unknown.add(timer("t", deadline)));
    unknown.remove(gone);
    return unknown;
  }

  @SafeVarargs
  private final void add(Timer<String>... timers) {
    for (Timer<String> timer : timers) {
      list.add(timer);
    }
  }

  private Deque<String> drain() {
    Deque<String> names = new ArrayDeque<>();
    while (!list.isEmpty()) {
      names.add(list.removeFirst().payload());
    }
    return names;
  }
}
