package io.gradedcron.operator.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How late the Jobs of one burst came into being.
 *
 * @param all of them
 * @param levels those of levels 1, 2 and 3
 */
record Lateness(Quantiles all, List<Quantiles> levels) {
  private static final int LEVELS = 3;

  /**
   * Reads it off the events.
   *
   * @param due when all were due, microseconds since 1970
   */
  static Lateness of(Map<RunName, Long> arrivals, long due) {
    return new Lateness(
        Quantiles.of(arrivals.values().stream().mapToLong(at -> at - due)),
        IntStream.rangeClosed(1, LEVELS)
            .mapToObj(
                level ->
                    Quantiles.of(
                        arrivals.entrySet().stream()
                            .filter(entry -> entry.getKey().level() == level)
                            .mapToLong(entry -> entry.getValue() - due)))
            .toList());
  }

  /** Returns how long the whole took, in seconds. */
  double whole() {
    return all.seconds(1);
  }

  /** Returns by when 99 % of a level had come, in seconds. */
  double p99(int level) {
    return levels.get(level - 1).seconds(0.99);
  }
}
