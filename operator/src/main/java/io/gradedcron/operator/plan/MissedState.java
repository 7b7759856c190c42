package io.gradedcron.operator.plan;

import io.gradedcron.operator.api.MissReason;

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

  /** It was missed for this reason. */
  public static MissedState of(MissReason reason) {
    return new MissedState(
        true,
        reason.name(),
        "the slot that ended last was missed, see status.lastMissed: " + reason.words());
  }

  /** The API server refused the slot until its deadline. */
  public static MissedState refused(String refusal) {
    return new MissedState(
        true,
        "LaunchRefused",
        "the slot that ended last was refused until its deadline: " + refusal);
  }
}
