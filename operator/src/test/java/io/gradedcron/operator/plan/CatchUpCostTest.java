package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.cron.SlotTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was missed is not counted on the firing path: ten million slots cost what ten do. */
class CatchUpCostTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.500Z");
  private static final int BATCHES = 30;
  private static final int DECISIONS = 2_000;

  /** An evaluator that walked over each slot would need a factor of a million. */
  private static final double GENEROUS = 20;

  private final SlotPlanner planner = new SlotPlanner();

  private static SlotQuestion question(SlotTimes times, long missed) {
    return new SlotQuestion(
        times,
        NOW.minusSeconds(missed),
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        ConcurrencyPolicy.Allow,
        0,
        Optional.empty(),
        NOW,
        NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"* * * * * *", "@every 1s", "*/7 */5 3-20 * 1-11 MON-SAT"})
  void tenMillionMissedSlotsCostWhatTenDo(String text) {
    SlotTimes times =
        CronSchedule.parse(text, "Europe/Berlin")
            .slots(Instant.parse("2020-01-01T00:00:00Z"), Duration.ZERO);
    SlotQuestion few = question(times, 10);
    SlotQuestion many = question(times, 10_000_000);
    assertThat(planner.decide(many)).as("a range and a launch").hasSizeGreaterThanOrEqualTo(2);
    shortest(few);
    shortest(many);

    double ratio = (double) shortest(many) / shortest(few);

    assertThat(ratio).as("cost of 10,000,000 missed slots by that of 10").isLessThan(GENEROUS);
  }

  /** The shortest of several batches: what other work on the machine adds is left out. */
  private long shortest(SlotQuestion question) {
    long shortest = Long.MAX_VALUE;
    int decisions = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
      long start = System.nanoTime();
      for (int i = 0; i < DECISIONS; i++) {
        List<SlotDecision> made = planner.decide(question);
        decisions += made.size();
      }
      shortest = Math.min(shortest, System.nanoTime() - start);
    }
    assertThat(decisions).isPositive();
    return shortest;
  }
}
