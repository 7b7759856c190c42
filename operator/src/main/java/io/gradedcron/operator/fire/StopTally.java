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
  private record Count(int stopped, boolean over) {}

  @GuardedBy("this")
  private final Map<String, Count> counts = new HashMap<>();

  /** A run was stopped because of these degradations. */
  synchronized void stopped(List<String> degradations) {
    for (String name : degradations) {
      Count before = counts.get(name);
      int soFar = before == null || before.over() ? 0 : before.stopped();
      counts.put(name, new Count(soFar + 1, false));
    }
  }

  /**
   * Returns the count of a degradation.
   *
   * @param active whether it is active now: the first time after an end starts anew
   * @param saved what its status says, for the first look after a restart
   */
  synchronized int look(String degradation, boolean active, int saved) {
    Count before = counts.get(degradation);
    Count now;
    if (before == null) {
      now = new Count(saved, !active);
    } else if (active) {
      now = before.over() ? new Count(0, false) : before;
    } else {
      now = new Count(before.stopped(), true);
    }
    counts.put(degradation, now);
    return now.stopped();
  }

  /** Forgets a deleted degradation. */
  synchronized void forget(String degradation) {
    counts.remove(degradation);
  }
}
