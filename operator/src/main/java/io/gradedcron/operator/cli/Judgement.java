package io.gradedcron.operator.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.degrade.DegradationPolicy;
import io.gradedcron.operator.degrade.Subject;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.plan.StatusReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the degradations mean for one schedule, as far as the person may read them.
 *
 * @param policy empty if they are not known
 * @param subject the schedule as they see it
 */
record Judgement(Optional<DegradationPolicy> policy, Subject subject) {

  /** Reads what is needed of it. */
  static Judgement of(Cluster cluster, GradedCronJob schedule) {
    Optional<List<Degradation>> degradations = cluster.readableDegradations();
    Map<String, String> labels = Map.of();
    if (degradations.isPresent() && Snapshot.selectsNamespaces(degradations.get())) {
      try {
        labels = cluster.namespaceLabels(schedule.getMetadata().getNamespace());
      } catch (KubernetesClientException e) {
        if (!ApiFailure.isForbidden(e)) {
          throw e;
        }
        // Without them nobody can say which degradations match.
        degradations = Optional.empty();
      }
    }
    return new Judgement(
        degradations.map(DegradationPolicy::of),
        new Subject(
            schedule.getMetadata().getNamespace(),
            labels,
            schedule.getMetadata().getLabels(),
            schedule.getSpec().level()));
  }

  /** Returns what holds the schedule; what the operator wrote into its status if that is all. */
  Verdict verdict(GradedCronJob schedule, Instant now) {
    return policy
        .map(p -> p.verdict(subject, now))
        .orElseGet(
            () ->
                schedule.getStatus() == null
                    ? Verdict.RUN
                    : StatusReader.verdict(schedule.getStatus()));
  }
}
