package io.gradedcron.operator.api;

/** What a launched slot had to wait for. */
public enum LaunchReason {
  /** Nothing but the operator and the API server. */
  OnTime,
  /** It came due while nobody led, or the clock jumped over it. */
  CatchUp,
  /** An active run of the same schedule had to end first. */
  Blocked,
  /** A run of the same level had to end first. */
  Ceiling,
  /** A degradation had to end first. */
  Lifted,
  /** Nothing, but a person asked for it, by a clock of their own: its latency tells nothing. */
  Triggered
}
