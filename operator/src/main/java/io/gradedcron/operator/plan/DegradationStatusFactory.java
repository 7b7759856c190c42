package io.gradedcron.operator.plan;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationStatus;
import io.gradedcron.operator.degrade.Activity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes the status that a degradation shows. Stateless; any thread. */
public final class DegradationStatusFactory {
  /** Condition: does it govern launches now. */
  public static final String ACTIVE = "Active";

  /** Condition: is no matched run of a degraded level left. */
  public static final String DRAINED = "Drained";

  private static final String INVALID_SPEC = "InvalidSpec";

  /**
   * Returns a fresh status; conditions keep their transition time while their value stays.
   *
   * @param problem what is wrong with its text, if anything
   */
  public DegradationStatus status(
      Degradation degradation,
      Optional<Activity> activity,
      Optional<String> problem,
      DegradationCounts counts,
      Instant now) {
    Activity present = activity.orElse(Activity.NotDegraded);
    return new DegradationStatus(
        degradation.getMetadata().getGeneration(),
        counts.matched(),
        counts.held(),
        counts.running(),
        counts.stopped(),
        List.of(
            active(degradation, present, problem, now),
            drained(degradation, present, counts, now)));
  }

  private static Condition active(
      Degradation degradation, Activity activity, Optional<String> problem, Instant now) {
    if (problem.isPresent()) {
      return condition(degradation, ACTIVE, false, INVALID_SPEC, problem.get(), now);
    }
    String message =
        switch (activity) {
          case NotDegraded -> "spec.level is 0: nothing is degraded";
          case NotStarted -> "spec.startTime lies ahead";
          case InWindow -> "it governs launches";
          case OutsideWindow -> "no recurring window is open";
          case Expired -> "spec.until has passed";
        };
    return condition(degradation, ACTIVE, activity.active(), activity.name(), message, now);
  }

  private static Condition drained(
      Degradation degradation, Activity activity, DegradationCounts counts, Instant now) {
    if (!activity.active()) {
      return condition(
          degradation, DRAINED, false, activity.name(), "it is not active: nothing drains", now);
    }
    return counts.running() == 0
        ? condition(
            degradation, DRAINED, true, "NoRunsLeft", "no run of a degraded level is left", now)
        : condition(
            degradation,
            DRAINED,
            false,
            "RunsLeft",
            "runs of degraded levels that are not finished: " + counts.running(),
            now);
  }

  private static Condition condition(
      Degradation degradation,
      String type,
      boolean value,
      String reason,
      String message,
      Instant now) {
    String text = value ? "True" : "False";
    String since =
        before(degradation, type)
            .filter(c -> text.equals(c.getStatus()))
            .map(Condition::getLastTransitionTime)
            .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new ConditionBuilder()
        .withType(type)
        .withStatus(text)
        .withReason(reason)
        .withMessage(message)
        .withObservedGeneration(degradation.getMetadata().getGeneration())
        .withLastTransitionTime(since)
        .build();
  }

  private static Optional<Condition> before(Degradation degradation, String type) {
    DegradationStatus status = degradation.getStatus();
    if (status == null || status.conditions() == null) {
      return Optional.empty();
    }
    return status.conditions().stream()
        .filter(Objects::nonNull)
        .filter(c -> type.equals(c.getType()))
        .findFirst();
  }
}
