package io.gradedcron.operator.fire;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.degrade.Activity;
import io.gradedcron.operator.degrade.DegradationPolicy;
import io.gradedcron.operator.degrade.Subject;
import io.gradedcron.operator.plan.Run;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The degradations and the namespaces' labels as they stand, and the policy that follows from them.
 * Any thread; reading takes no lock.
 */
public final class PolicyBook {
  @GuardedBy("this")
  private final Map<String, Degradation> degradations = new HashMap<>();

  private final Map<String, Map<String, String>> namespaces = new ConcurrentHashMap<>();
  private volatile DegradationPolicy policy = DegradationPolicy.none();

  /** Returns the policy that governs now. */
  public DegradationPolicy policy() {
    return policy;
  }

  /**
   * Takes a new or changed degradation, unless a newer state of it is known: what was read from the
   * API server itself may be ahead of the watch.
   */
  public synchronized void put(Degradation degradation) {
    if (isFormer(degradation, degradations.get(degradation.getMetadata().getName()))) {
      return;
    }
    degradations.put(degradation.getMetadata().getName(), degradation);
    policy = DegradationPolicy.of(degradations.values());
  }

  private static boolean isFormer(Degradation one, Degradation known) {
    return known != null
        && known.getMetadata().getUid().equals(one.getMetadata().getUid())
        && known.getMetadata().getGeneration() > one.getMetadata().getGeneration();
  }

  /** Returns the names of the degradations that are known. */
  public synchronized Set<String> names() {
    return Set.copyOf(degradations.keySet());
  }

  /** Returns true if the policy contains this generation of the degradation, or a newer one. */
  public synchronized boolean holds(Degradation degradation) {
    Degradation known = degradations.get(degradation.getMetadata().getName());
    return known != null
        && known.getMetadata().getUid().equals(degradation.getMetadata().getUid())
        && known.getMetadata().getGeneration() >= degradation.getMetadata().getGeneration();
  }

  /** Forgets a deleted degradation. */
  public synchronized void remove(String name) {
    degradations.remove(name);
    policy = DegradationPolicy.of(degradations.values());
  }

  /** Returns true if any active degradation does this to a level. */
  public synchronized boolean degrades(int level, DegradationAction action, Instant now) {
    return degradations.values().stream()
        .filter(d -> level >= d.getSpec().level() && d.getSpec().level() > 0)
        .filter(
            d ->
                (level == 3 ? d.getSpec().actions().level3() : d.getSpec().actions().level2())
                    == action)
        .anyMatch(
            d ->
                policy
                    .activity(d.getMetadata().getName(), now)
                    .filter(Activity::active)
                    .isPresent());
  }

  /** Takes a namespace's labels. Returns true if they changed. */
  public boolean putNamespace(String name, Map<String, String> labels) {
    Map<String, String> copy = labels == null ? Map.of() : Map.copyOf(labels);
    return !copy.equals(namespaces.put(name, copy));
  }

  /** Forgets a deleted namespace. */
  public void removeNamespace(String name) {
    namespaces.remove(name);
  }

  /** Returns the schedule as the policy sees it. */
  public Subject subject(ScheduleCell cell) {
    return subject(cell, cell.level());
  }

  /** Returns a run as the policy sees it: at the more important of its level and its schedule's. */
  public Subject subject(ScheduleCell cell, Run run) {
    return subject(cell, run.levelUnder(cell.level()));
  }

  private Subject subject(ScheduleCell cell, int level) {
    return new Subject(
        cell.ref().namespace(),
        namespaces.getOrDefault(cell.ref().namespace(), Map.of()),
        cell.labels(),
        level);
  }
}
