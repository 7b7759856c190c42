package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.plan.LevelProfiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the management server says of a runtime in this JVM, whose clock the test holds. */
@ExtendWith(DevCluster.class)
class LivenessIT {
  private final DevCluster.Access cluster;
  private final HttpClient http = HttpClient.newHttpClient();

  LivenessIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  /** The system's clock, on which the wheel's thread, and no other, can be made to hang. */
  private static final class HangingClock extends Clock {
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean hanging;

    @Override
    public Instant instant() {
      if (hanging && Thread.currentThread().getName().equals("wheel")) {
        try {
          released.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return Instant.now();
    }

    @Override
    public ZoneId getZone() {
      return Clock.systemUTC().getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void livezFailsWhenADueSlotIsNotHandedOnForFiveSecondsAndRecovers() throws IOException {
    String namespace = Manifests.namespace(cluster.client(), "liveness");
    new Schedule(namespace, "ticks", 1, "* * * * * *").create(cluster.client());
    HangingClock clock = new HangingClock();
    OperatorSettings settings =
        new OperatorSettings(
            new InetSocketAddress("127.0.0.1", 0),
            Optional.empty(),
            8,
            LevelProfiles.NONE,
            "test",
            "test");
    try (OperatorRuntime runtime =
        new OperatorRuntime(cluster.client(), cluster.client(), settings, clock)) {
      runtime.start();
      assertThat(get(runtime, "/readyz").statusCode()).isEqualTo(200);
      await().atMost(Duration.ofSeconds(20)).until(() -> runtime.engine().wheel().armed() > 0);
      assertThat(get(runtime, "/livez").statusCode()).isEqualTo(200);

      clock.hanging = true;
      Instant hung = Instant.now();
      await("livez to fail")
          .atMost(Duration.ofSeconds(20))
          .until(() -> get(runtime, "/livez").statusCode() == 503);
      assertThat(Duration.between(hung, Instant.now())).isGreaterThan(Duration.ofSeconds(4));
      assertThat(get(runtime, "/livez").body()).contains("has not been handed on for");

      clock.hanging = false;
      clock.released.countDown();
      await("livez to recover")
          .atMost(Duration.ofSeconds(20))
          .until(() -> get(runtime, "/livez").statusCode() == 200);
    } finally {
      cluster.client().namespaces().withName(namespace).delete();
    }
  }

  private HttpResponse<String> get(OperatorRuntime runtime, String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + runtime.managementPort() + path);
    try {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
