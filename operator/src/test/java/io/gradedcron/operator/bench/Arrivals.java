package io.gradedcron.operator.bench;

import io.gradedcron.operator.harness.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When the Jobs of each slot were seen to come into being. Any thread. */
final class Arrivals implements EventWatch.Listener {
  private final Map<Long, Map<RunName, Long>> bySlot = new ConcurrentHashMap<>();

  @Override
  public void event(String type, String name, long wallMicros) {
    if (type.equals("ADDED")) {
      RunName run = RunName.parse(name);
      bySlot
          .computeIfAbsent(run.slot(), slot -> new ConcurrentHashMap<>())
          .putIfAbsent(run, wallMicros);
    }
  }

  /** Returns how many Jobs of a slot came so far. */
  int count(long slot) {
    return bySlot.getOrDefault(slot, Map.of()).size();
  }

  /** Waits for so many Jobs of a slot; false if they did not come until then. */
  boolean await(long slot, int jobs, Instant until, Pause pause) {
    while (count(slot) < jobs) {
      if (Instant.now().isAfter(until) || !pause.lasts(Duration.ofMillis(20))) {
        return false;
      }
    }
    return true;
  }

  /** Returns how late the Jobs of a slot came. */
  Lateness lateness(long slot, long dueMicros) {
    return Lateness.of(bySlot.getOrDefault(slot, Map.of()), dueMicros);
  }
}
