package io.gradedcron.operator.bench;

import io.gradedcron.operator.harness.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * When Jobs were seen to be deleted: an API server answers a delete in the foreground after it has
 * marked the Job, and nobody else changes Jobs here. Any thread.
 */
final class Stops implements EventWatch.Listener {
  private final Map<RunName, Long> marked = new ConcurrentHashMap<>();

  @Override
  public void event(String type, String name, long wallMicros) {
    if (type.equals("MODIFIED")) {
      marked.putIfAbsent(RunName.parse(name), wallMicros);
    }
  }

  /** Returns how many Jobs with such names were deleted so far. */
  long count(Predicate<RunName> which) {
    return marked.keySet().stream().filter(which).count();
  }

  /** Waits for so many deleted Jobs of a slot; false if they were not deleted until then. */
  boolean await(long slot, int jobs, Instant until, Pause pause) {
    while (count(run -> run.slot() == slot) < jobs) {
      if (Instant.now().isAfter(until) || !pause.lasts(Duration.ofMillis(20))) {
        return false;
      }
    }
    return true;
  }

  /** Returns how long after an instant, in microseconds since 1970, a slot's Jobs were deleted. */
  Quantiles after(long micros, long slot) {
    return Quantiles.of(
        marked.entrySet().stream()
            .filter(entry -> entry.getKey().slot() == slot)
            .mapToLong(entry -> entry.getValue() - micros));
  }
}
