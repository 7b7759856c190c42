package io.gradedcron.operator.chaos;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which faults were made, and when. Any thread. */
final class FaultLog {
  /**
   * A fault; leader is the number of the replica that led when it began, 0 if that is of no
   * meaning.
   */
  record Entry(Fault fault, Instant at, int leader) {}

  @GuardedBy("this")
  private final List<Entry> entries = new ArrayList<>();

  /** Notes a fault that begins now. */
  synchronized void begins(Fault fault, int leader) {
    entries.add(new Entry(fault, Instant.now(), leader));
  }

  /** Returns all, in the order in which they began. */
  synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Returns how often each was made. */
  synchronized Map<Fault, Integer> counts() {
    Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    entries.forEach(entry -> counts.merge(entry.fault(), 1, Integer::sum));
    return counts;
  }
}
