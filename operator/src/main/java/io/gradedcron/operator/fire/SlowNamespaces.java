package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.GradedCronJob;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The namespaces whose last create took long, as behind an admission webhook that does not answer:
 * they get workers of their own, so that those who wait there are not everybody's. The idea is that
 * of a ship's bulkheads (M. Nygard, Release It!). Any thread; no lock.
 */
final class SlowNamespaces {
  /** Far above what an API server under load takes, far below a webhook's usual 10 s. */
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Set<String> slow = ConcurrentHashMap.newKeySet();

  /** A create in this namespace was answered, or given up, after so long. */
  void took(String namespace, long nanos) {
    if (nanos >= SLOW_NANOS) {
      slow.add(namespace);
    } else if (!slow.isEmpty()) {
      slow.remove(namespace);
    }
  }

  /** Returns true if a schedule lies in one of them. */
  boolean hold(ScheduleCell cell) {
    if (slow.isEmpty()) {
      return false;
    }
    GradedCronJob schedule = cell.resource();
    return schedule != null && slow.contains(schedule.getMetadata().getNamespace());
  }
}
