package io.gradedcron.operator.leader;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.util.Objects;

/**
 * Since when the Lease has looked as it does, by this process' monotonic clock: the only time by
 * which a Lease is judged to have expired. The renewTime that its holder wrote only serves as a
 * sign of life, as in client-go. Changes of the metadata are no sign of life. Owned by the
 * campaigning thread.
 */
final class Sighting {
  private final Duration durationIfNoneGiven;
  private LeaseSpec seen;
  private long sinceNanos;

  Sighting(Duration durationIfNoneGiven) {
    this.durationIfNoneGiven = durationIfNoneGiven;
  }

  /** Takes note of the Lease as it was read; {@code nowNanos} is taken after the answer came. */
  void see(Lease lease, long nowNanos) {
    if (seen == null || !Objects.equals(seen, lease.getSpec())) {
      seen = lease.getSpec();
      sinceNanos = nowNanos;
    }
  }

  /** In how many ns the Lease last seen may be taken; 0 or less means now. */
  long nanosUntilFree(long nowNanos) {
    if (seen == null || holder(seen).isEmpty()) {
      return 0;
    }
    Duration duration =
        seen.getLeaseDurationSeconds() == null
            ? durationIfNoneGiven
            : Duration.ofSeconds(seen.getLeaseDurationSeconds());
    return duration.toNanos() - (nowNanos - sinceNanos);
  }

  /** Who holds the Lease, or nobody ({@code ""}). */
  static String holder(Lease lease) {
    return lease.getSpec() == null ? "" : holder(lease.getSpec());
  }

  private static String holder(LeaseSpec spec) {
    return Objects.requireNonNullElse(spec.getHolderIdentity(), "");
  }
}
