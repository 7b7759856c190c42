package io.gradedcron.operator.api;

/** A schedule's state in one word, as {@code kubectl get} shows it. */
public enum ScheduleState {
  /** Waiting for its next slot. */
  Scheduled,
  /** At least one run is active. */
  Active,
  /** A degradation holds new runs back. */
  Held,
  /** {@code spec.suspend} holds new runs back. */
  Suspended,
  /** It can't run: the condition {@code Ready} says why. */
  Invalid
}
