package io.gradedcron.operator.cli;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.degrade.Subject;
import io.gradedcron.operator.plan.JobReader;
import io.gradedcron.operator.plan.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was read of a cluster at an instant, as the operator would see it.
 *
 * @param schedules those that were asked for
 * @param degradations all of the cluster
 * @param namespaceLabels by namespace; empty where no degradation asks for them
 * @param runs by the UID of their schedule
 * @param now when it was read
 */
record Snapshot(
    List<GradedCronJob> schedules,
    List<Degradation> degradations,
    Map<String, Map<String, String>> namespaceLabels,
    Map<String, List<Run>> runs,
    Instant now) {

  /** Returns true if any of these selects by the labels of namespaces. */
  static boolean selectsNamespaces(Collection<Degradation> degradations) {
    return degradations.stream()
        .map(Degradation::getSpec)
        .anyMatch(spec -> spec != null && selects(spec.namespaceSelector()));
  }

  private static boolean selects(LabelSelector selector) {
    return selector != null
        && ((selector.getMatchLabels() != null && !selector.getMatchLabels().isEmpty())
            || (selector.getMatchExpressions() != null
                && !selector.getMatchExpressions().isEmpty()));
  }

  /** Returns the runs of Jobs, by the UID of the schedule that controls each. */
  static Map<String, List<Run>> runs(Collection<Job> jobs) {
    JobReader reader = new JobReader();
    Map<String, List<Run>> runs = new HashMap<>();
    for (Job job : jobs) {
      reader
          .owner(job)
          .ifPresent(
              uid ->
                  reader
                      .run(job)
                      .ifPresent(
                          run -> runs.computeIfAbsent(uid, key -> new ArrayList<>()).add(run)));
    }
    return runs;
  }

  /** Returns a schedule as degradations see it. */
  Subject subject(GradedCronJob schedule) {
    return subject(schedule, schedule.getSpec().level());
  }

  /** Returns a run of a schedule as degradations see it. */
  Subject subject(GradedCronJob schedule, Run run) {
    return subject(schedule, run.levelUnder(schedule.getSpec().level()));
  }

  private Subject subject(GradedCronJob schedule, int level) {
    String namespace = schedule.getMetadata().getNamespace();
    return new Subject(
        namespace, namespaceLabels.get(namespace), schedule.getMetadata().getLabels(), level);
  }

  /** Returns the unfinished runs of a schedule. */
  List<Run> active(GradedCronJob schedule) {
    return runs.getOrDefault(schedule.getMetadata().getUid(), List.of()).stream()
        .filter(Run::isActive)
        .toList();
  }
}
