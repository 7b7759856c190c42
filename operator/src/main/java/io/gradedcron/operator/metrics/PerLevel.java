package io.gradedcron.operator.metrics;

import java.util.function.IntFunction;

/** One value for each of the three levels. */
record PerLevel<T>(T one, T two, T three) {

  /** Makes the value of each level. */
  static <T> PerLevel<T> make(IntFunction<T> maker) {
    return new PerLevel<>(maker.apply(1), maker.apply(2), maker.apply(3));
  }

  /**
   * Returns the value of a level.
   *
   * @throws IllegalArgumentException if there is no such level
   */
  T of(int level) {
    return switch (level) {
      case 1 -> one;
      case 2 -> two;
      case 3 -> three;
      default -> throw new IllegalArgumentException("level is 1, 2 or 3, not " + level);
    };
  }
}
