package io.gradedcron.operator.api;

/** What happens to a slot while an earlier run of the same schedule is active. */
public enum ConcurrencyPolicy {
  /** Runs may overlap. */
  Allow,
  /** The slot waits for the active run to end, and is skipped once the next slot overtakes it. */
  Forbid,
  /** The active runs are stopped and the slot is launched when they are gone. */
  Replace
}
