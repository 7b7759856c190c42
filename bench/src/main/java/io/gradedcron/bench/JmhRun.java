package io.gradedcron.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The scores of one benchmark class, each in a JVM of its own. */
final class JmhRun {
  /** What the page says about how it was measured. */
  static final String HOW =
      "JMH, one fork each, 2 warm-ups of 250 ms and 3 measurements of 200 ms, heap of 3 GiB, G1:"
          + " short, so that all takes minutes; take differences below a fifth for noise";

  private final Collection<RunResult> results;

  private JmhRun(Collection<RunResult> results) {
    this.results = results;
  }

  /**
   * Runs all benchmarks of a class.
   *
   * @param log where JMH writes its own report to
   */
  static JmhRun of(Class<?> benchmarks, Path log) throws RunnerException {
    return new JmhRun(
        new Runner(
                new OptionsBuilder()
                    .include("\\." + benchmarks.getSimpleName() + "\\.")
                    .forks(1)
                    .warmupIterations(2)
                    .warmupTime(TimeValue.milliseconds(250))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.milliseconds(200))
                    .jvmArgs("-Xms3g", "-Xmx3g", "-XX:+UseG1GC")
                    .shouldFailOnError(true)
                    .output(log.toString())
                    .build())
            .run());
  }

  /**
   * The score of one benchmark.
   *
   * @param method its name
   * @param parameters the values that its parameters had, in any order
   * @return nanoseconds a call; empty if there is no such combination
   */
  Optional<Double> nanos(String method, Object... parameters) {
    var wanted = Arrays.stream(parameters).map(String::valueOf).collect(Collectors.toSet());
    return results.stream()
        .filter(result -> result.getParams().getBenchmark().endsWith("." + method))
        .filter(
            result ->
                result.getParams().getParamsKeys().stream()
                    .map(result.getParams()::getParam)
                    .collect(Collectors.toSet())
                    .equals(wanted))
        .map(result -> result.getPrimaryResult().getScore())
        .findFirst();
  }
}
