package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.Trigger;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compares what the engine works with with what the caches hold: a difference that lasts is an
 * event that got lost on its way. Stateless; any thread; looks at every schedule and every run.
 */
public final class EngineAudit {
  private final FiringEngine engine;
  private final Clock clock;

  /** Makes an audit of an engine. */
  public EngineAudit(FiringEngine engine, Clock clock) {
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * A run as a cache holds it.
   *
   * @param schedule UID of the schedule that owns it
   */
  public record CachedRun(String schedule, Run run) {}

  /**
   * A difference. It may be one only because an event is on its way.
   *
   * @param what what differs, in words that stay the same while it does
   * @param repair hands the lost event on
   */
  public record Finding(String what, Runnable repair) {}

  /** Returns the differences to what the caches hold. */
  public List<Finding> findings(Stream<GradedCronJob> schedules, Stream<CachedRun> runs) {
    List<Finding> findings = new ArrayList<>();
    Map<String, ScheduleCell> known = new HashMap<>();
    for (ScheduleCell cell : engine.known()) {
      known.put(cell.ref().uid(), cell);
    }
    compareSchedules(schedules, known, findings);
    compareRuns(runs, known, findings);
    if (engine.isLeading()) {
      Instant now = clock.instant();
      known.values().stream()
          .filter(cell -> cell.isOverlooked(now))
          .forEach(
              cell ->
                  findings.add(
                      new Finding(
                          "nobody looked at the due slot of " + cell.ref(),
                          () -> engine.rearm(cell))));
    }
    return findings;
  }

  private void compareSchedules(
      Stream<GradedCronJob> schedules, Map<String, ScheduleCell> known, List<Finding> findings) {
    Set<String> cached = new HashSet<>();
    schedules.forEach(
        schedule -> {
          cached.add(schedule.getMetadata().getUid());
          ScheduleCell cell = known.get(schedule.getMetadata().getUid());
          if (cell == null || isBehind(cell.resource(), schedule)) {
            findings.add(
                new Finding(
                    "schedule "
                        + schedule.getMetadata().getNamespace()
                        + "/"
                        + schedule.getMetadata().getName()
                        + " was not handed on as it is",
                    () -> engine.put(schedule)));
          }
        });
    known.forEach(
        (uid, cell) -> {
          if (!cached.contains(uid)) {
            findings.add(
                new Finding(
                    "schedule " + cell.ref() + " is gone and was not forgotten",
                    () -> engine.remove(cell.resource())));
          }
        });
  }

  /** What was read from the API server itself may be ahead of the cache, never behind it. */
  private static boolean isBehind(GradedCronJob known, GradedCronJob cached) {
    return known.getMetadata().getGeneration() < cached.getMetadata().getGeneration()
        || !Trigger.of(known).equals(Trigger.of(cached))
        || (known.getMetadata().getDeletionTimestamp() == null
            && cached.getMetadata().getDeletionTimestamp() != null);
  }

  private void compareRuns(
      Stream<CachedRun> runs, Map<String, ScheduleCell> known, List<Finding> findings) {
    Map<String, Map<String, Run>> cached = new HashMap<>();
    runs.forEach(
        run ->
            cached
                .computeIfAbsent(run.schedule(), uid -> new HashMap<>())
                .put(run.run().name(), run.run()));
    known.forEach(
        (uid, cell) -> {
          Map<String, Run> left = new HashMap<>(cached.getOrDefault(uid, Map.of()));
          for (Run run : cell.runs()) {
            Run there = left.remove(run.name());
            if (there == null) {
              findings.add(
                  new Finding(
                      "run " + run.name() + " of " + cell.ref() + " is gone and was not forgotten",
                      () -> engine.gone(uid, run.name())));
            } else if (isOther(run, there)) {
              findings.add(missed(uid, cell, there));
            }
          }
          left.values().forEach(run -> findings.add(missed(uid, cell, run)));
        });
  }

  /** A stopped run keeps its phase here, and its delete is known before the watch shows it. */
  private static boolean isOther(Run known, Run cached) {
    boolean finished = !known.deleting() && known.phase() != cached.phase();
    boolean deleted = cached.deleting() && !known.deleting();
    boolean another = !known.uid().isEmpty() && !Objects.equals(known.uid(), cached.uid());
    return finished || deleted || another;
  }

  private Finding missed(String uid, ScheduleCell cell, Run run) {
    return new Finding(
        "run " + run.name() + " of " + cell.ref() + " was not handed on as it is",
        () -> engine.observe(uid, run));
  }
}
