package io.gradedcron.operator.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.wheel.TimingWheel.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random sequences of calls, each compared with a model that keeps all timers in a plain map. */
class TimingWheelPropertyTest {
  private static final int SEEDS = 200;
  private static final int STEPS = 400;

  /** After so many calls a handler only takes what is due, so that an expire ends. */
  private static final int BUSY_HANDLER_CALLS = 20;

  /** How far apart deadlines and looks at the clock lie. */
  enum Scale {
    MILLISECONDS(40),
    SECONDS(10_000),
    MINUTES(Duration.ofMinutes(10).toMillis()),
    HOURS(Duration.ofHours(10).toMillis()),
    DAYS(Duration.ofDays(60).toMillis()),
    YEARS(Duration.ofDays(50 * 365).toMillis()),
    EVERYTHING(Long.MAX_VALUE);

    final long span;

    Scale(long span) {
      this.span = span;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWheelBehavesLikeAPlainMap(Scale scale) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Run run = new Run(scale, seed);
      try {
        for (int step = 0; step < STEPS; step++) {
          run.step();
        }
        run.expireTheRest();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("scale " + scale + ", seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWheelBehavesLikeAPlainMapWhileHandlersScheduleAndCancel(Scale scale) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Run run = new Run(scale, seed);
      try {
        for (int step = 0; step < STEPS; step++) {
          run.step();
          if (step % 10 == 0) {
            run.expireWithABusyHandler();
          }
        }
        run.expireTheRest();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("scale " + scale + ", seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** Where a scheduled timer belongs; the number tells which of two calls was first. */
  private record Place(long deadline, int level, long number) {
    static final Comparator<Place> ORDER =
        Comparator.comparingLong(Place::deadline)
            .thenComparingInt(Place::level)
            .thenComparingLong(Place::number);
  }

  /** One sequence of calls: a wheel, the model beside it and a clock. */
  private static final class Run {
    private final Random random;
    private final long span;
    private final TimingWheel<Integer> wheel;
    private final List<Timer<Integer>> timers = new ArrayList<>();
    private final Map<Integer, Place> model = new HashMap<>();
    private long now;
    private long calls;

    Run(Scale scale, int seed) {
      random = new Random(seed);
      span = scale.span;
      now =
          random.nextBoolean()
              ? Instant.parse("2026-11-23T10:00:00Z").toEpochMilli() + random.nextInt(100_000)
              : random.nextLong();
      wheel = new TimingWheel<>(now);
      int count = 1 + random.nextInt(seed % 20 == 0 ? 600 : 60);
      for (int i = 0; i < count; i++) {
        timers.add(new Timer<>(i));
      }
    }

    void step() {
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> schedule(anyTimer(), anyDeadline());
        case 4 -> cancel(anyTimer());
        case 5 -> cancelTheEarliest();
        case 6 -> setTheClockAndExpire();
        default -> assertThat(wheel.nextDeadline()).isEqualTo(nextInModel());
      }
      check();
    }

    void expireTheRest() {
      now = Long.MAX_VALUE;
      expire();
      assertThat(model).isEmpty();
      check();
    }

    void expireWithABusyHandler() {
      passTime();
      int[] taken = {0};
      int count =
          wheel.expire(
              now,
              (payload, level, deadline) -> {
                takeTheFirstFromModel(payload, level, deadline);
                if (taken[0]++ < BUSY_HANDLER_CALLS) {
                  schedule(random.nextBoolean() ? payload : anyTimer(), anyDeadline());
                  cancel(anyTimer());
                  if (random.nextBoolean()) {
                    assertThat(wheel.nextDeadline()).isEqualTo(nextInModel());
                  }
                }
              });
      assertThat(count).isEqualTo(taken[0]);
      assertThat(model.values()).noneMatch(place -> place.deadline() <= now);
      check();
    }

    private void schedule(int i, long deadline) {
      int level = 1 + random.nextInt(3);
      wheel.schedule(timers.get(i), level, deadline);
      model.put(i, new Place(deadline, level, calls++));
    }

    private void cancel(int i) {
      assertThat(wheel.cancel(timers.get(i))).isEqualTo(model.remove(i) != null);
    }

    private void cancelTheEarliest() {
      model.entrySet().stream()
          .min(Map.Entry.comparingByValue(Place.ORDER))
          .map(Map.Entry::getKey)
          .ifPresent(this::cancel);
      assertThat(wheel.nextDeadline()).isEqualTo(nextInModel());
    }

    private void setTheClockAndExpire() {
      passTime();
      expire();
    }

    private void passTime() {
      switch (random.nextInt(6)) {
        case 0 -> now -= random.nextLong(span);
        case 1, 2 -> now = nextInModel();
        case 3 -> now = nextInModel() - 1;
        default -> now += random.nextLong(span);
      }
    }

    private void expire() {
      long due = model.values().stream().filter(place -> place.deadline() <= now).count();
      assertThat(wheel.expire(now, this::takeTheFirstFromModel)).isEqualTo((int) due);
    }

    private void takeTheFirstFromModel(int payload, int level, long deadline) {
      Place place = model.remove(payload);
      assertThat(place).as("timer %d", payload).isNotNull();
      assertThat(place.deadline()).isEqualTo(deadline).isLessThanOrEqualTo(now);
      assertThat(place.level()).isEqualTo(level);
      assertThat(model.values())
          .as("what comes before timer %d", payload)
          .noneMatch(other -> Place.ORDER.compare(other, place) < 0);
      assertThat(timers.get(payload).isScheduled()).isFalse();
    }

    private void check() {
      assertThat(wheel.size()).isEqualTo(model.size());
      int i = random.nextInt(timers.size());
      assertThat(timers.get(i).isScheduled()).isEqualTo(model.containsKey(i));
    }

    private long nextInModel() {
      return model.values().stream().mapToLong(Place::deadline).min().orElse(Long.MAX_VALUE);
    }

    private int anyTimer() {
      return random.nextInt(timers.size());
    }

    /** Mostly in the future, often one that another timer has or that is a round number. */
    private long anyDeadline() {
      long deadline =
          random.nextInt(5) == 0 ? now - random.nextLong(span) : now + random.nextLong(span);
      return switch (random.nextInt(4)) {
        case 0 -> deadline & -1024;
        case 1 -> model.isEmpty() ? deadline : someDeadlineOfTheModel();
        default -> deadline;
      };
    }

    private long someDeadlineOfTheModel() {
      return model.values().stream()
          .skip(random.nextInt(model.size()))
          .findFirst()
          .orElseThrow()
          .deadline();
    }
  }
}
