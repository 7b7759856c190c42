package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationStatus;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.harness.ChartAccount;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Jobs;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.harness.OperatorProcess;
import io.gradedcron.operator.harness.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The built operator as a process, with the rights of the chart's account and no others. */
@ExtendWith(DevCluster.class)
class OperatorProcessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final DevCluster.Access cluster;
  private Path kubeconfig;
  private OperatorProcess operator;
  private String namespace;
  private Jobs jobs;

  OperatorProcessIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void start() {
    kubeconfig = ChartAccount.kubeconfig(cluster);
    namespace = Manifests.namespace(cluster.client(), "process");
    jobs = new Jobs(cluster.client(), namespace);
    operator = new OperatorProcess(cluster.root(), kubeconfig, "--lease-duration", "3s");
    operator.awaitLeading();
  }

  @AfterEach
  void stop() {
    cluster.client().resources(Degradation.class).delete();
    // A namespace takes its time to go, and its schedules would go on meanwhile.
    cluster.client().resources(GradedCronJob.class).inNamespace(namespace).delete();
    cluster.client().namespaces().withName(namespace).delete();
    operator.close();
  }

  @Test
  void anIncidentFromPatchToLift() {
    new Schedule(namespace, "payments", 1, "*/2 * * * * *").create(cluster.client());
    new Schedule(namespace, "orders", 2, "*/3 * * * * *").runFor("12s").create(cluster.client());
    new Schedule(namespace, "reports", 3, "*/2 * * * * *").runFor("30s").create(cluster.client());
    cluster.client().resource(Manifests.degradation("peak", 0, "process")).create();
    await("runs of all levels")
        .atMost(PATIENCE)
        .until(
            () ->
                !jobs.completed("payments").isEmpty()
                    && !jobs.active("orders").isEmpty()
                    && jobs.active("reports").size() > 1);

    // Level 3 goes at once, the others go on.
    cluster
        .kubectl("patch", "degradation", "peak", "--type=merge", "-p", "{\"spec\":{\"level\":3}}")
        .orFail();
    cluster
        .kubectl("wait", "--for=condition=Drained", "--timeout=30s", "degradation/peak")
        .orFail();
    assertThat(jobs.active("reports")).as("runs of level 3 once drained").isEmpty();
    assertThat(podsOf("reports")).as("their pods").isEmpty();
    Instant governed = Instant.now();
    DegradationStatus status = degradation();
    assertThat(status.observedGeneration()).isEqualTo(2);
    assertThat(status.stopped()).isGreaterThan(1);
    awaitSlotAfter("payments", governed.plusSeconds(4));
    awaitSlotAfter("orders", governed);
    assertThat(jobs.of("reports")).as("new runs of level 3").isEmpty();

    // Level 2 drains: what runs completes, nothing new starts.
    cluster
        .kubectl("patch", "degradation", "peak", "--type=merge", "-p", "{\"spec\":{\"level\":2}}")
        .orFail();
    await("generation 3 to govern")
        .atMost(PATIENCE)
        .until(() -> degradation().observedGeneration() == 3);
    List<String> draining = names("orders");
    cluster
        .kubectl("wait", "--for=condition=Drained", "--timeout=60s", "degradation/peak")
        .orFail();
    assertThat(draining).as("runs of level 2 at the start of the drain").isNotEmpty();
    assertThat(names("orders")).as("no new run of level 2").isSubsetOf(draining);
    assertThat(jobs.active("orders")).isEmpty();
    assertThat(jobs.completed("orders")).as("the drained runs completed").isNotEmpty();
    assertThat(reasonsOfEvents()).contains("Held", "Stopped");
    GradedCronJobStatus held = jobs.status("reports").orElseThrow();
    assertThat(held.heldBy()).containsExactly("peak");
    assertThat(held.lastSkipped().reason().name()).isEqualTo("Degraded");

    // Lifted: all resume at their next slot.
    cluster
        .kubectl("patch", "degradation", "peak", "--type=merge", "-p", "{\"spec\":{\"level\":0}}")
        .orFail();
    Instant lifted = Instant.now();
    awaitSlotAfter("reports", lifted.minusSeconds(1));
    awaitSlotAfter("orders", lifted.minusSeconds(1));
    assertThat(jobs.status("payments").orElseThrow().lastMissed()).as("missed at level 1").isNull();
    assertThat(reasonsOfEvents()).contains("Lifted");

    assertMetrics();
    assertColumns();
  }

  private void assertMetrics() {
    String metrics = operator.get("/metrics").body();
    assertThat(operator.get("/livez").statusCode()).isEqualTo(200);
    assertThat(operator.get("/readyz").statusCode()).isEqualTo(200);
    for (String name :
        List.of(
            "gradedcron_fire_latency_seconds_bucket{level=\"1\"",
            "gradedcron_late_launches_total{level=\"1\",reason=\"catch-up\"}",
            "gradedcron_slots_total{level=\"3\",outcome=\"skipped\"}",
            "gradedcron_runs_active{level=\"2\"}",
            "gradedcron_runs_finished_total{level=\"3\",result=\"stopped\"}",
            "gradedcron_schedules{level=\"1\"}",
            "gradedcron_schedules_invalid{level=\"1\"} 0.0",
            "gradedcron_wheel_timers",
            "gradedcron_launch_queue{level=\"1\"}",
            "gradedcron_degradation{action=\"ScaleToZero\",level=\"3\"} 0.0",
            "gradedcron_leader 1.0",
            "gradedcron_status_writes_total",
            "gradedcron_build_info{",
            "jvm_memory_used_bytes")) {
      assertThat(metrics).contains(name);
    }
    assertThat(metrics)
        .doesNotContain("gradedcron_runs_finished_total{level=\"3\",result=\"stopped\"} 0.0");
    assertThat(metrics)
        .containsPattern("gradedcron_schedules\\{level=\"1\"} [1-9]")
        .containsPattern("gradedcron_wheel_timers [1-9]")
        .containsPattern("gradedcron_fire_latency_seconds_count\\{level=\"1\"} [1-9]");
  }

  private void assertColumns() {
    assertThat(cluster.kubectl("get", "gcj", "-n", namespace).orFail())
        .containsPattern("NAME +LEVEL +SCHEDULE +STATE +ACTIVE +LAST +NEXT +AGE")
        .containsPattern("payments +1 +\\*/2 \\* \\* \\* \\* \\*");
    assertThat(cluster.kubectl("get", "degr").orFail())
        .containsPattern("NAME +LEVEL +ACTIVE +DRAINED");
  }

  @Test
  void aCleanStopHandsOverWithinAMomentAndACrashWithinTheLease() {
    new Schedule(namespace, "ticks", 1, "* * * * * *").keeps(100).create(cluster.client());
    await().atMost(PATIENCE).until(() -> jobs.of("ticks").size() > 1);
    try (OperatorProcess standby =
        new OperatorProcess(cluster.root(), kubeconfig, "--lease-duration", "3s")) {
      standby.awaitLog("Campaigning");
      assertThat(standby.get("/readyz").statusCode()).as("a standby is ready").isEqualTo(200);
      assertThat(standby.get("/metrics").body()).contains("gradedcron_leader 0.0");

      assertThat(operator.stop()).as("the exit code of a JVM that SIGTERM ended").isEqualTo(143);
      Instant stopped = Instant.now();
      assertThat(operator.log()).contains("stopped launching");
      standby.awaitLeading();
      // Generous, for a busy machine: the point is that nobody waits for the lease to run out.
      assertThat(Duration.between(stopped, Instant.now())).isLessThan(Duration.ofSeconds(3));
      awaitSlotAfter("ticks", stopped);

      operator = new OperatorProcess(cluster.root(), kubeconfig, "--lease-duration", "3s");
      operator.awaitLog("Campaigning");
      standby.kill();
      Instant killed = Instant.now();
      operator.awaitLeading();
      assertThat(Duration.between(killed, Instant.now()))
          .as("the lease and two seconds")
          .isLessThan(Duration.ofSeconds(5));
      awaitSlotAfter("ticks", Instant.now());
    }
    List<Instant> slots = jobs.of("ticks").stream().map(Jobs::slot).toList();
    assertThat(slots).as("no slot twice").doesNotHaveDuplicates();
    await("the slots of the crash to be recorded")
        .atMost(PATIENCE)
        .until(() -> jobs.status("ticks").orElseThrow().lastMissed() != null);
  }

  @Test
  void anOutageOfTheApiServerIsWaitedOut() throws IOException {
    new Schedule(namespace, "ticks", 1, "* * * * * *").keeps(100).create(cluster.client());
    await().atMost(PATIENCE).until(() -> jobs.of("ticks").size() > 1);
    String apiServer = Files.readString(cluster.folder().resolve("kube-apiserver.pid")).strip();
    Shell shell = new Shell(cluster.root(), Map.of());
    try {
      shell.run("kill", "-STOP", apiServer).orFail();
      operator.awaitLog("the Lease was lost: standing by");
    } finally {
      shell.run("kill", "-CONT", apiServer).orFail();
    }
    Instant back = Instant.now();
    awaitSlotAfter("ticks", back);
    List<Instant> slots = jobs.of("ticks").stream().map(Jobs::slot).toList();
    assertThat(slots).as("no slot twice").doesNotHaveDuplicates();
    assertThat(operator.get("/livez").statusCode()).isEqualTo(200);
  }

  private DegradationStatus degradation() {
    return cluster.client().resources(Degradation.class).withName("peak").get().getStatus();
  }

  private void awaitSlotAfter(String schedule, Instant instant) {
    await("a slot of " + schedule + " after " + instant)
        .atMost(PATIENCE)
        .until(() -> jobs.newestSlot(schedule).filter(instant::isBefore).isPresent());
  }

  private List<String> names(String schedule) {
    return jobs.of(schedule).stream().map(job -> job.getMetadata().getName()).toList();
  }

  private List<String> podsOf(String schedule) {
    return cluster
        .client()
        .pods()
        .inNamespace(namespace)
        .withLabel("gradedcron.io/schedule", schedule)
        .list()
        .getItems()
        .stream()
        .map(pod -> pod.getMetadata().getName())
        .toList();
  }

  private List<String> reasonsOfEvents() {
    return cluster.client().events().v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> "GradedCronJob".equals(event.getRegarding().getKind()))
        .map(event -> event.getReason())
        .toList();
  }
}
