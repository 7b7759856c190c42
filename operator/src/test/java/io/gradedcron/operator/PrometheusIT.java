package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradedcron.operator.api.HeldRunPolicy;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.harness.PrometheusProcess;
import io.gradedcron.operator.harness.PrometheusProcess.Alert;
import io.gradedcron.operator.harness.PrometheusProcess.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the chart brings for watching the operator, on a real Prometheus that scrapes the built
 * operator while all happens that the numbers tell of: runs, a failed slot of level 1, a refusal, a
 * schedule that is invalid, a degradation, its lift and the next one, which lasts until the end.
 */
@ExtendWith(DevCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PrometheusIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Longer than this test lasts, so that what happened once can still be seen. */
  private static final String RATE_INTERVAL = "5m";

  /** Of these a series is enough: they stay at 0 while nothing is wrong. */
  private static final Pattern QUIET =
      Pattern.compile(
          "gradedcron_(launch_queue|ceiling_queue|events_dropped_total|resync_repairs_total)");

  private static final Pattern BOUND = Pattern.compile("\\s*>\\s*[0-9.]+\\s*$");

  private static final Pattern QUERIES_IN_PROSE =
      Pattern.compile("^```promql\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

  private final DevCluster.Access cluster;
  private ProcessScene scene;
  private PrometheusProcess prometheus;

  PrometheusIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open(@TempDir Path folder) {
    Optional<Path> program = PrometheusProcess.program();
    if (program.isEmpty()) {
      System.out.println(
          "PrometheusIT: LEFT OUT, for there is no prometheus on the PATH (Debian: package"
              + " prometheus)");
    }
    assumeTrue(program.isPresent(), "there is no prometheus on the PATH");
    scene = new ProcessScene(cluster, "watched");
    prometheus =
        new PrometheusProcess(
            program.get(),
            folder,
            scene.managementPort(),
            cluster.root().resolve("helm/gradedcron/files/alerts.yaml"));
    // An increase is seen from the first scrape on.
    await("the first scrape")
        .atMost(PATIENCE)
        .until(() -> !prometheus.query("gradedcron_slots_total").isEmpty());
    play();
  }

  private void play() {
    scene.create(scene.schedule("payments", 1, "*/2 * * * * *").runFor("3s"));
    scene.create(scene.schedule("orders", 2, "*/2 * * * * *").labelled(ProcessScene.PEAK));
    // Its newest skipped slot may still be launched seconds later.
    scene.create(
        scene
            .schedule("settlement", 2, "*/10 * * * * *")
            .labelled(ProcessScene.PEAK)
            .afterHold(HeldRunPolicy.RunLatest));
    scene.create(
        scene.schedule("reports", 3, "*/2 * * * * *").labelled(ProcessScene.PEAK).runFor("30s"));
    scene.create(
        scene.schedule("broken", 1, "*/2 * * * * *").template(Manifests.refusedTemplate()));
    new Schedule(full(), "crowded", 2, "*/2 * * * * *").create(cluster.client());
    for (String happened :
        List.of(
            "gradedcron_runs_finished_total{level=\"2\",result=\"succeeded\"}",
            "gradedcron_slots_total{level=\"3\",outcome=\"launched\"}",
            "gradedcron_slots_total{level=\"1\",outcome=\"failed\"}",
            "gradedcron_launch_refusals_total{level=\"2\",reason=\"quota\"}")) {
      awaitMetric(happened);
    }
    scene.degrade(2);
    scene.awaitStatus("settlement", status -> status.lastSkipped() != null);
    awaitMetric("gradedcron_runs_finished_total{level=\"3\",result=\"stopped\"}");
    scene.lift();
    awaitMetric("gradedcron_late_launches_total{level=\"2\",reason=\"lifted\"}");
    scene.degrade(2);
  }

  /** A namespace whose quota has room for no Job. */
  private String full() {
    String namespace = Manifests.namespace(cluster.client(), "watched-full");
    cluster
        .kubectl("create", "quota", "none", "-n", namespace, "--hard=count/jobs.batch=0")
        .orFail();
    return namespace;
  }

  private void awaitMetric(String sample) {
    scene.awaitTrue(sample, () -> scene.metric(sample) > 0);
  }

  @AfterAll
  void close() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (scene != null) {
      cluster.client().namespaces().withLabel("test", "watched-full").delete();
      scene.close();
    }
  }

  @Test
  void thePercentileOfTheFireLatencyIsKnownForEachLevel() {
    String query =
        "histogram_quantile(0.99, sum by (level, le) (rate(gradedcron_fire_latency_seconds_bucket[5m])))";
    Map<String, Double> levels =
        prometheus.query(query).stream()
            .collect(
                Collectors.toMap(
                    sample -> sample.labels().get("level"),
                    Sample::value,
                    Math::max,
                    TreeMap::new));
    System.out.println("p99 of the fire latency by level, in s, as Prometheus has it: " + levels);
    assertThat(levels).containsOnlyKeys("1", "2", "3");
    assertThat(levels.values()).allSatisfy(p99 -> assertThat(p99).isBetween(0.0005, 60.0));
  }

  @Test
  void everyQueryOfTheDashboardAnswersWithMoreThanZeros() throws IOException {
    List<String> queries =
        new ObjectMapper()
            .readTree(cluster.root().resolve("helm/gradedcron/files/dashboard.json").toFile())
            .findValuesAsText("expr");

    assertThat(queries).hasSizeGreaterThan(15);
    queries.forEach(query -> assertTells(query.replace("$__rate_interval", RATE_INTERVAL)));
  }

  @Test
  void theDashboardShowsWhatAnIncidentIsAbout() throws IOException {
    JsonNode dashboard =
        new ObjectMapper()
            .readTree(cluster.root().resolve("helm/gradedcron/files/dashboard.json").toFile());

    for (String level : List.of("1", "2", "3")) {
      assertThat(dashboard.get("panels"))
          .as("a heat map of level " + level)
          .anyMatch(
              panel ->
                  panel.get("type").asText().equals("heatmap")
                      && panel
                          .findValuesAsText("expr")
                          .toString()
                          .contains(
                              "gradedcron_fire_latency_seconds_bucket{level=\"%s\"}"
                                  .formatted(level)));
    }
    assertThat(dashboard.get("panels").findValuesAsText("expr").toString())
        .contains("(outcome)", "gradedcron_runs_active", "gradedcron_schedules_held");
    assertThat(dashboard.get("annotations").findValuesAsText("expr").toString())
        .contains("gradedcron_degradation");
  }

  @Test
  void everyQueryThatThePagesNameAnswersWithMoreThanZeros() throws IOException {
    for (String page : List.of("README.md", "docs/metrics.md")) {
      List<String> queries =
          QUERIES_IN_PROSE
              .matcher(Files.readString(cluster.root().resolve(page)))
              .results()
              .flatMap(block -> block.group(1).lines())
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .toList();

      assertThat(queries).as(page).isNotEmpty();
      queries.forEach(this::assertTells);
    }
  }

  /** Waits until a query answers with a series that is not at 0, unless it should be. */
  private void assertTells(String query) {
    await(query)
        .atMost(PATIENCE)
        .until(
            () ->
                prometheus.query(query).stream()
                    .anyMatch(
                        sample ->
                            QUIET.matcher(query).find()
                                || (sample.value() != 0 && Double.isFinite(sample.value()))));
  }

  @Test
  void everyAlertIsRaisedByWhatItIsAboutAndByNothingElse() {
    Map<String, String> states =
        Map.of(
            "GradedcronCoreSlotNotLaunched", "firing",
            "GradedcronScheduleInvalid", "pending",
            "GradedcronDegradedForLong", "pending",
            "GradedcronLaunchesRefused", "pending",
            "GradedcronNoLeader", "inactive",
            "GradedcronLaunchesLate", "inactive",
            "GradedcronQueueNotDraining", "inactive",
            "GradedcronCeilingReached", "inactive");
    awaitAlerts(states);

    assertThat(prometheus.alerts())
        .allSatisfy(
            alert -> {
              assertThat(alert.error()).as(alert.name()).isEmpty();
              assertThat(alert.health()).as(alert.name()).isEqualTo("ok");
              assertThat(alert.texts()).as(alert.name()).noneMatch(text -> text.contains("<error"));
            });
    // What is not raised has to see numbers all the same: without its bound each has a series.
    for (Alert alert : prometheus.alerts()) {
      if (List.of("GradedcronLaunchesLate", "GradedcronQueueNotDraining").contains(alert.name())) {
        String unbound = BOUND.matcher(alert.expression()).replaceFirst("");
        assertThat(unbound).isNotEqualTo(alert.expression());
        await(unbound).atMost(PATIENCE).until(() -> !prometheus.query(unbound).isEmpty());
      }
    }
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void whenTheLastReplicaHasGoneNobodyLeads() {
    scene.down();

    await("the alert")
        .atMost(PATIENCE)
        .until(() -> states().get("GradedcronNoLeader").equals("pending"));
  }

  private void awaitAlerts(Map<String, String> states) {
    await("alerts as they should be").atMost(PATIENCE).until(this::states, states::equals);
  }

  private Map<String, String> states() {
    return prometheus.alerts().stream().collect(Collectors.toMap(Alert::name, Alert::state));
  }
}
