package io.gradedcron.operator.leader;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Says once what is wrong with the requests, not at every try, and once that it is over. A cause of
 * another kind within an outage (first no connection, then no right) is said, too, each kind once.
 * Owned by the campaigning thread.
 */
final class OutageLog {
  private final Logger log;
  private final String lease;
  private final LongSupplier nanoTime;
  private final Set<String> kinds = new HashSet<>();
  private long sinceNanos;

  OutageLog(Logger log, String lease, LongSupplier nanoTime) {
    this.log = log;
    this.lease = lease;
    this.nanoTime = nanoTime;
  }

  void failed(RuntimeException failure) {
    if (kinds.isEmpty()) {
      sinceNanos = nanoTime.getAsLong();
    }
    if (kinds.add(kind(failure))) {
      log.warn("Lease {} is out of reach, going on trying: {}", lease, reason(failure));
      log.debug("Lease {} is out of reach", lease, failure);
    }
  }

  void succeeded() {
    if (!kinds.isEmpty()) {
      log.info(
          "Lease {} is in reach again after {} ms",
          lease,
          Duration.ofNanos(nanoTime.getAsLong() - sinceNanos).toMillis());
      kinds.clear();
    }
  }

  private static String kind(RuntimeException failure) {
    return failure instanceof KubernetesClientException answered && answered.getCode() > 0
        ? Integer.toString(answered.getCode())
        : innermost(failure).getClass().getName();
  }

  /** The server's own words where it answered, else the innermost cause, in one line. */
  static String reason(RuntimeException failure) {
    if (failure instanceof KubernetesClientException answered
        && answered.getStatus() != null
        && answered.getStatus().getMessage() != null) {
      return answered.getStatus().getMessage().lines().findFirst().orElse("");
    }
    Throwable cause = innermost(failure);
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  private static Throwable innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause;
  }
}
