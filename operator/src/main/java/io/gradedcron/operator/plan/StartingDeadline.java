package io.gradedcron.operator.plan;

import io.gradedcron.operator.api.GradedCronJobSpec;
import java.time.Duration;
import java.util.Optional;

/** How late a slot of a schedule may still be launched. Stateless; any thread. */
public final class StartingDeadline {
  /** Three hundred years: whatever is longer is no deadline, and no instant can be its sum. */
  private static final long LONGEST_SECONDS = 10_000_000_000L;

  private StartingDeadline() {}

  /** Returns the deadline, counted from the slot; empty: until the next slot. */
  public static Optional<Duration> of(GradedCronJobSpec spec) {
    return Optional.ofNullable(spec.startingDeadlineSeconds())
        .filter(seconds -> seconds <= LONGEST_SECONDS)
        .map(seconds -> Duration.ofSeconds(Math.max(0, seconds)));
  }
}
