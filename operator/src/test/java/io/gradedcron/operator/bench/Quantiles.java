package io.gradedcron.operator.bench;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Quantiles of lengths of time in microseconds, by the nearest rank: values that did occur. */
final class Quantiles {
  private final long[] sorted;

  private Quantiles(long[] sorted) {
    this.sorted = sorted;
  }

  /** Sorts. */
  static Quantiles of(LongStream micros) {
    long[] sorted = micros.toArray();
    Arrays.sort(sorted);
    return new Quantiles(sorted);
  }

  int count() {
    return sorted.length;
  }

  /**
   * Returns the smallest value that at least this part of all is not above, in seconds; not a
   * number if there is none.
   *
   * @param part from 0 to 1; 0 is the first value, 1 the last
   */
  double seconds(double part) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(part * sorted.length);
    return sorted[Math.max(rank, 1) - 1] / 1e6;
  }
}
