package io.gradedcron.operator.plan;

/** What is laid down for the runs of each level. */
public record LevelProfiles(LevelProfile one, LevelProfile two, LevelProfile three) {
  /** Nothing is laid down for any level. */
  public static final LevelProfiles NONE =
      new LevelProfiles(LevelProfile.NONE, LevelProfile.NONE, LevelProfile.NONE);

  /**
   * Returns what is laid down for a level.
   *
   * @throws IllegalArgumentException if there is no such level
   */
  public LevelProfile of(int level) {
    return switch (level) {
      case 1 -> one;
      case 2 -> two;
      case 3 -> three;
      default -> throw new IllegalArgumentException("level is 1, 2 or 3, not " + level);
    };
  }
}
