package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.GradedCronJobStatus.SkippedRange;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.harness.NamespaceView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A level with nodes of its own and a ceiling of two runs, on a real API server. */
@ExtendWith(DevCluster.class)
class CeilingIT {
  private static final String CLASS = "ceiling-it";
  private static final String NODE = "node-1";
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final KubernetesClient client;
  private final LocalOperator operator;
  private final NamespaceView view;

  CeilingIT(DevCluster.Access cluster) {
    client = cluster.client();
    client
        .resource(
            new PriorityClassBuilder()
                .withNewMetadata()
                .withName(CLASS)
                .endMetadata()
                .withValue(-7)
                .build())
        .serverSideApply();
    label("batch");
    view = new NamespaceView(cluster, Manifests.namespace(client, "ceiling"), PATIENCE);
    operator =
        LocalOperator.make(
                cluster,
                Clock.systemUTC(),
                Scene.WORKERS,
                new LevelsConverter()
                    .convert(
                        """
                        {"3": {"maxConcurrentRuns": 2, "priorityClassName": "%s",
                          "nodeSelector": {"ceiling-it": "batch"},
                          "tolerations": [{"key": "ceiling-it", "operator": "Exists"}]}}"""
                            .formatted(CLASS)))
            .start();
  }

  /** The pool of level 3; null takes it away. */
  private void label(String pool) {
    client
        .nodes()
        .withName(NODE)
        .edit(
            node ->
                pool == null
                    ? new NodeBuilder(node)
                        .editMetadata()
                        .removeFromLabels(CLASS)
                        .endMetadata()
                        .build()
                    : new NodeBuilder(node)
                        .editMetadata()
                        .addToLabels(CLASS, pool)
                        .endMetadata()
                        .build());
  }

  @AfterEach
  void close() {
    try {
      client.resources(GradedCronJob.class).inNamespace(view.namespace()).delete();
      client.namespaces().withName(view.namespace()).delete();
      client.scheduling().v1().priorityClasses().withName(CLASS).delete();
      label(null);
    } finally {
      operator.close();
    }
  }

  /** A schedule of level 3 that is due once, and whose pod ends when the test says so. */
  private void create(String name, Instant due, UnaryOperator<Schedule> further) {
    ZonedDateTime at = due.atZone(ZoneOffset.UTC);
    String cron =
        "%d %d %d %d %d *"
            .formatted(
                at.getSecond(),
                at.getMinute(),
                at.getHour(),
                at.getDayOfMonth(),
                at.getMonthValue());
    further.apply(new Schedule(view.namespace(), name, 3, cron).runFor("1h")).create(client);
  }

  private List<Pod> pods(String schedule) {
    return client
        .pods()
        .inNamespace(view.namespace())
        .withLabel("gradedcron.io/schedule", schedule)
        .list()
        .getItems();
  }

  /** The schedule's one pod does its work. */
  private void end(String schedule) {
    awaitTrue("the pod of " + schedule, () -> isRunning(schedule));
    client
        .pods()
        .inNamespace(view.namespace())
        .withName(pods(schedule).get(0).getMetadata().getName())
        .editStatus(
            pod -> {
              pod.setStatus(new PodStatusBuilder(pod.getStatus()).withPhase("Succeeded").build());
              return pod;
            });
  }

  private boolean isRunning(String schedule) {
    return pods(schedule).stream().anyMatch(pod -> "Running".equals(pod.getStatus().getPhase()));
  }

  private void awaitTrue(String what, Callable<Boolean> condition) {
    await(what).atMost(PATIENCE).until(condition);
  }

  private void awaitWaiting(int slots) {
    awaitTrue(
        slots + " slots to wait",
        () -> operator.metric("gradedcron_ceiling_queue{level=\"3\"}") == slots);
  }

  private int jobs() {
    return client.batch().v1().jobs().inNamespace(view.namespace()).list().getItems().size();
  }

  @Test
  void aLevelHasItsNodesItsRankAndNoMoreRunsThanItsCeilingInOrderOfDueTime() {
    Instant due = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(4);
    create("late", due.plusSeconds(3), s -> s);
    create("later", due.plusSeconds(4), s -> s);
    create("early", due.plusSeconds(2), s -> s);
    create("hasty", due.plusSeconds(1), s -> s.deadline(5));
    create("one", due, s -> s);
    create("two", due, s -> s);

    view.awaitJobs("one", 1);
    view.awaitJobs("two", 1);
    GradedCronJobStatus hasty = view.awaitStatus("hasty", s -> s.lastSkipped() != null);
    assertThat(hasty.lastSkipped())
        .isEqualTo(new SkippedRange(due.plusSeconds(1), due.plusSeconds(1), SkipReason.Ceiling));
    awaitWaiting(3);
    assertThat(jobs()).isEqualTo(2);

    end("two");
    view.awaitJobs("early", 1);
    awaitWaiting(2);
    end("one");
    view.awaitJobs("late", 1);
    awaitWaiting(1);
    assertThat(jobs()).as("one each, and two of them have ended").isEqualTo(4);
    end("early");
    view.awaitJobs("later", 1);
    awaitWaiting(0);

    assertThat(operator.metric("gradedcron_level_max_concurrent_runs{level=\"3\"}")).isEqualTo(2);
    awaitTrue(
        "three late launches",
        () ->
            operator.metric("gradedcron_late_launches_total{level=\"3\",reason=\"ceiling\"}") == 3);
    awaitTrue("a pod", () -> isRunning("later"));
    PodSpec pod = pods("later").get(0).getSpec();
    assertThat(pod.getPriorityClassName()).isEqualTo(CLASS);
    assertThat(pod.getPriority()).as("of the class").isEqualTo(-7);
    assertThat(pod.getNodeSelector()).containsEntry(CLASS, "batch");
    assertThat(pod.getNodeName()).isEqualTo(NODE);
    assertThat(pod.getTolerations()).extracting(Toleration::getKey).contains(CLASS);
    assertThat(view.condition("later", "Ready")).startsWith("True");
  }
}
