package io.gradedcron.operator.fire;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.degrade.Activity;
import io.gradedcron.operator.degrade.DegradationPolicy;
import io.gradedcron.operator.degrade.Subject;
import io.gradedcron.operator.plan.DegradationCounts;
import io.gradedcron.operator.plan.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Counts schedules and runs, for gauges and for the status of degradations. Any thread. */
public final class ScheduleCensus {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final FiringEngine engine;
  private final PolicyBook policies;
  private final Clock clock;

  private record Levels(
      Instant at,
      List<Integer> schedules,
      List<Integer> invalid,
      List<Integer> held,
      List<Integer> activeRuns) {}

  @GuardedBy("this")
  private Levels levels = new Levels(Instant.MIN, List.of(), List.of(), List.of(), List.of());

  /** Makes a census of an engine's schedules. */
  public ScheduleCensus(FiringEngine engine, PolicyBook policies, Clock clock) {
    this.engine = engine;
    this.policies = policies;
    this.clock = clock;
  }

  /** Returns how many schedules of a level, 1 to 3, there are; up to a second old. */
  public int schedules(int level) {
    return fresh().schedules().get(level);
  }

  /**
   * Returns how many schedules of a level, 1 to 3, cannot run as they are written; up to a second
   * old.
   */
  public int invalid(int level) {
    return fresh().invalid().get(level);
  }

  /**
   * Returns how many schedules of a level, 1 to 3, the policy holds, whether this replica leads or
   * not; up to a second old.
   */
  public int held(int level) {
    return fresh().held().get(level);
  }

  /**
   * Returns how many runs that were launched at a level, 1 to 3, are active; up to a second old.
   */
  public int activeRuns(int level) {
    return fresh().activeRuns().get(level);
  }

  /** One scrape asks twelve times: one walk over the schedules answers them all. */
  private synchronized Levels fresh() {
    Instant now = clock.instant();
    if (now.isBefore(levels.at()) || now.isAfter(levels.at().plus(FRESH))) {
      levels = count(now);
    }
    return levels;
  }

  private Levels count(Instant now) {
    Integer[] schedules = {0, 0, 0, 0};
    Integer[] invalid = {0, 0, 0, 0};
    Integer[] held = {0, 0, 0, 0};
    Integer[] active = {0, 0, 0, 0};
    DegradationPolicy policy = policies.policy();
    for (ScheduleCell cell : engine.known()) {
      schedules[cell.level()]++;
      invalid[cell.level()] += cell.isInvalid() ? 1 : 0;
      held[cell.level()] += policy.verdict(policies.subject(cell), now).action().holds() ? 1 : 0;
      for (Run run : cell.runs()) {
        active[run.level()] += run.isActive() ? 1 : 0;
      }
    }
    return new Levels(now, List.of(schedules), List.of(invalid), List.of(held), List.of(active));
  }

  /** Returns what a degradation has in its hands now. Looks at every schedule. */
  public DegradationCounts counts(Degradation degradation) {
    String name = degradation.getMetadata().getName();
    DegradationPolicy policy = policies.policy();
    Instant now = clock.instant();
    int matched = 0;
    int held = 0;
    int running = 0;
    for (ScheduleCell cell : engine.known()) {
      Subject subject = policies.subject(cell);
      if (policy.matches(name, subject)) {
        matched++;
        held += policy.action(name, subject, now).holds() ? 1 : 0;
        for (Run run : cell.runs()) {
          boolean degraded = policy.action(name, policies.subject(cell, run), now).holds();
          running += run.isActive() && degraded ? 1 : 0;
        }
      }
    }
    Integer saved = degradation.getStatus() == null ? null : degradation.getStatus().stopped();
    boolean active = policy.activity(name, now).filter(Activity::active).isPresent();
    int stopped = engine.stopTally().look(name, active, saved == null ? 0 : saved);
    return new DegradationCounts(matched, held, running, stopped);
  }
}
