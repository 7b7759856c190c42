package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.SteerableClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When {@code /readyz} turns 200. */
@ExtendWith(DevCluster.class)
class ReadinessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DevCluster.Access cluster;

  ReadinessIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  /** Holds requests for one resource back, as a slow API server does. */
  private record Slow(String resource, CountDownLatch asked, CountDownLatch answers)
      implements Interceptor {
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (request.uri().getPath().endsWith("/" + resource)) {
        asked.countDown();
        try {
          if (!answers.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the test forgot to answer");
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobs", "namespaces", "gradedcronjobs", "degradations"})
  void itIsNotReadyBeforeEveryCacheIsIn(String resource) throws Exception {
    Slow slow = new Slow(resource, new CountDownLatch(1), new CountDownLatch(1));
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(DevCluster.Access.config(cluster.kubeconfig()))
            .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("slow", slow))
            .build();
    try (LocalOperator operator = LocalOperator.make(client, new SteerableClock(), 8)) {
      CompletableFuture<LocalOperator> start = CompletableFuture.supplyAsync(operator::start);
      assertThat(slow.asked().await(30, TimeUnit.SECONDS)).as("asked for " + resource).isTrue();

      assertThat(operator.get("/readyz").statusCode()).isEqualTo(503);
      assertThat(operator.get("/readyz").body()).contains("caches");
      assertThat(operator.get("/livez").statusCode()).as("it lives already").isEqualTo(200);
      assertThat(operator.metric("gradedcron_leader")).isZero();
      slow.answers().countDown();
      await("readiness").atMost(PATIENCE).until(() -> operator.get("/readyz").statusCode() == 200);
      start.get(30, TimeUnit.SECONDS);
      assertThat(operator.metric("gradedcron_leader")).isEqualTo(1);
    } finally {
      slow.answers().countDown();
    }
  }
}
