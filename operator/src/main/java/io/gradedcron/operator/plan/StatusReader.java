package io.gradedcron.operator.plan;

import io.fabric8.kubernetes.api.model.Condition;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.RefusalReason;
import io.gradedcron.operator.degrade.Verdict;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads back what {@link StatusFactory} wrote, after a restart. Stateless; any thread. */
public final class StatusReader {
  /** What only a launch or an edit clears. */
  private static final Set<String> LASTING =
      Set.of(Readiness.INVALID_JOB_TEMPLATE, Readiness.NAME_CONFLICT);

  private StatusReader() {}

  /** Returns up to when every slot has ended, if the status says so. */
  public static Optional<Instant> handledUntil(GradedCronJob schedule) {
    return Optional.ofNullable(schedule.getStatus()).map(GradedCronJobStatus::lastHandledTime);
  }

  /** Returns whether the slot that had ended last was missed, and why. */
  public static MissedState missed(GradedCronJobStatus status) {
    return StatusFactory.condition(status, StatusFactory.MISSED)
        .filter(c -> "True".equals(c.getStatus()))
        .map(c -> new MissedState(true, c.getReason(), c.getMessage()))
        .orElse(MissedState.NOT_MISSED);
  }

  /** Returns true if the condition Ready says just this already. */
  public static boolean says(GradedCronJobStatus status, Readiness readiness) {
    return StatusFactory.condition(status, StatusFactory.READY)
        .filter(c -> readiness.reason().equals(c.getReason()))
        .filter(c -> readiness.message().equals(c.getMessage()))
        .isPresent();
  }

  /** Returns the result of the template's trial, if it was made for this very generation. */
  public static Optional<Readiness> readiness(GradedCronJob schedule) {
    Optional<Condition> ready =
        StatusFactory.condition(schedule.getStatus(), StatusFactory.READY)
            .filter(c -> schedule.getMetadata().getGeneration().equals(c.getObservedGeneration()));
    if (ready.isEmpty()) {
      return Optional.empty();
    }
    if ("True".equals(ready.get().getStatus())) {
      return Optional.of(Readiness.READY);
    }
    return LASTING.contains(ready.get().getReason())
        ? Optional.of(Readiness.no(ready.get().getReason(), ready.get().getMessage()))
        : Optional.empty();
  }

  /** Returns why the last launch was refused when the status was written, if it was. */
  public static Optional<Refusal> refusal(GradedCronJobStatus status) {
    return StatusFactory.condition(status, StatusFactory.REFUSED)
        .filter(c -> "True".equals(c.getStatus()))
        .map(c -> new Refusal(reason(c.getReason()), c.getMessage()));
  }

  private static RefusalReason reason(String name) {
    return Arrays.stream(RefusalReason.values())
        .filter(reason -> reason.name().equals(name))
        .findFirst()
        .orElse(RefusalReason.Unavailable);
  }

  /** Returns what held the schedule when the status was written. */
  public static Verdict verdict(GradedCronJobStatus status) {
    Optional<Condition> held =
        StatusFactory.condition(status, StatusFactory.HELD)
            .filter(c -> "True".equals(c.getStatus()));
    if (held.isEmpty()) {
      return Verdict.RUN;
    }
    DegradationAction action =
        DegradationAction.ScaleToZero.name().equals(held.get().getReason())
            ? DegradationAction.ScaleToZero
            : DegradationAction.DrainThenStop;
    List<String> by =
        status.heldBy() == null
            ? List.of()
            : status.heldBy().stream().filter(Objects::nonNull).toList();
    return new Verdict(action, by, OptionalLong.empty(), Optional.empty());
  }
}
