package io.gradedcron.operator.cli;

import io.fabric8.kubernetes.api.model.Condition;
import io.gradedcron.operator.api.DegradationStatus;
import java.util.Objects;
import java.util.Optional;

/** What the conditions of a degradation say. Stateless. */
final class Conditions {
  private Conditions() {}

  /** Returns the reason of a condition; {@code Unknown} if it is not there. */
  static String reason(DegradationStatus status, String type) {
    return find(status, type).map(Condition::getReason).orElse("Unknown");
  }

  /** Returns true if a condition is there and true. */
  static boolean isTrue(DegradationStatus status, String type) {
    return find(status, type).filter(c -> "True".equals(c.getStatus())).isPresent();
  }

  private static Optional<Condition> find(DegradationStatus status, String type) {
    return status.conditions() == null
        ? Optional.empty()
        : status.conditions().stream()
            .filter(Objects::nonNull)
            .filter(c -> type.equals(c.getType()))
            .findFirst();
  }
}
