package io.gradedcron.operator;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Jobs;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.harness.NamespaceView;
import io.gradedcron.operator.harness.SteerableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** A namespace of one test's own, and the operator in this JVM, which can go down and come back. */
final class Scene implements AutoCloseable {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  static final int WORKERS = 16;

  /** A schedule that is due each second: when its slots pass, the operator is at work. */
  private static final String METRONOME = "metronome";

  private final DevCluster.Access cluster;
  private final SteerableClock clock = new SteerableClock();
  private final String name;
  private final NamespaceView view;
  private LocalOperator operator;

  /**
   * Sets the scene; the name is the namespace's label {@code test} and the degradations' prefix.
   */
  Scene(DevCluster.Access cluster, String name) {
    this.cluster = cluster;
    this.name = name;
    this.view = new NamespaceView(cluster, Manifests.namespace(cluster.client(), name), PATIENCE);
    up();
  }

  KubernetesClient client() {
    return cluster.client();
  }

  String namespace() {
    return view.namespace();
  }

  Jobs jobs() {
    return view.jobs();
  }

  SteerableClock clock() {
    return clock;
  }

  LocalOperator operator() {
    return operator;
  }

  /** The operator stops. */
  void down() {
    operator.close();
  }

  /** The operator starts, anew. */
  void up() {
    operator = LocalOperator.make(cluster, clock, WORKERS).start();
  }

  // --- schedules

  /** Returns a schedule to be described further; it keeps every run. */
  Schedule schedule(String schedule, int level, String cron) {
    return new Schedule(namespace(), schedule, level, cron).keeps(1_000);
  }

  /** Creates it. */
  GradedCronJob create(Schedule schedule) {
    return schedule.create(cluster.client());
  }

  /** Merges a piece of JSON into a schedule. */
  void patch(String schedule, String json) {
    view.patch(schedule, json);
  }

  /** Overwrites a schedule's status, as nobody but the operator should. */
  void patchStatus(String schedule, String json) {
    view.patchStatus(schedule, json);
  }

  /** Returns a schedule's status; an empty one until the operator wrote it. */
  GradedCronJobStatus status(String schedule) {
    return view.status(schedule);
  }

  /** Waits until a schedule's status is so, and returns it. */
  GradedCronJobStatus awaitStatus(String schedule, Predicate<GradedCronJobStatus> condition) {
    return view.awaitStatus(schedule, condition);
  }

  /** Returns a condition of a schedule as {@code status reason}; empty until it is there. */
  String condition(String schedule, String type) {
    return view.condition(schedule, type);
  }

  /** Returns the message of a schedule's condition. */
  String message(String schedule, String type) {
    return view.message(schedule, type);
  }

  // --- what becomes of them

  /** Waits until something holds. */
  void awaitTrue(String what, Callable<Boolean> condition) {
    view.awaitTrue(what, condition);
  }

  /** Waits until a schedule has so many Jobs, and returns them, the oldest slot first. */
  List<Job> awaitJobs(String schedule, int atLeast) {
    return view.awaitJobs(schedule, atLeast);
  }

  /** Returns the slots of a schedule's Jobs, the oldest first. */
  List<Instant> slots(String schedule) {
    return view.slots(schedule);
  }

  /** Waits until the operator has launched what is due each second so many seconds from now. */
  void awaitTicks(int seconds) {
    if (client().resources(GradedCronJob.class).inNamespace(namespace()).withName(METRONOME).get()
        == null) {
      new Schedule(namespace(), METRONOME, 1, "* * * * * *").create(client());
    }
    Instant end = clock.instant().plusSeconds(seconds);
    awaitTrue(
        "a tick after " + end,
        () -> jobs().newestSlot(METRONOME).filter(end::isBefore).isPresent());
  }

  /** Returns the reasons of the Kubernetes Events about a schedule. */
  List<String> reasons(String schedule) {
    return view.reasons(schedule);
  }

  // --- degradations

  /** Returns a degradation of this scene's schedules, to be described further. */
  Manifests.Peak peak(String suffix, int level) {
    return new Manifests.Peak(name + "-" + suffix, level, name);
  }

  /** Creates a degradation and waits until it governs. */
  void degrade(Manifests.Peak peak) {
    Degradation created = client().resource(peak.build()).create();
    view.awaitGoverned(created);
  }

  /** Sets a degradation's level and waits until it governs. */
  void degrade(String suffix, int level) {
    view.awaitGoverned(
        client()
            .resources(Degradation.class)
            .withName(name + "-" + suffix)
            .patch(MERGE, "{\"spec\":{\"level\":" + level + "}}"));
  }

  /** Returns a degradation as it is. */
  Degradation degradation(String suffix) {
    return client().resources(Degradation.class).withName(name + "-" + suffix).get();
  }

  /** Deletes a degradation. */
  void deleteDegradation(String suffix) {
    client().resources(Degradation.class).withName(name + "-" + suffix).delete();
  }

  @Override
  public void close() {
    try {
      client().resources(Degradation.class).list().getItems().stream()
          .filter(found -> found.getMetadata().getName().startsWith(name + "-"))
          .forEach(found -> client().resource(found).delete());
      client().resources(GradedCronJob.class).inNamespace(namespace()).delete();
      client().namespaces().withName(namespace()).delete();
    } finally {
      operator.close();
    }
  }
}
