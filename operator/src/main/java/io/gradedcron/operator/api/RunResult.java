package io.gradedcron.operator.api;

/** How a run ended. */
public enum RunResult {
  /** Its Job completed. */
  Succeeded,
  /** Its Job failed. */
  Failed,
  /** It was deleted while active. */
  Stopped
}
