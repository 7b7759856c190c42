package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.RefusalReason;
import io.gradedcron.operator.plan.Refusal;
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
   * @param refusal why
   * @param after how long the API server asked to wait; zero if it did not
   */
  record Retry(Refusal refusal, Duration after) implements LaunchOutcome {
    /** Returns the outcome of a create that nobody answered, or whose answer nobody can use. */
    static Retry unavailable(String message) {
      return new Retry(new Refusal(RefusalReason.Unavailable, message), Duration.ZERO);
    }
  }

  /** Leadership is not sure any more: nothing was sent. */
  record Fenced() implements LaunchOutcome {}
}
