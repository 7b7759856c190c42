package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.gradedcron.operator.api.ScheduleRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@EnableKubernetesMockClient(https = false)
@Timeout(60)
class RunDeleterTest {
  private static final ScheduleRef REPORT = new ScheduleRef("shop", "report", "ours");
  private static final String JOB =
      "/apis/batch/v1/namespaces/shop/jobs/report-" + CellScene.NOON.getEpochSecond();
  private static final Duration JOB_TAKES = Duration.ofSeconds(3);
  private static final String PODS = "/api/v1/namespaces/shop/pods";

  KubernetesMockServer server;
  KubernetesClient client;

  private static StopOrder order(OptionalLong grace) {
    return new StopOrder(CellScene.run(CellScene.NOON, 3), grace, List.of("peak"));
  }

  private RunDeleter deleter(boolean fence) {
    return new RunDeleter(client, () -> fence);
  }

  /** All requests so far: verb, path and body. */
  private List<String> requests() throws InterruptedException {
    List<String> found = new ArrayList<>();
    for (RecordedRequest request = server.takeRequest(0, TimeUnit.SECONDS);
        request != null;
        request = server.takeRequest(0, TimeUnit.SECONDS)) {
      found.add(request.method() + " " + request.getPath() + " " + request.getBody().readUtf8());
    }
    return found;
  }

  @Test
  void aStopWaitsForThePods() throws InterruptedException {
    server.expect().delete().withPath(JOB).andReturn(200, new StatusBuilder().build()).once();

    assertThat(deleter(true).stop(REPORT, order(OptionalLong.empty()))).isTrue();

    assertThat(requests())
        .singleElement()
        .asString()
        .startsWith("DELETE " + JOB)
        .contains("\"propagationPolicy\":\"Foreground\"");
  }

  /** The run has one pod; to delete it is answered thus. */
  private void expectPod(Status answer) {
    expectPod(answer, Duration.ZERO);
  }

  private void expectPod(Status answer, Duration jobTakes) {
    PodList list =
        new PodListBuilder()
            .addNewItem()
            .withNewMetadata()
            .withName("report-pod")
            .endMetadata()
            .endItem()
            .build();
    server
        .expect()
        .get()
        .withPath(
            PODS
                + "?labelSelector=batch.kubernetes.io%2Fjob-name%3Dreport-"
                + CellScene.NOON.getEpochSecond())
        .andReturn(200, list)
        .once();
    int code = answer.getCode() == null ? 200 : answer.getCode();
    server.expect().delete().withPath(PODS + "/report-pod").andReturn(code, answer).once();
    server
        .expect()
        .delete()
        .delay(jobTakes.toMillis())
        .withPath(JOB)
        .andReturn(200, new StatusBuilder().build())
        .once();
  }

  @Test
  void aGracePeriodIsHandedToThePods() throws InterruptedException {
    expectPod(new StatusBuilder().build());

    assertThat(deleter(true).stop(REPORT, order(OptionalLong.of(7)))).isTrue();

    assertThat(requests())
        .anySatisfy(
            request ->
                assertThat(request)
                    .startsWith("DELETE " + PODS + "/report-pod")
                    .contains("\"gracePeriodSeconds\":7"));
  }

  /** The garbage collector would be first: it begins as soon as the Job is being deleted. */
  @Test
  void thePodsDeletesWaitForNoAnswerToTheJobs() throws Exception {
    expectPod(new StatusBuilder().build(), JOB_TAKES);

    CompletableFuture<Boolean> stop =
        CompletableFuture.supplyAsync(() -> deleter(true).stop(REPORT, order(OptionalLong.of(7))));
    List<String> deletes = new ArrayList<>();
    while (deletes.size() < 2) {
      RecordedRequest request = server.takeRequest(30, TimeUnit.SECONDS);
      assertThat(request).as("a request after " + deletes).isNotNull();
      if (request.method().toString().equals("DELETE")) {
        deletes.add(request.getPath());
      }
    }

    assertThat(stop).as("before the Job's delete is answered").isNotDone();
    assertThat(deletes).containsExactlyInAnyOrder(JOB, PODS + "/report-pod");
    assertThat(stop.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aJobIsDeletedEvenIfItsPodsCouldNotBe() throws InterruptedException {
    expectPod(status(403, "no right to pods"));

    assertThatThrownBy(() -> deleter(true).stop(REPORT, order(OptionalLong.of(7))))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("no right to pods");

    assertThat(requests()).anySatisfy(request -> assertThat(request).startsWith("DELETE " + JOB));
  }

  @Test
  void aRunThatIsGoneAlreadyIsStopped() {
    server.expect().delete().withPath(JOB).andReturn(404, status(404, "gone")).once();

    assertThat(deleter(true).stop(REPORT, order(OptionalLong.empty()))).isTrue();
  }

  @Test
  void aRefusalIsToldInTheApiServersWords() {
    server.expect().delete().withPath(JOB).andReturn(403, status(403, "no right")).once();
    server.expect().delete().withPath(JOB).andReturn(502, "<html>bad gateway</html>").once();

    assertThatThrownBy(() -> deleter(true).stop(REPORT, order(OptionalLong.empty())))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessage("no right");
    assertThatThrownBy(() -> deleter(true).tidy(REPORT, CellScene.run(CellScene.NOON, 3)))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessage("HTTP 502");
  }

  private static Status status(int code, String message) {
    return new StatusBuilder().withCode(code).withMessage(message).build();
  }

  @Test
  void historyIsDeletedWithoutWaitingForThePods() throws InterruptedException {
    server.expect().delete().withPath(JOB).andReturn(200, new StatusBuilder().build()).once();

    assertThat(deleter(true).tidy(REPORT, CellScene.run(CellScene.NOON, 3))).isTrue();
    assertThat(requests()).singleElement().asString().contains("\"Background\"");
  }

  @Test
  void behindAClosedFenceNothingIsDeleted() throws InterruptedException {
    assertThat(deleter(false).stop(REPORT, order(OptionalLong.of(7)))).isFalse();
    assertThat(deleter(false).tidy(REPORT, CellScene.run(CellScene.NOON, 3))).isFalse();

    assertThat(requests()).isEmpty();
  }
}
