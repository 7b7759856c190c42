package io.gradedcron.operator.bench;

import java.util.List;

/**
 * What the bare limit is taken to be.
 *
 * @param seconds the middle of its rounds; of an even number the quicker of the two in the middle
 */
record Bare(double seconds) {

  /** Takes it from some rounds. */
  static Bare of(List<BurstRow> rounds) {
    return new Bare(
        Quantiles.of(rounds.stream().mapToLong(row -> Math.round(row.lateness().whole() * 1e6)))
            .seconds(0.5));
  }
}
