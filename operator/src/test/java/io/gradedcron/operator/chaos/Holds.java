package io.gradedcron.operator.chaos;

import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.DegradationSpec;
import io.gradedcron.operator.chaos.Evidence.JobCreated;
import io.gradedcron.operator.chaos.Evidence.PolicyVersion;
import io.gradedcron.operator.chaos.Evidence.ScheduleVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which creates came although their schedule was held.
 *
 * <p>A Degradation's spec holds from the write of a status whose observedGeneration is its
 * generation until the write of another spec. Both writes and the create are compared by
 * resourceVersion. A schedule whose own spec was written after that status is not judged by it: the
 * operator need not have seen its new level yet.
 */
final class Holds {
  private final Map<String, TreeMap<Long, PolicyVersion>> policies = new TreeMap<>();
  private final Map<String, TreeMap<Long, ScheduleVersion>> schedules;

  Holds(Collection<Evidence> all, Map<String, TreeMap<Long, ScheduleVersion>> schedules) {
    this.schedules = schedules;
    for (Evidence evidence : all) {
      for (PolicyVersion version : evidence.policies()) {
        policies
            .computeIfAbsent(version.name(), name -> new TreeMap<>())
            .put(version.version(), version);
      }
    }
  }

  /** Returns those creates, in words. */
  List<String> heldThrough(List<JobCreated> jobs) {
    List<String> found = new ArrayList<>();
    for (JobCreated job : jobs) {
      TreeMap<Long, ScheduleVersion> versions = schedules.get(job.scheduleUid());
      if (job.version() == 0 || versions == null) {
        continue;
      }
      for (TreeMap<Long, PolicyVersion> policy : policies.values()) {
        Map.Entry<Long, PolicyVersion> before = policy.lowerEntry(job.version());
        if (before != null && holds(policy, before.getValue(), versions, job)) {
          found.add(
              "%s %s created at %s by %s version %d while %s generation %d governed"
                  .formatted(
                      job.scheduleName(),
                      job.slot(),
                      job.at(),
                      job.by(),
                      job.version(),
                      before.getValue().name(),
                      before.getValue().generation()));
        }
      }
    }
    return found;
  }

  private static boolean holds(
      TreeMap<Long, PolicyVersion> policy,
      PolicyVersion present,
      TreeMap<Long, ScheduleVersion> versions,
      JobCreated job) {
    if (present.governs() != present.generation()) {
      return false;
    }
    long since =
        policy.headMap(present.version(), true).values().stream()
            .filter(v -> v.governs() == present.generation())
            .mapToLong(PolicyVersion::version)
            .min()
            .orElse(present.version());
    Map.Entry<Long, ScheduleVersion> then = versions.lowerEntry(since);
    Map.Entry<Long, ScheduleVersion> now = versions.lowerEntry(job.version());
    if (then == null || now.getValue().generation() != then.getValue().generation()) {
      return false;
    }
    return holds(present.spec(), now.getValue());
  }

  private static boolean holds(DegradationSpec spec, ScheduleVersion schedule) {
    boolean selected =
        spec.selector() == null
            || schedule
                .labels()
                .entrySet()
                .containsAll(spec.selector().getMatchLabels().entrySet());
    int level = schedule.spec().level();
    if (!selected || spec.level() == 0 || level < spec.level()) {
      return false;
    }
    DegradationAction action = level == 3 ? spec.actions().level3() : spec.actions().level2();
    return action != DegradationAction.Run;
  }
}
