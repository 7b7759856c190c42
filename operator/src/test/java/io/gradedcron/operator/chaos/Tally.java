package io.gradedcron.operator.chaos;

import io.gradedcron.operator.chaos.Evidence.JobCreated;
import io.gradedcron.operator.chaos.Evidence.ScheduleVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Counts what became of every slot. Pure.
 *
 * @param slots how many slots were due by the specs that the operator had observed
 * @param launched how many of them have a create
 * @param skipped how many have none and lie inside a recorded lastSkipped range
 * @param missed how many have none and lie inside a recorded lastMissed range
 * @param edited how many slots an edit leaves open, see {@link Timeline}
 * @param doubled slots with two creates
 * @param lost slots with neither a create nor a place inside a range
 * @param heldThrough creates for a schedule that was held
 * @param strange creates for what is no slot, and times that went back
 */
record Tally(
    int slots,
    int launched,
    int skipped,
    int missed,
    int edited,
    List<String> doubled,
    List<String> lost,
    List<String> heldThrough,
    List<String> strange) {

  private record Slot(String schedule, Instant at) {}

  /**
   * Counts the slots up to an instant, by which the operator has to have come to rest. Where two
   * records show the same write, the first one's time of it holds.
   */
  static Tally of(Collection<Evidence> all, Instant end) {
    List<JobCreated> jobs = distinctJobs(all);
    Map<Slot, List<JobCreated>> creates =
        jobs.stream().collect(Collectors.groupingBy(j -> new Slot(j.scheduleUid(), j.slot())));
    Map<String, TreeMap<Long, ScheduleVersion>> schedules = new TreeMap<>();
    for (Evidence evidence : all) {
      for (ScheduleVersion version : evidence.schedules()) {
        schedules
            .computeIfAbsent(version.uid(), uid -> new TreeMap<>())
            .putIfAbsent(version.version(), version);
      }
    }
    int slots = 0;
    int launched = 0;
    int skipped = 0;
    int missed = 0;
    int edited = 0;
    List<String> lost = new ArrayList<>();
    List<String> strange = new ArrayList<>();
    Set<Slot> known = new HashSet<>();
    for (TreeMap<Long, ScheduleVersion> versions : schedules.values()) {
      Timeline timeline = Timeline.of(List.copyOf(versions.values()), end);
      strange.addAll(timeline.problems());
      for (Instant at : timeline.slots()) {
        Slot slot = new Slot(timeline.uid(), at);
        known.add(slot);
        slots++;
        if (creates.containsKey(slot)) {
          launched++;
        } else if (timeline.isSkipped(at)) {
          skipped++;
        } else if (timeline.isMissed(at)) {
          missed++;
        } else {
          lost.add(timeline.name() + " " + at);
        }
      }
      for (Instant at : timeline.open()) {
        known.add(new Slot(timeline.uid(), at));
        edited++;
      }
    }
    creates.forEach(
        (slot, found) -> {
          if (!known.contains(slot) && !slot.at().isAfter(end)) {
            strange.add("no slot: " + words(found));
          }
        });
    List<String> doubled =
        creates.values().stream().filter(found -> found.size() > 1).map(Tally::words).toList();
    return new Tally(
        slots,
        launched,
        skipped,
        missed,
        edited,
        doubled,
        lost,
        new Holds(all, schedules).heldThrough(jobs),
        strange);
  }

  /** One record of each Job: that of the audit log where there is one. */
  private static List<JobCreated> distinctJobs(Collection<Evidence> all) {
    Map<String, JobCreated> byUid = new TreeMap<>();
    for (Evidence evidence : all) {
      for (JobCreated job : evidence.jobs()) {
        byUid.merge(job.uid(), job, (one, other) -> one.version() > 0 ? one : other);
      }
    }
    return List.copyOf(byUid.values());
  }

  private static String words(List<JobCreated> creates) {
    JobCreated first = creates.get(0);
    return first.scheduleName()
        + " "
        + first.slot()
        + " created "
        + creates.stream()
            .map(job -> "at " + job.at() + " by " + job.by() + " version " + job.version())
            .collect(Collectors.joining(", "));
  }

  /** True if nothing was doubled, lost or held through, and nothing strange was seen. */
  boolean isClean() {
    return doubled.isEmpty() && lost.isEmpty() && heldThrough.isEmpty() && strange.isEmpty();
  }
}
