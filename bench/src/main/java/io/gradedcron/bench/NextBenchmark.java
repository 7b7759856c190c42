package io.gradedcron.bench;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The first slot after an instant: a different one each time, at random in the ten years to 2036.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NextBenchmark {
  private static final int QUESTIONS = 1 << 12;
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final int TEN_YEARS = 10 * 365 * 86_400;

  @Param public Evaluator evaluator;

  @Param public CronCase cron;

  @Param({"UTC", "America/New_York"})
  public String zone;

  private IntFunction<Object> answers;
  private int question;

  @Setup
  public void compile() {
    Draws draws = new Draws();
    Instant[] after = new Instant[QUESTIONS];
    for (int i = 0; i < QUESTIONS; i++) {
      after[i] = FROM.plusSeconds(draws.below(TEN_YEARS));
    }
    answers = evaluator.answers(cron, zone, after);
  }

  @Benchmark
  public Object next() {
    question = (question + 1) & (QUESTIONS - 1);
    return answers.apply(question);
  }
}
