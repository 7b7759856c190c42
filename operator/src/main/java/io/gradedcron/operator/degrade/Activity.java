package io.gradedcron.operator.degrade;

/** Where a Degradation stands at an instant. The names are the reasons of its condition Active. */
public enum Activity {
  /** Its level is 0: it asks for nothing, whatever its windows. */
  NotDegraded,
  /** {@code startTime} lies ahead. */
  NotStarted,
  /** All its windows are open, or it has none: it governs launches. */
  InWindow,
  /**
   * No recurring window is open, or the Degradation has a problem that keeps it from being active.
   */
  OutsideWindow,
  /** {@code until} has passed. */
  Expired;

  /** Returns true if the Degradation governs launches. */
  public boolean active() {
    return this == InWindow;
  }
}
