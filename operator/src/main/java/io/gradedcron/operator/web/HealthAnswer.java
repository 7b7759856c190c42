package io.gradedcron.operator.web;

import java.util.Objects;

/**
 * A check's answer.
 *
 * @param ok whether all is well
 * @param message in one line, for a person: what is wrong, or {@code ok}
 */
public record HealthAnswer(boolean ok, String message) {
  public HealthAnswer {
    Objects.requireNonNull(message, "message");
  }

  /** All is well. */
  public static HealthAnswer well() {
    return new HealthAnswer(true, "ok");
  }

  /** Something is wrong: what, in one line. */
  public static HealthAnswer failing(String reason) {
    return new HealthAnswer(false, reason);
  }
}
