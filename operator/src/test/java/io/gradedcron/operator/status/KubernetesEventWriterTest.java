package io.gradedcron.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.event.RunEvent;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@EnableKubernetesMockClient(https = false)
@Timeout(60)
class KubernetesEventWriterTest {
  private static final String EVENTS = "/apis/events.k8s.io/v1/namespaces/shop/events";

  KubernetesMockServer server;
  KubernetesClient client;

  private final AtomicInteger questions = new AtomicInteger();
  private volatile boolean urgentWorkWaits;
  private KubernetesEventWriter writer;

  private void start() {
    server.expect().post().withPath(EVENTS).andReturn(201, "{}").always();
    writer =
        new KubernetesEventWriter(
            client,
            Clock.systemUTC(),
            "test",
            () -> {
              questions.incrementAndGet();
              return urgentWorkWaits;
            });
    writer.start();
  }

  private static RunEvent stopped(String run) {
    return new RunEvent.RunStopped(
        new ScheduleRef("shop", "report", "ours"), 3, run, "degraded by peak");
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void anEventIsWritten() throws InterruptedException {
    start();
    writer.on(stopped("report-1"));

    await().until(() -> server.getRequestCount() == 1);
    assertThat(server.takeRequest().getBody().readUtf8())
        .contains("run report-1 stopped: degraded by peak", "\"reason\":\"Stopped\"");
  }

  @Test
  void eventsStandBackWhileUrgentWorkWaits() {
    urgentWorkWaits = true;
    start();
    writer.on(stopped("report-1"));
    await("it to wait").until(() -> questions.get() > 2);
    assertThat(server.getRequestCount()).isZero();

    urgentWorkWaits = false;
    await().until(() -> server.getRequestCount() == 1);
  }
}
