package io.gradedcron.operator;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.harness.ChartAccount;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Jobs;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.harness.NamespaceView;
import io.gradedcron.operator.harness.OperatorProcess;
import io.gradedcron.operator.harness.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;

/** A namespace of one test class's own, and the built operator as a process beside it. */
final class ProcessScene implements AutoCloseable {
  /** The label of the schedules that {@link #degrade} holds. */
  static final Map<String, String> PEAK = Map.of("peak", "yes");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final DevCluster.Access cluster;
  private final String name;
  private final NamespaceView view;
  private final Path kubeconfig;

  /** A long lease: a machine that is busy beyond measure is not what these tests are about. */
  private final List<String> options = new ArrayList<>(List.of("--lease-duration", "15s"));

  private OperatorProcess operator;

  private ProcessScene(DevCluster.Access cluster, String name, List<String> moreOptions) {
    this.cluster = cluster;
    this.name = name;
    this.kubeconfig = ChartAccount.kubeconfig(cluster);
    this.view = new NamespaceView(cluster, Manifests.namespace(cluster.client(), name), PATIENCE);
    this.options.addAll(moreOptions);
  }

  /** Sets the scene; the operator leads when this returns. */
  ProcessScene(DevCluster.Access cluster, String name, String... moreOptions) {
    this(cluster, name, List.of(moreOptions));
    up();
  }

  /**
   * Sets the scene with an operator that leads when this returns, and halts at a fault point.
   *
   * @param fault is given the namespace
   */
  static ProcessScene halting(
      DevCluster.Access cluster, String name, Function<String, FaultPoint> fault) {
    ProcessScene scene = new ProcessScene(cluster, name, List.of());
    scene.operator =
        OperatorProcess.of(
            HaltingOperator.class,
            fault.apply(scene.namespace()).arguments(),
            scene.kubeconfig,
            scene.options.toArray(String[]::new));
    scene.operator.awaitLeading();
    return scene;
  }

  /** The operator starts. */
  void up() {
    operator = new OperatorProcess(cluster.root(), kubeconfig, options.toArray(String[]::new));
    operator.awaitLeading();
  }

  /** The operator stops, as a kubelet stops it. */
  void down() {
    operator.stop();
  }

  /**
   * Waits until the operator halted, and frees its Lease: the time that this takes is no matter.
   */
  void awaitHalt() {
    int code = operator.awaitExit();
    if (code != HaltingOperator.EXIT_CODE) {
      throw new AssertionError("exit code " + code + ": " + operator.log());
    }
    String leaseNamespace = DevCluster.Access.config(kubeconfig).getNamespace();
    cluster.client().leases().inNamespace(leaseNamespace).withName("gradedcron").delete();
  }

  String namespace() {
    return view.namespace();
  }

  Jobs jobs() {
    return view.jobs();
  }

  // --- texts for a few instants

  static Instant thisSecond() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Returns a text that is due at an instant and then not for a year. */
  static String once(Instant slot) {
    OffsetDateTime time = slot.atOffset(ZoneOffset.UTC);
    return "%d %d %d %d %d *"
        .formatted(
            time.getSecond(),
            time.getMinute(),
            time.getHour(),
            time.getDayOfMonth(),
            time.getMonthValue());
  }

  /** Returns a text that is due each minute at the seconds of two instants. */
  static String secondsOf(Instant one, Instant other) {
    return one.atOffset(ZoneOffset.UTC).getSecond()
        + ","
        + other.atOffset(ZoneOffset.UTC).getSecond()
        + " * * * * *";
  }

  /** Returns slots as the program's command {@code next} prints them. */
  List<String> next(String text, String zone, Instant after, int number) {
    return new Shell(cluster.root(), Map.of())
        .run(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            cluster.root().resolve("operator/target/gradedcron-operator.jar").toString(),
            "next",
            "--schedule",
            text,
            "--time-zone",
            zone,
            "--after",
            after.toString(),
            "-n",
            String.valueOf(number))
        .orFail()
        .lines()
        .toList();
  }

  // --- schedules

  /** Returns a schedule to be described further; it keeps every run. */
  Schedule schedule(String schedule, int level, String cron) {
    return new Schedule(namespace(), schedule, level, cron).keeps(1_000);
  }

  /** Creates it. */
  void create(Schedule schedule) {
    schedule.create(cluster.client());
  }

  /** Merges a piece of JSON into a schedule. */
  void patch(String schedule, String json) {
    view.patch(schedule, json);
  }

  /** Overwrites a schedule's status, as nobody but the operator should. */
  void patchStatus(String schedule, String json) {
    view.patchStatus(schedule, json);
  }

  /** Deletes a schedule. */
  void deleteSchedule(String schedule) {
    cluster
        .client()
        .resources(GradedCronJob.class)
        .inNamespace(namespace())
        .withName(schedule)
        .delete();
  }

  // --- what becomes of them

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

  /** Returns the reasons of the Kubernetes Events about a schedule. */
  List<String> reasons(String schedule) {
    return view.reasons(schedule);
  }

  /** Returns the port on which the operator answers {@code /metrics}. */
  int managementPort() {
    return operator.managementPort();
  }

  /** Returns the value of a sample, named with its labels as the page shows it. */
  double metric(String sample) {
    return operator
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(sample + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no sample " + sample));
  }

  // --- degradations

  /** Degrades the schedules labelled {@link #PEAK} and gives the pods that it stops so long. */
  void stop(int level, long graceSeconds) {
    cluster.client().resource(peak(level).grace(graceSeconds).build()).create();
  }

  private Manifests.Peak peak(int level) {
    return new Manifests.Peak(name + "-peak", level, name).selecting("peak", "yes");
  }

  /** Degrades the schedules labelled {@link #PEAK} and waits until that governs. */
  void degrade(int level) {
    view.awaitGoverned(cluster.client().resource(peak(level).build()).create());
  }

  /** Deletes the degradation. */
  void lift() {
    cluster.client().resources(Degradation.class).withName(name + "-peak").delete();
  }

  @Override
  public void close() {
    try {
      lift();
      cluster.client().resources(GradedCronJob.class).inNamespace(namespace()).delete();
      cluster.client().namespaces().withName(namespace()).delete();
    } finally {
      operator.close();
    }
  }
}
