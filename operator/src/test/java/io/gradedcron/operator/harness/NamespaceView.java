package io.gradedcron.operator.harness;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** A namespace's schedules and what becomes of them, as the API server shows it. */
public final class NamespaceView {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final GradedCronJobStatus EMPTY =
      new GradedCronJobStatus(
          0L, null, null, null, null, null, null, List.of(), 0, null, null, List.of(), null,
          List.of());

  private final DevCluster.Access cluster;
  private final String namespace;
  private final Duration patience;
  private final Jobs jobs;

  /**
   * Looks into a namespace.
   *
   * @param patience how long to wait for what has to become true
   */
  public NamespaceView(DevCluster.Access cluster, String namespace, Duration patience) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.patience = patience;
    this.jobs = new Jobs(cluster.client(), namespace);
  }

  /** Returns its name. */
  public String namespace() {
    return namespace;
  }

  /** Returns what the operator made in it. */
  public Jobs jobs() {
    return jobs;
  }

  /** Merges a piece of JSON into a schedule. */
  public void patch(String schedule, String json) {
    cluster
        .client()
        .resources(GradedCronJob.class)
        .inNamespace(namespace)
        .withName(schedule)
        .patch(MERGE, json);
  }

  /** Overwrites a schedule's status, as nobody but the operator should. */
  public void patchStatus(String schedule, String json) {
    cluster
        .kubectl(
            "patch",
            "gcj",
            schedule,
            "-n",
            namespace,
            "--subresource=status",
            "--type=merge",
            "-p",
            json)
        .orFail();
  }

  /** Returns a schedule's status; an empty one until the operator wrote it. */
  public GradedCronJobStatus status(String schedule) {
    return jobs.status(schedule).orElse(EMPTY);
  }

  /** Waits until a schedule's status is so, and returns it. */
  public GradedCronJobStatus awaitStatus(
      String schedule, Predicate<GradedCronJobStatus> condition) {
    return await("status of " + schedule).atMost(patience).until(() -> status(schedule), condition);
  }

  /** Returns a condition of a schedule as {@code status reason}; empty until it is there. */
  public String condition(String schedule, String type) {
    return found(schedule, type).map(c -> c.getStatus() + " " + c.getReason()).orElse("");
  }

  /** Returns the message of a schedule's condition. */
  public String message(String schedule, String type) {
    return found(schedule, type).map(Condition::getMessage).orElse("");
  }

  private Optional<Condition> found(String schedule, String type) {
    return status(schedule).conditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }

  /** Waits until something holds. */
  public void awaitTrue(String what, Callable<Boolean> condition) {
    await(what).atMost(patience).until(condition);
  }

  /** Waits until a schedule has so many Jobs, and returns them, the oldest slot first. */
  public List<Job> awaitJobs(String schedule, int atLeast) {
    return await(atLeast + " Jobs of " + schedule)
        .atMost(patience)
        .until(() -> jobs.of(schedule), found -> found.size() >= atLeast);
  }

  /** Returns the slots of a schedule's Jobs, the oldest first. */
  public List<Instant> slots(String schedule) {
    return jobs.of(schedule).stream().map(Jobs::slot).toList();
  }

  /** Returns the reasons of the Kubernetes Events about a schedule. */
  public List<String> reasons(String schedule) {
    return cluster.client().events().v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> schedule.equals(event.getRegarding().getName()))
        .map(event -> event.getReason())
        .toList();
  }

  /** Waits until a degradation, as it was read, governs. */
  public void awaitGoverned(Degradation degradation) {
    String name = degradation.getMetadata().getName();
    Long generation = degradation.getMetadata().getGeneration();
    awaitTrue(
        "generation " + generation + " of " + name + " to govern",
        () -> {
          Degradation now = cluster.client().resources(Degradation.class).withName(name).get();
          return now.getStatus() != null && generation.equals(now.getStatus().observedGeneration());
        });
  }
}
