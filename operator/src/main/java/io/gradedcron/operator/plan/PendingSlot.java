package io.gradedcron.operator.plan;

import java.time.Instant;

/**
 * A due slot that could not be launched yet.
 *
 * @param slot the instant
 * @param reason what holds it up
 * @param notBefore when the next try is allowed; {@link Instant#MIN} where anything may wake it
 */
public record PendingSlot(Instant slot, Reason reason, Instant notBefore) {
  /** What holds a due slot up. */
  public enum Reason {
    /** An active run has to end: {@code Forbid}. */
    BLOCKED,
    /** The active runs are being stopped: {@code Replace}. */
    REPLACING,
    /** A run of its level has to end: there are as many as there may be. */
    CEILING,
    /** The API server refused or did not answer. */
    RETRYING
  }

  /** Returns a slot that anything may wake. */
  public static PendingSlot of(Instant slot, Reason reason) {
    return new PendingSlot(slot, reason, Instant.MIN);
  }
}
