package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.api.GradedCronJobStatus.MissedRange;
import io.gradedcron.operator.api.ScheduleState;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Jobs;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** What keeps the API server from taking a run's Job though nothing is wrong with the schedule. */
@ExtendWith(DevCluster.class)
class RefusalIT {
  /** One that is refused for long is tried once at each slot, and now and then once more. */
  private static final double MOST_TRIES_A_SLOT = 2;

  private final DevCluster.Access cluster;
  private final Recorder log = new Recorder();
  private Scene scene;
  private String elsewhere;
  private Jobs witnesses;

  RefusalIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  /** What refuses, as manifests for one namespace. */
  private enum Cause {
    QUOTA(
        "QuotaExceeded",
        "quota",
        "403",
        "exceeded quota",
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: none, namespace: %1$s}
        spec: {hard: {count/jobs.batch: "0"}}
        """),
    POLICY(
        "Denied",
        "denied",
        "422",
        "no Jobs on a Monday",
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: %1$s}
        spec:
          failurePolicy: Fail
          matchConstraints:
            resourceRules:
            - {apiGroups: [batch], apiVersions: [v1], operations: [CREATE], resources: [jobs]}
          validations:
          - {expression: "false", message: no Jobs on a Monday}
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: %1$s}
        spec:
          policyName: %1$s
          validationActions: [Deny]
          matchResources:
            namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
        """),
    DEAD_WEBHOOK(
        "WebhookFailed",
        "webhook",
        "500",
        "failed calling webhook \"dead.example.com\"",
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: %1$s}
        webhooks:
        - name: dead.example.com
          admissionReviewVersions: [v1]
          sideEffects: None
          failurePolicy: Fail
          timeoutSeconds: 1
          clientConfig: {url: "https://127.0.0.1:1/"}
          namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
          rules:
          - {apiGroups: [batch], apiVersions: [v1], operations: [CREATE], resources: [jobs]}
        """);

    private final String reason;
    private final String label;
    private final String code;
    private final String words;
    private final String manifests;

    Cause(String reason, String label, String code, String words, String manifests) {
      this.reason = reason;
      this.label = label;
      this.code = code;
      this.words = words;
      this.manifests = manifests;
    }
  }

  /** Keeps what the operator, which runs in this JVM, says. */
  private static final class Recorder extends ListAppender<ILoggingEvent> {
    Recorder() {
      list = new CopyOnWriteArrayList<>();
    }

    List<String> lines(Level atLeast, String namespace) {
      return list.stream()
          .filter(event -> event.getLevel().isGreaterOrEqual(atLeast))
          .filter(
              event ->
                  event.getFormattedMessage().contains(namespace)
                      || String.valueOf(event.getKeyValuePairs()).contains(namespace))
          .map(event -> event.getLevel() + " " + event.getFormattedMessage())
          .toList();
    }
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  @BeforeEach
  void open() {
    log.start();
    root().addAppender(log);
    scene = new Scene(cluster, "refused");
    elsewhere = Manifests.namespace(cluster.client(), "witness");
    new Schedule(elsewhere, "witness", 3, "* * * * * *").keeps(1_000).create(cluster.client());
    witnesses = new Jobs(cluster.client(), elsewhere);
    scene.awaitTrue("the witness to run", () -> witnesses.newestSlot("witness").isPresent());
  }

  @AfterEach
  void close() {
    cluster.client().namespaces().withName(elsewhere).delete();
    scene.close();
    root().detachAppender(log);
  }

  @ParameterizedTest
  @EnumSource(Cause.class)
  void aRefusalIsSaidCountedAndTriedAgainWithoutHasteUntilItsCauseIsGone(Cause cause) {
    String manifests = cause.manifests.formatted(scene.namespace());
    cluster.kubectlWithInput(manifests, "apply", "-f", "-").orFail();
    scene.awaitTrue("the cause to work", this::isRefused);
    double failedBefore = failed();

    Instant slot = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3);
    scene.create(scene.schedule("hot", 3, "* * * * * *"));
    scene.create(scene.schedule("once", 1, at(slot)));
    scene.create(scene.schedule("given-up", 1, at(slot)).deadline(1));

    scene.awaitTrue(
        "its condition", () -> scene.condition("once", "Refused").equals("True " + cause.reason));
    assertThat(scene.message("once", "Refused")).contains(cause.words);
    assertThat(scene.condition("once", "Ready")).doesNotContain("False");
    assertThat(scene.status("once").state()).isEqualTo(ScheduleState.Scheduled);
    scene.awaitTrue("its event", () -> scene.reasons("once").contains("LaunchRefused"));
    scene.awaitTrue("the end of a slot", () -> scene.reasons("given-up").contains("Failed"));
    assertThat(scene.awaitStatus("given-up", s -> slot.equals(s.lastHandledTime())).lastMissed())
        .isEqualTo(new MissedRange(slot, slot));
    assertThat(scene.condition("given-up", "Missed")).isEqualTo("True LaunchRefused");
    assertThat(failed()).isGreaterThan(failedBefore);
    assertThat(refusals("1", cause) + refusals("3", cause)).isPositive();

    // By now the waits of the one that is due each second have grown beyond its slots.
    scene.awaitStatus("hot", s -> s.lastHandledTime().isAfter(slot.plusSeconds(4)));
    Instant from = Instant.now();
    double posts = posts(cause);
    awaitWitness(from.plusSeconds(8));
    double slots = (Instant.now().toEpochMilli() - from.toEpochMilli()) / 1_000.0;
    assertThat(posts(cause) - posts)
        .as("creates that the API server refused in %s slots of one, and retries of another", slots)
        .isBetween(slots / 2, MOST_TRIES_A_SLOT * slots);

    cluster.kubectlWithInput(manifests, "delete", "-f", "-").orFail();

    scene.awaitJobs("once", 1);
    assertThat(scene.slots("once")).containsExactly(slot);
    scene.awaitJobs("hot", 1);
    for (String name : List.of("once", "hot")) {
      scene.awaitTrue(
          name + " to be well again",
          () -> scene.condition(name, "Refused").equals("False NotRefused"));
      assertThat(scene.condition(name, "Ready")).isEqualTo("True Scheduled");
    }
    assertThat(scene.jobs().of("given-up")).isEmpty();
    assertWitnessMissedNothing();
    // For each of the three: that it is refused, and that a slot was given up.
    assertThat(log.lines(Level.WARN, scene.namespace())).hasSizeBetween(3, 6);
    assertThat(log.lines(Level.ERROR, "")).isEmpty();
  }

  @Test
  void aNamespaceThatGoesIsOneLineAndHarmsNoOther() {
    for (int i = 0; i < 10; i++) {
      scene.create(scene.schedule("hot-" + i, 1 + i % 3, "* * * * * *"));
    }
    scene.awaitJobs("hot-9", 2);
    cluster
        .client()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("stays")
                .withNamespace(scene.namespace())
                .addToFinalizers("example.com/stays")
                .endMetadata()
                .build())
        .create();

    cluster.kubectl("delete", "namespace", scene.namespace(), "--wait=false").orFail();
    awaitWitness(Instant.now().plusSeconds(6));
    scene.awaitTrue(
        "the schedules to be gone",
        () -> scene.jobs().status("hot-0").isEmpty() && scene.jobs().status("hot-9").isEmpty());

    assertThat(log.lines(Level.WARN, scene.namespace())).hasSizeLessThanOrEqualTo(1);
    assertThat(log.lines(Level.ERROR, "")).isEmpty();
    assertWitnessMissedNothing();
    cluster
        .kubectl(
            "patch",
            "configmap",
            "stays",
            "-n",
            scene.namespace(),
            "--type=merge",
            "-p",
            "{\"metadata\":{\"finalizers\":null}}")
        .orFail();
  }

  private boolean isRefused() {
    try {
      cluster
          .client()
          .resource(
              new JobBuilder()
                  .withNewMetadata()
                  .withName("probe")
                  .withNamespace(scene.namespace())
                  .endMetadata()
                  .withSpec(Manifests.template("1s").getSpec())
                  .build())
          .dryRun(true)
          .create();
      return false;
    } catch (KubernetesClientException e) {
      return true;
    }
  }

  /** Due at this second of every minute. */
  private static String at(Instant slot) {
    return slot.atOffset(ZoneOffset.UTC).getSecond() + " * * * * *";
  }

  private double failed() {
    return scene.operator().metric("gradedcron_slots_total{level=\"1\",outcome=\"failed\"}");
  }

  private double refusals(String level, Cause cause) {
    return scene
        .operator()
        .metric(
            "gradedcron_launch_refusals_total{level=\""
                + level
                + "\",reason=\""
                + cause.label
                + "\"}");
  }

  /** Returns how many creates of Jobs the API server itself says that it refused so. */
  private double posts(Cause cause) {
    return cluster
        .kubectl("get", "--raw", "/metrics")
        .orFail()
        .lines()
        .filter(line -> line.startsWith("apiserver_request_total{"))
        .filter(line -> line.contains("resource=\"jobs\"") && line.contains("verb=\"POST\""))
        .filter(line -> line.contains("dry_run=\"\""))
        .filter(line -> line.contains("code=\"" + cause.code + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private void awaitWitness(Instant until) {
    scene.awaitTrue(
        "a tick after " + until,
        () -> witnesses.newestSlot("witness").filter(until::isBefore).isPresent());
  }

  private void assertWitnessMissedNothing() {
    List<Long> seconds = witnesses.of("witness").stream().map(RefusalIT::second).toList();
    assertThat(seconds).hasSizeGreaterThan(5);
    assertThat(seconds.get(seconds.size() - 1) - seconds.get(0) + 1)
        .as("each second's slot was launched: " + seconds)
        .isEqualTo(seconds.size());
  }

  private static long second(Job job) {
    return Jobs.slot(job).getEpochSecond();
  }
}
