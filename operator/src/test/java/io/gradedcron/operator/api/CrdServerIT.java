package io.gradedcron.operator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.zjsonpatch.JsonPatch;
import io.gradedcron.operator.harness.DevCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real API server and its kubectl make of the files in {@code crds/}. */
@ExtendWith(DevCluster.class)
class CrdServerIT {
  private static final String NAMESPACE = "crd-server";
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
  private static final String CRON_JOBS = "/apis/batch/v1/namespaces/default/cronjobs";
  private static final Map<String, String> PATHS =
      Map.of(
          "GradedCronJob", "/apis/gradedcron.io/v1/namespaces/default/gradedcronjobs",
          "Degradation", "/apis/gradedcron.io/v1/degradations");

  /** A manifest and the words of its refusal, or none if it is accepted. */
  record Case(String is, JsonNode manifest, List<String> refused) {
    @Override
    public String toString() {
      return is;
    }
  }

  @BeforeAll
  static void makeNamespace(DevCluster.Access cluster) {
    cluster
        .client()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
  }

  @AfterAll
  static void removeNamespace(DevCluster.Access cluster) {
    cluster.client().namespaces().withName(NAMESPACE).delete();
  }

  static Stream<Case> cases() {
    JsonNode table = resource("crd-cases.yaml");
    return Stream.of(table.get("cases"))
        .flatMap(cases -> Stream.iterate(0, i -> i < cases.size(), i -> i + 1).map(cases::get))
        .map(
            row -> {
              JsonNode base = table.get("bases").get(row.get("base").asText());
              JsonNode manifest =
                  row.has("patch") ? JsonPatch.apply(row.get("patch"), base) : base.deepCopy();
              List<String> refused =
                  row.has("refused")
                      ? List.of(SERIALIZATION.convertValue(row.get("refused"), String[].class))
                      : List.of();
              return new Case(row.get("is").asText(), manifest, refused);
            });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aManifestIsAcceptedOrRefusedInPlainWords(Case row, DevCluster.Access cluster) {
    KubernetesClientException refusal =
        catchThrowableOfType(
            KubernetesClientException.class, () -> dryRun(cluster, PATHS, row.manifest()));

    if (row.refused().isEmpty()) {
      assertThat(refusal).isNull();
    } else {
      assertThat(refusal).isNotNull();
      assertThat(refusal.getMessage()).contains(row.refused());
    }
  }

  @Test
  void everythingThatACronJobHoldsIsKept(DevCluster.Access cluster) {
    JsonNode cronJob = resource("native-cronjob.yaml");
    ObjectNode schedule = cronJob.deepCopy();
    schedule.put("apiVersion", "gradedcron.io/v1").put("kind", "GradedCronJob");
    ((ObjectNode) schedule.get("spec")).put("level", 2);

    dryRun(cluster, Map.of("CronJob", CRON_JOBS), cronJob);
    JsonNode kept = dryRun(cluster, PATHS, schedule);

    assertThat(kept.at("/spec/jobTemplate")).isEqualTo(cronJob.at("/spec/jobTemplate"));
  }

  @Test
  void aManifestOfKubectlCreateCronjobBecomesASchedule(DevCluster.Access cluster) {
    String cronJob =
        cluster
            .kubectl(
                "create",
                "cronjob",
                "report",
                "--image=busybox",
                "--schedule=*/5 * * * *",
                "--dry-run=client",
                "--output=yaml")
            .orFail();
    String schedule =
        cronJob
            .replace("apiVersion: batch/v1", "apiVersion: gradedcron.io/v1")
            .replace("kind: CronJob", "kind: GradedCronJob")
            .replace("  schedule:", "  level: 3\n  schedule:");

    for (String side : List.of("--server-side=false", "--server-side=true")) {
      assertThat(
              cluster
                  .kubectlWithInput(schedule, "apply", side, "--dry-run=server", "-f", "-")
                  .orFail())
          .contains("gradedcronjob.gradedcron.io/report");
    }
  }

  @Test
  void twoManagersOfOneContainerDoNotUndoEachOther(DevCluster.Access cluster) {
    apply(
        cluster,
        "one",
        "level: 2, schedule: '@hourly',",
        "restartPolicy: Never,",
        "{name: main, image: busybox, env: [{name: A, value: a}]}");
    apply(
        cluster,
        "two",
        "",
        "",
        "{name: main, resources: {limits: {cpu: 1.5}}, env: [{name: B, value: b}]}");

    GradedCronJob merged =
        cluster
            .client()
            .resources(GradedCronJob.class)
            .inNamespace(NAMESPACE)
            .withName("merged")
            .get();
    var containers =
        merged.getSpec().jobTemplate().read().getSpec().getTemplate().getSpec().getContainers();
    assertThat(containers).hasSize(1);
    assertThat(containers.get(0).getImage()).isEqualTo("busybox");
    assertThat(containers.get(0).getEnv()).extracting("name").containsExactly("A", "B");
    assertThat(containers.get(0).getResources().getLimits().get("cpu")).hasToString("1.5");
  }

  @Test
  void kubectlShowsWhatMatters(DevCluster.Access cluster) {
    cluster
        .kubectlWithInput(
            """
            apiVersion: gradedcron.io/v1
            kind: GradedCronJob
            metadata: {name: shown}
            spec:
              level: 3
              schedule: "@daily"
              jobTemplate:
                spec:
                  template:
                    spec: {restartPolicy: Never, containers: [{name: main, image: busybox}]}
            """,
            "apply",
            "-n",
            NAMESPACE,
            "-f",
            "-")
        .orFail();
    cluster
        .kubectl(
            "patch",
            "gcj",
            "shown",
            "-n",
            NAMESPACE,
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"status\":{\"state\":\"Held\",\"activeCount\":1,"
                + "\"nextScheduleTime\":\"2096-11-27T00:00:00Z\"}}")
        .orFail();

    String row = cluster.kubectl("get", "gcj", "shown", "-n", NAMESPACE).orFail();
    assertThat(row.lines().findFirst().orElseThrow().split(" +"))
        .containsExactly("NAME", "LEVEL", "SCHEDULE", "STATE", "ACTIVE", "LAST", "NEXT", "AGE");
    assertThat(row).containsPattern("shown +3 +@daily +Held +1 +2096-11-27T00:00:00Z");
    assertThat(cluster.kubectl("get", "all", "-n", NAMESPACE).orFail())
        .contains("gradedcronjob.gradedcron.io/shown");
  }

  @Test
  void kubectlExplainsTheFields(DevCluster.Access cluster) {
    assertThat(cluster.kubectl("explain", "gcj.spec.level").orFail())
        .contains("How important the schedule is", "Required");
    assertThat(cluster.kubectl("explain", "degr.spec").orFail())
        .contains("core work cannot be degraded", "gracePeriodSeconds", "recurring");
    assertThat(
            cluster
                .kubectl("explain", "gcj.spec.jobTemplate.spec.template.spec.containers.env")
                .orFail())
        .contains("name\t<string> -required-");
  }

  @Test
  void theFilesAreAppliedOnEitherSideAndAgain(DevCluster.Access cluster) {
    String folder = cluster.root().resolve("crds").toString();

    assertThat(cluster.kubectl("apply", "-f", folder).orFail())
        .contains("gradedcronjobs.gradedcron.io unchanged", "degradations.gradedcron.io unchanged");
    assertThat(cluster.kubectl("apply", "--server-side", "--dry-run=server", "-f", folder).orFail())
        .contains("gradedcronjobs.gradedcron.io serverside-applied");
  }

  private static void apply(
      DevCluster.Access cluster, String manager, String spec, String pod, String container) {
    String manifest =
        """
        apiVersion: gradedcron.io/v1
        kind: GradedCronJob
        metadata: {name: merged}
        spec: {%s jobTemplate: {spec: {template: {spec: {%s containers: [%s]}}}}}
        """
            .formatted(spec, pod, container);
    cluster
        .kubectlWithInput(
            manifest,
            "apply",
            "-n",
            NAMESPACE,
            "--server-side",
            "--field-manager=" + manager,
            "-f",
            "-")
        .orFail();
  }

  /** Creates nothing; answers what would be stored. */
  private static JsonNode dryRun(
      DevCluster.Access cluster, Map<String, String> paths, JsonNode manifest) {
    String path = paths.get(manifest.get("kind").asText());
    return SERIALIZATION.unmarshal(
        cluster.client().raw(path + "?dryRun=All&fieldValidation=Strict", "POST", manifest),
        JsonNode.class);
  }

  private static JsonNode resource(String name) {
    try (InputStream file = CrdServerIT.class.getResourceAsStream(name)) {
      return SERIALIZATION.unmarshal(file, JsonNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
