package io.gradedcron.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.ScheduleRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@EnableKubernetesMockClient(https = false)
@Timeout(60)
class StatusWriterTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final ScheduleRef REPORT = new ScheduleRef("shop", "report", "ours");
  private static final String PATH = "/apis/gradedcron.io/v1/namespaces/shop/gradedcronjobs/report";

  KubernetesMockServer server;
  KubernetesClient client;

  private final Source source = new Source();
  private volatile boolean fence = true;
  private volatile boolean launchesWait;

  /** How far the writer's clock is ahead, in ns. */
  private volatile long passed;

  private final ObjectMapper json = new ObjectMapper();
  private final List<JsonNode> patches = new ArrayList<>();
  private int taken;
  private StatusWriter writer;

  /** A schedule as this replica knows it. */
  private static final class Source implements StatusSource {
    private volatile GradedCronJob resource = resource("ours", "5");
    private volatile GradedCronJobStatus wanted = handled(NOON);
    private final Queue<Long> drafts = new ConcurrentLinkedQueue<>();
    private final Queue<GradedCronJob> saved = new ConcurrentLinkedQueue<>();
    private final Queue<GradedCronJob> reread = new ConcurrentLinkedQueue<>();

    @Override
    public Optional<Draft> draft(String uid) {
      drafts.add(System.nanoTime());
      return Optional.of(new Draft(resource, wanted, saved::add));
    }

    @Override
    public void reread(GradedCronJob fresh) {
      resource = fresh;
      reread.add(fresh);
    }
  }

  private static GradedCronJobStatus handled(Instant instant) {
    return new GradedCronJobStatus(
        1L, null, instant, null, null, null, null, List.of(), 0, null, null, List.of(), null,
        List.of());
  }

  private static GradedCronJob resource(String uid, String version) {
    GradedCronJob schedule = new GradedCronJob();
    schedule.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("shop")
            .withName("report")
            .withUid(uid)
            .withResourceVersion(version)
            .build());
    return schedule;
  }

  private void start() {
    writer =
        new StatusWriter(
            client, source, () -> fence, () -> launchesWait, () -> System.nanoTime() + passed);
    writer.start();
  }

  private void patchIsAnswered(int code, Object body, int times) {
    server.expect().patch().withPath(PATH + "/status").andReturn(code, body).times(times);
  }

  private void patchIsTaken(String version, int times) {
    patchIsAnswered(200, resource("ours", version), times);
  }

  private static Object refusal(int code, String reason) {
    return new StatusBuilder()
        .withCode(code)
        .withStatus("Failure")
        .withReason(reason)
        .withMessage(reason + ", as the test wants it")
        .build();
  }

  /** The bodies of all patches so far. */
  private List<JsonNode> patches() throws InterruptedException, JsonProcessingException {
    for (; taken < server.getRequestCount(); taken++) {
      RecordedRequest request = server.takeRequest();
      if (request.getMethod().equals("PATCH")) {
        patches.add(json.readTree(request.getBody().readUtf8()));
      }
    }
    return patches;
  }

  /** What a reader gets. The client may read before it patches: that does not count here. */
  private void isStored(GradedCronJob stored) {
    server.expect().get().withPath(PATH).andReturn(200, stored).always();
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void thePatchCarriesTheVersionThatItIsBasedOn() throws Exception {
    isStored(source.resource);
    patchIsTaken("6", 1);
    start();
    writer.changed(REPORT);
    await().until(() -> source.saved.size() == 1);

    assertThat(server.getRequestCount()).as("requests a write").isEqualTo(1);
    JsonNode patch = patches().get(0);
    assertThat(patch.at("/metadata/resourceVersion").asText()).isEqualTo("5");
    assertThat(patch.at("/metadata/uid").asText()).isEqualTo("ours");
    assertThat(patch.at("/status/lastHandledTime").asText()).isEqualTo("2026-11-23T12:00:00Z");
    assertThat(source.saved.element().getMetadata().getResourceVersion()).isEqualTo("6");
    assertThat(writer.writes()).isEqualTo(1);
  }

  @Test
  void whatIsNoLongerTrueIsRemovedByNull() throws Exception {
    isStored(source.resource);
    patchIsTaken("6", 1);
    start();
    writer.changed(REPORT);
    await().until(() -> source.saved.size() == 1);

    JsonNode status = patches().get(0).get("status");
    assertThat(status.has("nextScheduleTime")).isTrue();
    assertThat(status.get("nextScheduleTime").isNull()).isTrue();
    assertThat(status.get("lastSkipped").isNull()).isTrue();
  }

  @Test
  void aStatusThatStandsAlreadyIsNotWritten() {
    source.resource.setStatus(handled(NOON));
    start();
    writer.changed(REPORT);
    await().until(() -> source.saved.size() == 1);

    assertThat(source.saved).containsExactly(source.resource);
    assertThat(server.getRequestCount()).isZero();
    assertThat(writer.writes()).isZero();
  }

  @Test
  void aConflictReadsAnewAndTriesAgainAtOnce() throws Exception {
    patchIsAnswered(409, refusal(409, "Conflict"), 1);
    isStored(resource("ours", "8"));
    patchIsTaken("9", 1);
    start();
    writer.changed(REPORT);
    await().until(() -> source.saved.size() == 1);

    assertThat(source.reread)
        .singleElement()
        .matches(fresh -> fresh.getMetadata().getResourceVersion().equals("8"));
    List<JsonNode> patches = patches();
    assertThat(patches).hasSize(2);
    assertThat(patches.get(1).at("/metadata/resourceVersion").asText()).isEqualTo("8");
    assertThat(writer.writes()).isEqualTo(1);
  }

  @Test
  void anotherObjectOfThatNameIsNotTakenForOurs() throws Exception {
    patchIsAnswered(409, refusal(409, "Conflict"), 1);
    isStored(resource("another", "8"));
    start();
    writer.changed(REPORT);
    await().until(() -> patches().size() == 1);
    // Once it is closed all that waited was written.
    writer.close();

    assertThat(source.reread).isEmpty();
    assertThat(patches()).hasSize(1);
  }

  @Test
  void aScheduleThatIsGoneIsNotTriedAgain() throws Exception {
    isStored(source.resource);
    patchIsAnswered(404, refusal(404, "NotFound"), 1);
    start();
    writer.changed(REPORT);
    await().until(() -> patches().size() == 1);
    writer.close();

    assertThat(patches()).hasSize(1);
    assertThat(source.saved).isEmpty();
  }

  @Test
  void aRefusalIsTriedAgain() throws Exception {
    isStored(source.resource);
    patchIsAnswered(403, refusal(403, "Forbidden"), 1);
    patchIsTaken("6", 1);
    start();
    writer.changed(REPORT);
    await().until(() -> source.saved.size() == 1);

    assertThat(patches()).hasSize(2);
    assertThat(writer.writes()).isEqualTo(1);
  }

  @Test
  void changesOfOneSecondAreOnePatch() {
    isStored(source.resource);
    patchIsTaken("6", 10);
    start();
    writer.changed(REPORT);
    writer.changed(REPORT);
    await().until(() -> source.saved.size() == 1);
    source.wanted = handled(NOON.plusSeconds(60));
    writer.changed(REPORT);
    writer.changed(REPORT);
    await().until(() -> source.saved.size() == 2);

    assertThat(source.drafts).hasSize(2);
    List<Long> drafts = List.copyOf(source.drafts);
    assertThat(Duration.ofNanos(drafts.get(1) - drafts.get(0)))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    assertThat(writer.writes()).isEqualTo(2);
  }

  @Test
  void whatSomethingWaitsForIsWrittenAtOnce() {
    isStored(source.resource);
    patchIsTaken("6", 10);
    start();
    writer.changed(REPORT);
    await().until(() -> source.saved.size() == 1);
    launchesWait = true;
    source.wanted = handled(NOON.plusSeconds(60));
    writer.changed(REPORT);
    writer.urgent(REPORT);
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(1))
        .until(() -> source.saved.size() == 2);

    assertThat(source.drafts).hasSize(2);
  }

  @Test
  void launchesComeFirst() {
    isStored(source.resource);
    patchIsTaken("6", 1);
    launchesWait = true;
    start();
    writer.changed(REPORT);
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(10))
        .until(source.drafts::isEmpty);
    launchesWait = false;
    await().until(() -> source.saved.size() == 1);
  }

  @Test
  void launchesComeFirstForTwoMinutesAtMost() {
    isStored(source.resource);
    patchIsTaken("6", 1);
    launchesWait = true;
    start();
    writer.changed(REPORT);
    await().during(Duration.ofMillis(500)).until(source.drafts::isEmpty);
    passed = TimeUnit.SECONDS.toNanos(110);
    await().during(Duration.ofMillis(500)).until(source.drafts::isEmpty);
    passed = TimeUnit.SECONDS.toNanos(120);
    await().until(() -> source.saved.size() == 1);
  }

  @Test
  void whatStandsBackAlreadyIsWrittenAtOnceWhenSomethingWaitsForIt() {
    isStored(source.resource);
    patchIsTaken("6", 1);
    launchesWait = true;
    start();
    writer.changed(REPORT);
    await().during(Duration.ofMillis(500)).until(source.drafts::isEmpty);
    writer.urgent(REPORT);
    await().until(() -> source.saved.size() == 1);

    assertThat(source.drafts).hasSize(1);
  }

  @Test
  void behindAClosedFenceNothingIsWritten() throws Exception {
    isStored(source.resource);
    patchIsTaken("6", 2);
    fence = false;
    start();
    writer.urgent(REPORT);
    await().until(() -> source.drafts.size() == 1);
    fence = true;
    writer.urgent(REPORT);
    await().until(() -> source.saved.size() == 1);
    writer.close();

    assertThat(patches()).as("the second one alone").hasSize(1);
  }

  @Test
  void closingWritesWhatWaits() {
    isStored(source.resource);
    patchIsTaken("6", 2);
    start();
    writer.changed(REPORT);
    await().until(() -> source.saved.size() == 1);
    source.wanted = handled(NOON.plusSeconds(60));
    writer.changed(REPORT);
    writer.close();

    assertThat(source.saved).hasSize(2);
  }
}
