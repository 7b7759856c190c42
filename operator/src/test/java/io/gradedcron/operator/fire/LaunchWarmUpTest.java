package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.gradedcron.operator.plan.JobReader;
import io.gradedcron.operator.plan.JobText;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@EnableKubernetesMockClient(https = false)
@Timeout(60)
class LaunchWarmUpTest {
  private static final String QUESTIONS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  private static final int WORKERS = 8;

  KubernetesMockServer server;
  KubernetesClient client;

  private final AtomicInteger takeOvers = new AtomicInteger();
  private volatile boolean launchesWait;
  private LaunchWarmUp warmUp;

  private void start() {
    JobLauncher launcher = new JobLauncher(client, () -> false, new JobText(), new JobReader());
    warmUp = new LaunchWarmUp(launcher, WORKERS, () -> launchesWait, takeOvers::incrementAndGet);
    warmUp.start();
  }

  @AfterEach
  void close() {
    warmUp.close();
  }

  @Test
  void itAsksAndChangesNothing() throws InterruptedException {
    server.expect().post().withPath(QUESTIONS).andReturn(201, "{}").always();
    start();
    await().until(() -> !warmUp.isUnderWay());

    assertThat(server.getRequestCount()).isEqualTo(1_024);
    assertThat(takeOvers).hasValue(1);
    for (int i = 0; i < server.getRequestCount(); i++) {
      RecordedRequest request = server.takeRequest(1, TimeUnit.SECONDS);
      assertThat(request.method() + " " + request.getPath()).isEqualTo("POST " + QUESTIONS);
    }
  }

  @Test
  void itStandsDownForALaunch() {
    launchesWait = true;
    start();
    await().until(() -> !warmUp.isUnderWay());

    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void aServerThatRefusesEndsIt() {
    server.expect().post().withPath(QUESTIONS).andReturn(403, "{}").always();
    start();
    await().atMost(Duration.ofSeconds(10)).until(() -> !warmUp.isUnderWay());

    assertThat(server.getRequestCount()).isEqualTo(WORKERS);
  }
}
