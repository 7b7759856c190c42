package io.gradedcron.operator.api;

/** What a degradation does to the schedules of a level, from mild to strict. */
public enum DegradationAction {
  /** Nothing: runs are launched and go on. */
  Run,
  /** Active runs finish, no new ones start. */
  DrainThenStop,
  /** Active runs are stopped, no new ones start. */
  ScaleToZero;

  /** Returns true if new runs are held back. */
  public boolean holds() {
    return this != Run;
  }

  /** Returns the stricter of the two. */
  public DegradationAction strictest(DegradationAction other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
