package io.gradedcron.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs each benchmark once, here and small: what it measures does not matter, that it works does.
 */
class BenchmarksOnceTest {
  private static final String SMALL = "1000";

  @TempDir Path folder;

  @Test
  void everyFacilityTakesAddsCancelsAndExpires() throws RunnerException {
    int facilities = Facility.values().length;
    int driven = 3;

    assertThat(once(options("AddCancel|Herd|Spread|Mixed").param("count", SMALL)))
        .hasSize(2 * facilities + facilities + driven + facilities);
  }

  @Test
  void everyEvaluatorAnswersEveryText() throws RunnerException {
    assertThat(once(options("NextBenchmark")))
        .hasSize(Evaluator.values().length * CronCase.values().length * 2);
  }

  private ChainedOptionsBuilder options(String include) {
    return new OptionsBuilder().include(include);
  }

  private Collection<RunResult> once(ChainedOptionsBuilder options) throws RunnerException {
    return new Runner(
            options
                .forks(0)
                .mode(Mode.SingleShotTime)
                .warmupIterations(0)
                .measurementIterations(1)
                .shouldFailOnError(true)
                .output(folder.resolve("jmh.log").toString())
                .build())
        .run();
  }
}
