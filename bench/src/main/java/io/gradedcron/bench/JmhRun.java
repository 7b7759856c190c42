package io.gradedcron.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The scores of one benchmark class, each in a JVM of its own. */
final class JmhRun {
  /** What the page says about how it was measured. */
  static final String HOW =
      "JMH, one fork each, 2 warm-ups of 250 ms and 3 measurements of 200 ms, heap of 3 GiB,"
          + " the collector of the chart's container (Serial): short, so that all takes minutes; take differences below a fifth for noise";

  private static final String OURS = Facility.GRADEDCRON.name();

  /** As the parameters of benchmarks name them. */
  private static final Set<String> CONTESTANTS =
      Stream.concat(Arrays.stream(Facility.values()), Arrays.stream(Evaluator.values()))
          .map(Enum::name)
          .collect(Collectors.toUnmodifiableSet());

  private final Collection<RunResult> results;

  private JmhRun(Collection<RunResult> results) {
    this.results = results;
  }

  /**
   * Runs all benchmarks of a class. A peer that fails, as for want of memory, has no score; that
   * this project fails is an error.
   *
   * @param log where JMH writes its own report to
   */
  static JmhRun of(Class<?> benchmarks, Path log) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("\\." + benchmarks.getSimpleName() + "\\.")
                    .forks(1)
                    .warmupIterations(2)
                    .warmupTime(TimeValue.milliseconds(250))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.milliseconds(200))
                    .jvmArgs("-Xms3g", "-Xmx3g", "-XX:+UseSerialGC")
                    .output(log.toString())
                    .build())
            .run();
    Map<String, Long> scores =
        results.stream().collect(Collectors.groupingBy(JmhRun::contestant, Collectors.counting()));
    long most = scores.values().stream().mapToLong(Long::longValue).max().orElse(0);
    if (most == 0 || scores.getOrDefault(OURS, 0L) < most) {
      throw new RunnerException("not all of this project's benchmarks have a score: see " + log);
    }
    return new JmhRun(results);
  }

  private static String contestant(RunResult result) {
    return result.getParams().getParamsKeys().stream()
        .map(result.getParams()::getParam)
        .filter(CONTESTANTS::contains)
        .findFirst()
        .orElse("");
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
