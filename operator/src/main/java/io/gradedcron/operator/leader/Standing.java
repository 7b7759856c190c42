package io.gradedcron.operator.leader;

/** What a candidate is after a round. */
sealed interface Standing {
  /**
   * Somebody else holds the Lease, or nobody could be asked; {@code holder} is blank where nobody
   * is known.
   */
  record Standby(String holder) implements Standing {}

  /** The Lease is held and the fence is open. */
  record Leading() implements Standing {}

  /** The Lease was held and is no more: final. */
  record Lost(String why) implements Standing {}
}
