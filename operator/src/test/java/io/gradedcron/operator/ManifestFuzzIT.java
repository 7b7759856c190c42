package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Jobs;
import io.gradedcron.operator.harness.JsonMutator;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** The examples, broken at random, on a real API server with the operator beside it. */
@ExtendWith(DevCluster.class)
class ManifestFuzzIT {
  private static final org.slf4j.Logger log = LoggerFactory.getLogger(ManifestFuzzIT.class);
  private static final Duration FUZZING = Duration.ofSeconds(20);

  /** So many accepted ones are enough work for the simulated nodes. */
  private static final int MOST_ACCEPTED = 150;

  private static final String EXAMPLES = "examples";

  private final DevCluster.Access cluster;
  private final ObjectMapper json = new ObjectMapper();
  private final ListAppender<ILoggingEvent> recorder = new ListAppender<>();
  private Scene scene;
  private String elsewhere;
  private Jobs witnesses;

  ManifestFuzzIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  @BeforeEach
  void open() {
    recorder.list = new CopyOnWriteArrayList<>();
    recorder.start();
    root().addAppender(recorder);
    scene = new Scene(cluster, "fuzz");
    elsewhere = Manifests.namespace(cluster.client(), "witness");
    // Of level 1, so that no degradation that was made of an example can hold it.
    new Schedule(elsewhere, "witness", 1, "* * * * * *").keeps(1_000).create(cluster.client());
    witnesses = new Jobs(cluster.client(), elsewhere);
    awaitWitness(Instant.now());
  }

  @AfterEach
  void close() {
    cluster.client().resources(Degradation.class).delete();
    cluster.client().namespaces().withName(elsewhere).delete();
    scene.close();
    root().detachAppender(recorder);
  }

  @Test
  void aBrokenManifestIsRefusedWithAMessageOrDisturbsNobody() throws IOException {
    long seed = ThreadLocalRandom.current().nextLong();
    log.info("manifests are broken by seed {}", seed);
    List<ObjectNode> good = examples();
    int refused = 0;
    int accepted = 1;
    cluster.client().raw(collection(scheduleOf(good)), "POST", withALongName(scheduleOf(good)));
    Instant end = Instant.now().plus(FUZZING);
    for (int i = 0; Instant.now().isBefore(end) && accepted < MOST_ACCEPTED; i++) {
      ObjectNode manifest = good.get(i % good.size());
      ((ObjectNode) manifest.get("metadata")).put("name", "fuzz-" + i);
      String body =
          json.writeValueAsString(new JsonMutator(seed + i).mutated(manifest, "spec", "metadata"));
      try {
        cluster.client().raw(collection(manifest), "POST", body);
        accepted++;
      } catch (KubernetesClientException e) {
        assertThat(e.getCode())
            .as("seed %s, number %s: %s", seed, i, e.getMessage())
            .isBetween(400, 499);
        assertThat(e.getStatus().getMessage()).as("seed %s, number %s", seed, i).isNotBlank();
        refused++;
      }
    }
    log.info("refused {}, accepted {}", refused, accepted);
    assertThat(refused).isPositive();
    assertThat(accepted).isGreaterThan(1);

    awaitWitness(Instant.now().plusSeconds(5));
    scene.down();
    // A new leader reads them all anew, and none keeps it from its start.
    scene.up();
    Instant back = Instant.now();
    awaitWitness(back.plusSeconds(5));

    assertNoSecondIsLeftOut(seed, back);
    assertThat(recorder.list)
        .as("seed %s", seed)
        .noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
        .noneMatch(event -> event.getThrowableProxy() != null);
  }

  /** Returns the schedules and degradations of the examples, moved into the scene's namespace. */
  private List<ObjectNode> examples() throws IOException {
    ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    List<ObjectNode> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(cluster.root().resolve(EXAMPLES))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
        yaml.readerFor(JsonNode.class)
            .<JsonNode>readValues(file.toFile())
            .forEachRemaining(
                node -> {
                  if (node.path("apiVersion").asText().startsWith(GradedCron.GROUP)) {
                    ObjectNode metadata = (ObjectNode) node.get("metadata");
                    if (metadata.has("namespace")) {
                      metadata.put("namespace", scene.namespace());
                    }
                    found.add((ObjectNode) node);
                  }
                });
      }
    }
    assertThat(found).hasSizeGreaterThan(5);
    return found;
  }

  private static ObjectNode scheduleOf(List<ObjectNode> good) {
    return good.stream()
        .filter(manifest -> manifest.get("kind").asText().equals("GradedCronJob"))
        .findFirst()
        .orElseThrow();
  }

  /** An API server takes it; JSON libraries bound the names that they read, below its length. */
  private String withALongName(ObjectNode schedule) throws IOException {
    ObjectNode manifest = schedule.deepCopy();
    ((ObjectNode) manifest.get("metadata")).put("name", "long-name");
    ObjectNode template = (ObjectNode) manifest.get("spec").get("jobTemplate");
    template.withObject("/metadata/annotations").put("x".repeat(100_000), "");
    return json.writeValueAsString(manifest);
  }

  private String collection(ObjectNode manifest) {
    return manifest.get("kind").asText().equals("Degradation")
        ? "/apis/" + GradedCron.API_VERSION + "/degradations"
        : "/apis/"
            + GradedCron.API_VERSION
            + "/namespaces/"
            + scene.namespace()
            + "/gradedcronjobs";
  }

  private void awaitWitness(Instant until) {
    scene.awaitTrue(
        "a tick after " + until,
        () -> witnesses.newestSlot("witness").filter(until::isBefore).isPresent());
  }

  /** The restart alone may cost the witness slots; what nobody led for is not looked at here. */
  private void assertNoSecondIsLeftOut(long seed, Instant restarted) {
    List<Long> gaps = new ArrayList<>();
    List<Job> jobs = witnesses.of("witness");
    for (int i = 1; i < jobs.size(); i++) {
      Instant slot = Jobs.slot(jobs.get(i));
      if (slot.isBefore(restarted.minusSeconds(15)) || slot.isAfter(restarted.plusSeconds(1))) {
        gaps.add(Duration.between(Jobs.slot(jobs.get(i - 1)), slot).toSeconds());
      }
    }
    assertThat(jobs).hasSizeGreaterThan(10);
    assertThat(gaps).as("seconds between the witness's slots, seed %s", seed).containsOnly(1L);
  }
}
