package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Config;
import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.ScheduleState;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The plugin as kubectl finds it on the PATH, used by two people with the chart's roles and no
 * others: one on call, and a tenant with edit in one namespace.
 */
@ExtendWith(DevCluster.class)
class KubectlPluginIT {
  private static final String YEARLY = "0 0 0 1 1 *";

  /** A minute that has just begun, and what follows the next one. */
  private static final Duration NEXT_MINUTE = Duration.ofMinutes(2);

  private final DevCluster.Access cluster;
  private ProcessScene scene;
  private Shell onCall;
  private Shell tenant;

  KubectlPluginIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void setTheScene() {
    scene = new ProcessScene(cluster, "plugin");
    String namespace = scene.namespace();
    onCall = person("oncall");
    tenant = person("tenant");
    String account = "--serviceaccount=" + namespace + ":";
    cluster
        .kubectl(
            "create",
            "clusterrolebinding",
            namespace,
            "--clusterrole=gradedcron-oncall",
            account + "oncall")
        .orFail();
    cluster
        .kubectl(
            "create",
            "rolebinding",
            "dev",
            "-n",
            namespace,
            "--clusterrole=edit",
            account + "tenant")
        .orFail();
    // What the chart adds to edit is there a moment after it was installed.
    scene.awaitTrue(
        "the tenant's rights",
        () -> kubectl(tenant, "auth", "can-i", "patch", "gcj", "-n", namespace).code() == 0);
  }

  @AfterEach
  void clear() {
    cluster.client().resources(Degradation.class).withName("peak").delete();
    cluster.client().batch().v1().cronjobs().inNamespace(scene.namespace()).delete();
    cluster.kubectl("delete", "clusterrolebinding", scene.namespace());
    scene.close();
  }

  /** Returns a shell that acts as a service account, with the plugin on the PATH. */
  private Shell person(String name) {
    String namespace = scene.namespace();
    cluster.kubectl("create", "serviceaccount", name, "-n", namespace).orFail();
    String token = cluster.kubectl("create", "token", name, "-n", namespace).orFail().strip();
    Config config = DevCluster.Access.config(cluster.kubeconfig());
    Path kubeconfig = cluster.folder().resolve(namespace + "-" + name + ".kubeconfig");
    try {
      Files.writeString(
          kubeconfig,
          """
          apiVersion: v1
          kind: Config
          current-context: %1$s
          clusters:
          - name: devcluster
            cluster: {server: "%2$s", certificate-authority-data: "%3$s"}
          users:
          - name: %1$s
            user: {token: "%4$s"}
          contexts:
          - name: %1$s
            context: {cluster: devcluster, user: %1$s, namespace: %5$s}
          """
              .formatted(name, config.getMasterUrl(), config.getCaCertData(), token, namespace));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String path =
        cluster.root().resolve("operator/target")
            + ":"
            + cluster.folder().resolve("bin")
            + ":"
            + System.getenv("PATH");
    return new Shell(
        cluster.root(),
        Map.of(
            "KUBECONFIG",
            kubeconfig.toString(),
            "PATH",
            path,
            "JAVA_HOME",
            System.getProperty("java.home")));
  }

  private Shell.Outcome kubectl(Shell person, String... arguments) {
    return person.run(
        Stream.concat(
                Stream.of(cluster.folder().resolve("bin/kubectl").toString()), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private Shell.Outcome plugin(Shell person, String... arguments) {
    return kubectl(
        person,
        Stream.concat(Stream.of("gradedcron"), Stream.of(arguments)).toArray(String[]::new));
  }

  private String refusal(Shell person, String... arguments) {
    Shell.Outcome outcome = plugin(person, arguments);
    assertThat(outcome.code()).as(outcome.output()).isEqualTo(1);
    return outcome.output();
  }

  @Test
  void anIncidentFromThePlanToTheLift() throws JsonProcessingException {
    scene.create(scene.schedule("payments", 1, YEARLY));
    scene.create(scene.schedule("reports", 3, YEARLY).runFor("10m"));
    scene.awaitStatus("reports", s -> s.state() == ScheduleState.Scheduled);

    // One run of each, by hand.
    assertThat(plugin(tenant, "trigger", "reports").orFail())
        .matches("job.batch/reports-\\d+ launched for " + scene.namespace() + "/reports\n");
    assertThat(plugin(tenant, "trigger", "gcj/payments").orFail()).contains("launched");
    assertThat(scene.awaitJobs("reports", 1)).hasSize(1);
    scene.awaitStatus("reports", s -> s.state() == ScheduleState.Active);

    JsonNode plan =
        new ObjectMapper()
            .readTree(
                plugin(onCall, "plan", "--level", "3", "-n", scene.namespace(), "-o", "json")
                    .orFail());
    assertThat(plan.at("/schedules")).hasSize(1);
    assertThat(plan.at("/schedules/0/name").asText()).isEqualTo("reports");
    assertThat(plan.at("/schedules/0/stops").asInt()).isEqualTo(1);
    assertThat(scene.jobs().active("reports")).as("a plan stops nothing").hasSize(1);

    assertThat(plugin(onCall, "degrade", "--level", "3", "--for", "2h").orFail())
        .startsWith("degradation.gradedcron.io/peak gives up level 3 until ")
        .endsWith("(2h)\n");
    kubectl(onCall, "wait", "--for=condition=Drained", "--timeout=60s", "degradation/peak")
        .orFail();
    assertThat(scene.jobs().active("reports")).as("as planned").isEmpty();

    scene.awaitStatus("reports", s -> s.state() == ScheduleState.Held);
    assertThat(plugin(onCall, "status").orFail())
        .containsPattern("peak +3 +InWindow +True ")
        .containsPattern(scene.namespace() + " +reports +3 +ScaleToZero +peak +0 ");
    assertThat(plugin(tenant, "status", "-n", scene.namespace()).orFail())
        .startsWith("Degradations are not yours to read")
        .containsPattern("reports +3 +ScaleToZero +peak");
    assertThat(refusal(tenant, "trigger", "reports"))
        .contains("/reports is held by peak (ScaleToZero)");
    assertThat(plugin(tenant, "trigger", "payments").orFail()).as("core work").contains("launched");
    assertThat(refusal(tenant, "lift"))
        .startsWith("error: degradations.gradedcron.io is forbidden");
    assertThat(refusal(tenant, "degrade", "--level", "2")).contains("forbidden");

    assertThat(plugin(onCall, "lift").orFail())
        .isEqualTo("degradation.gradedcron.io/peak lifted\n");
    scene.awaitStatus("reports", s -> s.state() == ScheduleState.Scheduled);
    assertThat(plugin(tenant, "trigger", "reports").orFail()).contains("launched");
    assertThat(plugin(tenant, "next", "reports", "-n", "2").orFail()).contains("-01-01T00:00:00Z");
  }

  @Test
  void aRunByHandWaitsForTheActiveOneWhereOverlapsAreForbidden() {
    scene.create(
        scene.schedule("nap", 2, YEARLY).runFor("30s").concurrency(ConcurrencyPolicy.Forbid));
    scene.awaitStatus("nap", s -> s.state() == ScheduleState.Scheduled);
    assertThat(plugin(tenant, "trigger", "nap").orFail()).contains("launched");

    assertThat(plugin(tenant, "trigger", "nap").orFail())
        .contains("follows once 1 active run of " + scene.namespace() + "/nap has ended");
    assertThat(refusal(tenant, "trigger", "nap")).contains("has not started yet");

    List<Job> runs = scene.awaitJobs("nap", 2);
    assertThat(runs).hasSize(2);
    // Its controller writes a start time a moment later.
    assertThat(Instant.parse(runs.get(1).getMetadata().getCreationTimestamp()))
        .as("the second is made after the first has ended")
        .isAfterOrEqualTo(Instant.parse(runs.get(0).getStatus().getCompletionTime()));
  }

  @Test
  void aCronJobIsMovedOverAndEachMinuteRunsOnce() {
    cluster
        .client()
        .batch()
        .v1()
        .cronjobs()
        .inNamespace(scene.namespace())
        .resource(
            new CronJobBuilder()
                .withNewMetadata()
                .withName("minutely")
                .endMetadata()
                .withNewSpec()
                .withSchedule("* * * * *")
                .withConcurrencyPolicy("Forbid")
                .withJobTemplate(Manifests.template("1s"))
                .endSpec()
                .build())
        .create();
    await("a run of the CronJob").atMost(NEXT_MINUTE).until(() -> !minutesOfCronJob().isEmpty());

    assertThat(plugin(tenant, "import", "cronjob/minutely", "--level", "2", "--switch").orFail())
        .contains("note: it names no timeZone")
        .contains("cronjob.batch/minutely suspended, gradedcronjob.gradedcron.io/minutely resumed");

    await("a run of ours").atMost(NEXT_MINUTE).until(() -> !scene.slots("minutely").isEmpty());
    List<Long> ours =
        scene.awaitJobs("minutely", 1).stream()
            .map(job -> Long.parseLong(suffix(job)) / 60)
            .toList();
    List<Long> theirs = minutesOfCronJob();
    long first = theirs.get(0);
    assertThat(Stream.concat(theirs.stream(), ours.stream()))
        .as("each minute once")
        .containsExactlyElementsOf(
            LongStream.range(first, first + theirs.size() + ours.size()).boxed().toList());
  }

  /** A CronJob names its Jobs by the minute. */
  private List<Long> minutesOfCronJob() {
    return cluster
        .client()
        .batch()
        .v1()
        .jobs()
        .inNamespace(scene.namespace())
        .list()
        .getItems()
        .stream()
        .filter(job -> job.getMetadata().getOwnerReferences().get(0).getKind().equals("CronJob"))
        .map(job -> Long.parseLong(suffix(job)))
        .sorted()
        .toList();
  }

  private static String suffix(Job job) {
    String name = job.getMetadata().getName();
    return name.substring(name.lastIndexOf('-') + 1);
  }

  @Test
  void kubectlCompletesCommandsOptionsAndNames() {
    scene.create(scene.schedule("reports", 3, YEARLY));

    assertThat(kubectl(tenant, "__complete", "gradedcron", "").orFail())
        .contains("status\nplan\ndegrade\nlift\ntrigger\nnext\nimport\n:4");
    assertThat(kubectl(tenant, "__complete", "gradedcron", "trigger", "re").orFail())
        .contains("reports\n:4");
  }
}
