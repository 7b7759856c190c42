package io.gradedcron.operator.fire;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many runs each degradation has stopped since it was last active; the count stays readable
 * after its end. Any thread.
 */
final class StopTally {
  /**
   * A count.
   *
   * @param over true once the degradation was seen inactive after it
   * @param seeded true once what its status says is contained
   */
  private record Count(int stopped, boolean over, boolean seeded) {}

  @GuardedBy("this")
  private final Map<String, Count> counts = new HashMap<>();

  /** A run was stopped because of these degradations. */
  synchronized void stopped(List<String> degradations) {
    for (String name : degradations) {
      Count before = counts.get(name);
      int soFar = before == null || before.over() ? 0 : before.stopped();
      counts.put(name, new Count(soFar + 1, false, before != null && before.seeded()));
    }
  }

  /**
   * Returns the count of a degradation.
   *
   * @param active whether it is active now: the first time after an end starts anew
   * @param saved what its status says, for the first look after a restart
   */
  synchronized int look(String degradation, boolean active, int saved) {
    Count before = counts.getOrDefault(degradation, new Count(0, false, false));
    int stopped = before.stopped() + (before.seeded() ? 0 : saved);
    Count now =
        active && before.over() ? new Count(0, false, true) : new Count(stopped, !active, true);
    counts.put(degradation, now);
    return now.stopped();
  }

  /** Forgets a deleted degradation. */
  synchronized void forget(String degradation) {
    counts.remove(degradation);
  }
}
