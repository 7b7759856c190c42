package io.gradedcron.operator.chaos;

import io.gradedcron.operator.chaos.Evidence.JobCreated;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How long nothing was launched, by the audit log's own times. Pure.
 *
 * @param fault what the gaps followed
 * @param lengths the gaps, ascending
 */
record Gaps(Fault fault, List<Duration> lengths) {
  private static final Duration WINDOW = Duration.ofSeconds(15);

  /** Hand-overs: from the signal to the first create by another replica. */
  static Map<Fault, Gaps> handOvers(Collection<JobCreated> jobs, List<FaultLog.Entry> faults) {
    Map<Fault, Gaps> gaps = new EnumMap<>(Fault.class);
    for (FaultLog.Entry fault : faults) {
      jobs.stream()
          .filter(job -> job.at().isAfter(fault.at()))
          .filter(job -> !job.by().startsWith("replica-" + fault.leader() + "."))
          .map(JobCreated::at)
          .min(Instant::compareTo)
          .ifPresent(at -> add(gaps, fault.fault(), Duration.between(fault.at(), at)));
    }
    return sorted(gaps);
  }

  /**
   * The longest time between two creates that lies in the 15 s after each fault, in part at least.
   */
  static Map<Fault, Gaps> longest(Collection<JobCreated> jobs, List<FaultLog.Entry> faults) {
    List<Instant> times = jobs.stream().map(JobCreated::at).sorted().toList();
    Map<Fault, Gaps> gaps = new EnumMap<>(Fault.class);
    for (FaultLog.Entry fault : faults) {
      Instant end = fault.at().plus(WINDOW);
      Duration longest = Duration.ZERO;
      for (int i = 1; i < times.size(); i++) {
        boolean inside = times.get(i).isAfter(fault.at()) && times.get(i - 1).isBefore(end);
        Duration gap = Duration.between(times.get(i - 1), times.get(i));
        longest = inside && gap.compareTo(longest) > 0 ? gap : longest;
      }
      add(gaps, fault.fault(), longest);
    }
    return sorted(gaps);
  }

  private static void add(Map<Fault, Gaps> gaps, Fault fault, Duration length) {
    gaps.computeIfAbsent(fault, f -> new Gaps(f, new ArrayList<>())).lengths.add(length);
  }

  private static Map<Fault, Gaps> sorted(Map<Fault, Gaps> gaps) {
    Map<Fault, Gaps> sorted = new EnumMap<>(Fault.class);
    gaps.forEach(
        (fault, of) -> sorted.put(fault, new Gaps(fault, of.lengths.stream().sorted().toList())));
    return sorted;
  }

  /** Returns the middle one. */
  Duration median() {
    return lengths.get(lengths.size() / 2);
  }

  /** Returns the longest. */
  Duration longest() {
    return lengths.get(lengths.size() - 1);
  }
}
