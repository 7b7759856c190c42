package io.gradedcron.operator.fire;

import java.time.Duration;

/** How a create of a Job was answered. */
sealed interface LaunchOutcome {
  /** It exists now, or existed already as this schedule's own. */
  record Done() implements LaunchOutcome {}

  /** A Job that is not this schedule's has the name. */
  record Conflict() implements LaunchOutcome {}

  /** The API server will never take this Job: the template is wrong. */
  record Invalid(String message) implements LaunchOutcome {}

  /**
   * It was refused, or nobody knows whether it was taken; to be tried again under the same name.
   *
   * @param message one line that says why
   * @param after how long the API server asked to wait; zero if it did not
   */
  record Retry(String message, Duration after) implements LaunchOutcome {}

  /** Leadership is not sure any more: nothing was sent. */
  record Fenced() implements LaunchOutcome {}
}
