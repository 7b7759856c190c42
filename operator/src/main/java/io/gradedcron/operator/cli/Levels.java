package io.gradedcron.operator.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Levels as options. Stateless. */
final class Levels {
  private Levels() {}

  /**
   * Refuses a level to degrade to that does not exist.
   *
   * @param zero true if 0, which lifts, is one
   */
  static void check(CommandLine command, int level, boolean zero) {
    if (level == 2 || level == 3 || (level == 0 && zero)) {
      return;
    }
    throw new ParameterException(
        command,
        "Invalid value for option '--level': "
            + level
            + (level == 1 ? " is core work, which is never given up" : " is no level to degrade to")
            + ": use 3 or 2"
            + (zero ? ", or 0" : ""));
  }

  /** Returns what a degradation to a level gives up. */
  static String givenUp(int level) {
    return switch (level) {
      case 3 -> "level 3";
      case 2 -> "levels 3 and 2";
      default -> "nothing";
    };
  }
}
