package io.gradedcron.operator.api;

/** Why slots that should have been launched were not, other than that they were refused. */
public enum MissReason {
  /** No replica led when they came due, and none came to them before their deadline. */
  NobodyLedInTime("nobody led in time"),
  /** A replica led, and a newer slot came due before it could launch them. */
  Overtaken("a newer slot came due before it could be launched"),
  /** A replica led, and {@code startingDeadlineSeconds} passed before it could launch them. */
  TooLate("startingDeadlineSeconds passed before it could be launched"),
  /** The schedule was edited after they came due and before they could be launched. */
  Edited("the schedule was edited before it could be launched"),
  /** A newer slot has a run, and whoever launched that did not record what became of these. */
  NotRecorded("a newer slot was launched, and what became of this one was not recorded");

  private final String words;

  MissReason(String words) {
    this.words = words;
  }

  /** Returns the same for a person. */
  public String words() {
    return words;
  }
}
