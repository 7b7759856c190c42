package io.gradedcron.operator.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.wheel.TimingWheel.Timer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories of the wheel, each step of which is compared with a sorted set. */
class TimingWheelModelTest {
  private static final long TODAY = 1_790_000_000_000L;
  private static final int SEEDS = 8;

  static Stream<Arguments> histories() {
    record Scale(String name, long start, long span, long grain) {}
    return Stream.of(
            new Scale("milliseconds", TODAY, 40, 1),
            new Scale("around the ends of slots", (1L << 40) - 300, 600, 1),
            new Scale("seconds", TODAY, 10_000, 1),
            new Scale("whole seconds within minutes", TODAY, 300_000, 1_000),
            new Scale("whole minutes within days", TODAY, 300_000_000, 60_000),
            new Scale("weeks", TODAY, 1L << 31, 1),
            new Scale("years", TODAY, 1L << 38, 1),
            new Scale("whole days within centuries", TODAY, 1L << 43, 86_400_000),
            new Scale("around zero", 0, 100_000, 1),
            new Scale("all of time", TODAY, Long.MAX_VALUE, 1),
            new Scale("the end of time", Long.MAX_VALUE - 50_000, 100_000, 1),
            new Scale("the beginning of time", Long.MIN_VALUE + 50_000, 100_000, 1))
        .flatMap(
            scale ->
                IntStream.rangeClosed(1, SEEDS)
                    .mapToObj(
                        seed ->
                            Arguments.of(
                                scale.name(), scale.start(), scale.span(), scale.grain(), seed)));
  }

  @ParameterizedTest(name = "{0}, seed {4}")
  @MethodSource("histories")
  void anyHistoryEqualsASortedSet(String name, long start, long span, long grain, int seed) {
    History history = new History(start, span, grain, new SplittableRandom(seed));
    for (int step = 0; step < 2_000; step++) {
      history.step();
    }
    history.finish();
  }

  /** A scheduled timer as the model sees it. */
  private record Entry(long deadline, int level, long sequence, int timer) {
    static final Comparator<Entry> ORDER =
        Comparator.comparingLong(Entry::deadline)
            .thenComparingInt(Entry::level)
            .thenComparingLong(Entry::sequence);
  }

  private static final class History {
    private static final int TIMERS = 200;

    private final TimingWheel<Integer> wheel;
    private final List<Timer<Integer>> timers = new ArrayList<>();
    private final TreeSet<Entry> model = new TreeSet<>(Entry.ORDER);
    private final Map<Integer, Entry> byTimer = new HashMap<>();
    private final SplittableRandom random;
    private final long start;
    private final long span;
    private final long grain;
    private long now;
    private long sequence;
    private int handlerActions;

    History(long start, long span, long grain, SplittableRandom random) {
      this.start = start;
      this.span = span;
      this.grain = grain;
      this.random = random;
      now = start;
      wheel = new TimingWheel<>(start);
      for (int i = 0; i < TIMERS; i++) {
        timers.add(new Timer<>(i));
      }
    }

    void step() {
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3, 4 -> schedule(anyTimer(), anyTime());
        case 5 -> schedule(anyTimer(), model.isEmpty() ? now : model.first().deadline());
        case 6, 7 -> cancel(anyTimer());
        case 8 -> cancel(model.isEmpty() ? anyTimer() : model.first().timer());
        case 9 -> expire(wheel.nextDeadline());
        case 10 -> expire(saturatedAdd(now, random.nextLong(span / 20 + 1)));
        default -> expire(random.nextInt(6) == 0 ? anyTime() : now);
      }
      check();
    }

    /** Lets time pass to its end, so that every timer that is left comes out in order. */
    void finish() {
      handlerActions = 0;
      expireAndCompare(Long.MAX_VALUE);
      check();
      assertThat(wheel.size()).isZero();
    }

    private void expire(long time) {
      now = time == Long.MAX_VALUE ? now : time;
      handlerActions = 20;
      expireAndCompare(now);
      if (now > saturatedAdd(start, span)) {
        now = start;
      }
    }

    private void expireAndCompare(long time) {
      int[] handed = {0};
      int expired =
          wheel.expire(
              time,
              (payload, level, deadline) -> {
                handed[0]++;
                Entry expected = model.pollFirst();
                assertThat(expected).isNotNull();
                assertThat(deadline).isEqualTo(expected.deadline()).isLessThanOrEqualTo(time);
                assertThat(payload).isEqualTo(expected.timer());
                assertThat(level).isEqualTo(expected.level());
                assertThat(timers.get(payload).isScheduled()).isFalse();
                byTimer.remove(payload);
                act(payload);
                check();
              });
      assertThat(expired).isEqualTo(handed[0]);
      assertThat(model.isEmpty() || model.first().deadline() > time).isTrue();
    }

    private void act(int handedTimer) {
      if (handlerActions <= 0) {
        return;
      }
      handlerActions--;
      switch (random.nextInt(6)) {
        case 0 -> schedule(handedTimer, saturatedAdd(now, random.nextLong(span / 4 + 1)));
        case 1 -> schedule(handedTimer, anyTime());
        case 2 -> schedule(anyTimer(), now);
        case 3 -> cancel(model.isEmpty() ? anyTimer() : model.first().timer());
        case 4 -> cancel(anyTimer());
        default -> {
          // Most handlers do nothing to the wheel.
        }
      }
    }

    private void schedule(int timer, long deadline) {
      int level = 1 + random.nextInt(3);
      wheel.schedule(timers.get(timer), level, deadline);
      Entry entry = new Entry(deadline, level, sequence++, timer);
      Entry old = byTimer.put(timer, entry);
      if (old != null) {
        model.remove(old);
      }
      model.add(entry);
      assertThat(timers.get(timer).isScheduled()).isTrue();
      assertThat(timers.get(timer).deadline()).isEqualTo(deadline);
    }

    private void cancel(int timer) {
      Entry old = byTimer.remove(timer);
      assertThat(wheel.cancel(timers.get(timer))).isEqualTo(old != null);
      if (old != null) {
        model.remove(old);
      }
      assertThat(timers.get(timer).isScheduled()).isFalse();
    }

    private void check() {
      assertThat(wheel.size()).isEqualTo(model.size());
      assertThat(wheel.nextDeadline())
          .isEqualTo(model.isEmpty() ? Long.MAX_VALUE : model.first().deadline());
    }

    private int anyTimer() {
      return random.nextInt(TIMERS);
    }

    /** Mostly ahead of now, sometimes behind it, sometimes close. */
    private long anyTime() {
      long distance = random.nextLong(random.nextInt(4) == 0 ? span / 50 + 1 : span);
      long time = saturatedAdd(now, random.nextInt(5) == 0 ? -distance : distance);
      return time - Math.floorMod(time, grain);
    }

    private static long saturatedAdd(long time, long distance) {
      long sum = time + distance;
      boolean overflow = ((time ^ sum) & (distance ^ sum)) < 0;
      return overflow ? (distance < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }
  }
}
