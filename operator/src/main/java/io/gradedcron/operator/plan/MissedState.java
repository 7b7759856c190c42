package io.gradedcron.operator.plan;

/**
 * Whether the slot that ended last should have been launched and was not, and why.
 *
 * @param missed true if it should have been launched
 * @param reason the reason of the condition {@code Missed}, one word
 * @param message the same for a person
 */
public record MissedState(boolean missed, String reason, String message) {
  /** It was launched, or skipped as it should be. */
  public static final MissedState NOT_MISSED =
      new MissedState(false, "NotMissed", "the slot that ended last was not missed");

  /** No replica led, or none came to it, before its deadline. */
  public static final MissedState NOBODY_LED =
      new MissedState(
          true, "NobodyLedInTime", "the slot that ended last was missed: see status.lastMissed");

  /** The schedule was edited after the slot came due and before it could be launched. */
  public static final MissedState EDITED =
      new MissedState(
          true,
          "Edited",
          "the schedule was edited before a due slot could be launched: see status.lastMissed");

  /** The API server refused the slot until its deadline. */
  public static MissedState refused(String refusal) {
    return new MissedState(
        true,
        "LaunchRefused",
        "the slot that ended last was refused until its deadline: " + refusal);
  }
}
