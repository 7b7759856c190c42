package io.gradedcron.operator.degrade;

import io.gradedcron.operator.api.DegradationAction;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What all Degradations together mean for one schedule at one instant.
 *
 * @param action the strictest of all that are active and match
 * @param heldBy sorted names of the Degradations that hold the schedule, the milder ones included:
 *     lifting the strictest alone would not let it run
 * @param gracePeriodSeconds how long pods that are stopped may take, in seconds: the shortest that
 *     a Degradation with ScaleToZero for this schedule sets; empty: the pod's own
 * @param reason of the first Degradation by name that has the strictest action and gives one
 */
public record Verdict(
    DegradationAction action,
    List<String> heldBy,
    OptionalLong gracePeriodSeconds,
    Optional<String> reason) {

  /** No Degradation applies. */
  public static final Verdict RUN =
      new Verdict(DegradationAction.Run, List.of(), OptionalLong.empty(), Optional.<String>empty());

  /** Copies the names. */
  public Verdict {
    Objects.requireNonNull(action, "action");
    heldBy = List.copyOf(heldBy);
    Objects.requireNonNull(gracePeriodSeconds, "gracePeriodSeconds");
    Objects.requireNonNull(reason, "reason");
  }

  /** Joins the verdict of a Degradation whose name sorts after all of this one's. */
  Verdict and(Verdict later) {
    if (!action.holds()) {
      return later;
    }
    if (!later.action.holds()) {
      return this;
    }
    int stricter = action.compareTo(later.action);
    Optional<String> because =
        stricter == 0 ? reason.or(later::reason) : stricter > 0 ? reason : later.reason;
    return new Verdict(
        action.strictest(later.action),
        Stream.concat(heldBy.stream(), later.heldBy.stream()).toList(),
        shortest(gracePeriodSeconds, later.gracePeriodSeconds),
        because);
  }

  private static OptionalLong shortest(OptionalLong a, OptionalLong b) {
    if (a.isEmpty()) {
      return b;
    }
    return b.isEmpty() || a.getAsLong() <= b.getAsLong() ? a : b;
  }
}
