package io.gradedcron.operator.api;

/** Why slots were skipped. */
public enum SkipReason {
  /** {@code spec.suspend} was true. */
  Suspended,
  /** A degradation held the schedule. */
  Degraded,
  /**
   * An active run blocked them, under {@code Forbid} or {@code Replace}, until the next slot came.
   */
  Blocked,
  /**
   * Their level had as many runs as it may have, until the next slot came or their deadline passed.
   */
  Ceiling
}
