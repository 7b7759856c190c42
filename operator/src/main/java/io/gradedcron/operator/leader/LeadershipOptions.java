package io.gradedcron.operator.leader;

import java.time.Duration;
import java.util.Objects;

/**
 * Where and how fast to campaign.
 *
 * @param namespace the Lease's namespace
 * @param leaseName the Lease's name
 * @param identity who this process is, written into the Lease. It must be unique to the process,
 *     not only to the pod or the host: a process takes a Lease with its own identity for its own
 * @param leaseDuration for how long after its last change other candidates leave the Lease alone;
 *     whole seconds, as the Lease knows no fractions
 * @param renewDeadline for how long after the last successful renewal was sent this process may
 *     launch; below {@code leaseDuration}. The difference is the margin: it covers writes that were
 *     under way when the fence shut, and monotonic clocks of different rates (up to the ratio of
 *     the two durations)
 * @param retryPeriod the pause between two renewals; at most half of {@code renewDeadline}
 */
public record LeadershipOptions(
    String namespace,
    String leaseName,
    String identity,
    Duration leaseDuration,
    Duration renewDeadline,
    Duration retryPeriod) {

  private static final Duration LONGEST_RETRY_PERIOD = Duration.ofMillis(500);
  private static final Duration LONGEST_LOOK_PERIOD = Duration.ofMillis(200);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException with one line that names the value that is wrong
   */
  public LeadershipOptions {
    requireText("namespace", namespace);
    requireText("leaseName", leaseName);
    requireText("identity", identity);
    Objects.requireNonNull(leaseDuration, "leaseDuration");
    Objects.requireNonNull(renewDeadline, "renewDeadline");
    Objects.requireNonNull(retryPeriod, "retryPeriod");
    if (!leaseDuration.equals(Duration.ofSeconds(leaseDuration.toSeconds()))
        || leaseDuration.toSeconds() < 1
        || leaseDuration.toSeconds() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "lease duration %s: must be whole seconds, at least 1 s".formatted(leaseDuration));
    }
    if (renewDeadline.compareTo(leaseDuration) >= 0) {
      throw new IllegalArgumentException(
          "renew deadline %s: must be below the lease duration %s"
              .formatted(renewDeadline, leaseDuration));
    }
    if (retryPeriod.isNegative()
        || retryPeriod.isZero()
        || retryPeriod.multipliedBy(2).compareTo(renewDeadline) > 0) {
      throw new IllegalArgumentException(
          "retry period %s: must be above 0 and at most half of the renew deadline %s"
              .formatted(retryPeriod, renewDeadline));
    }
  }

  /**
   * Derives the other two durations from the lease duration: the renew deadline is three fifths of
   * it, the retry period a sixth of that, but never above half a second.
   *
   * @throws IllegalArgumentException with one line that names the value that is wrong
   */
  public static LeadershipOptions of(
      String namespace, String leaseName, String identity, Duration leaseDuration) {
    Duration renewDeadline = leaseDuration.multipliedBy(3).dividedBy(5);
    Duration retryPeriod = renewDeadline.dividedBy(6);
    return new LeadershipOptions(
        namespace,
        leaseName,
        identity,
        leaseDuration,
        renewDeadline,
        retryPeriod.compareTo(LONGEST_RETRY_PERIOD) > 0 ? LONGEST_RETRY_PERIOD : retryPeriod);
  }

  /**
   * The pause between two looks at somebody else's Lease. Short, for a standby notices a clean stop
   * up to that much later, and counts the lease from its last look; a look is one read.
   */
  Duration lookPeriod() {
    return retryPeriod.compareTo(LONGEST_LOOK_PERIOD) > 0 ? LONGEST_LOOK_PERIOD : retryPeriod;
  }

  /**
   * How long one request may take: two fit into the renew deadline, so that one lost answer is no
   * loss.
   */
  Duration requestTimeout() {
    return renewDeadline.dividedBy(2);
  }

  /** The Lease in one word, for messages. */
  String lease() {
    return namespace + "/" + leaseName;
  }

  private static void requireText(String name, String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("%s '%s': must not be blank".formatted(name, value));
    }
  }
}
