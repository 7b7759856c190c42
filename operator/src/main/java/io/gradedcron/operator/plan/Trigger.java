package io.gradedcron.operator.plan;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * The run that a person asked for: the instant in the annotation {@link
 * GradedCron#TRIGGER_ANNOTATION}. Stateless; any thread.
 */
public final class Trigger {
  private Trigger() {}

  /**
   * Returns the instant, in whole seconds; empty if none is asked for, or if the annotation is no
   * RFC 3339 time: a schedule must not stop for that.
   */
  public static Optional<Instant> of(GradedCronJob schedule) {
    ObjectMeta metadata = schedule.getMetadata();
    Map<String, String> annotations = metadata.getAnnotations();
    String text = annotations == null ? null : annotations.get(GradedCron.TRIGGER_ANNOTATION);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.SECONDS));
    } catch (DateTimeParseException e) {
      // Not a request that anybody can carry out; kubectl gradedcron never writes one.
      return Optional.empty();
    }
  }
}
