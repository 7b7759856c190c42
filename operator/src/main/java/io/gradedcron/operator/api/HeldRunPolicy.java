package io.gradedcron.operator.api;

/** What follows the end of a degradation for a schedule that it held. */
public enum HeldRunPolicy {
  /** Wait for the next slot. */
  Skip,
  /** Launch the newest skipped slot, once, inside its {@code startingDeadlineSeconds}. */
  RunLatest
}
