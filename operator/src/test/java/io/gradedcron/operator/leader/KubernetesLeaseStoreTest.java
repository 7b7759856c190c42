package io.gradedcron.operator.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class KubernetesLeaseStoreTest {
  private static final LeadershipOptions OPTIONS =
      LeadershipOptions.of("ns", "gradedcron", "me", Duration.ofSeconds(60));

  @Nested
  @EnableKubernetesMockClient(crud = true, https = false)
  class OnAServerThatStores {
    KubernetesClient client;

    @Test
    void readsWhatWasWrittenToTheMicrosecond() {
      KubernetesLeaseStore store = new KubernetesLeaseStore(client, OPTIONS);
      assertThat(store.get()).isEmpty();
      Lease written = store.create(lease()).orElseThrow();
      assertThat(store.get()).contains(written);
      assertThat(written.getSpec().getRenewTime())
          .isEqualTo(ZonedDateTime.of(2026, 3, 1, 12, 0, 0, 123_456_000, ZoneOffset.UTC));
    }

    @Test
    void aSecondCreateIsNoError() {
      KubernetesLeaseStore store = new KubernetesLeaseStore(client, OPTIONS);
      store.create(lease());
      assertThat(store.create(lease())).isEmpty();
    }

    @Test
    void anUpdateOfAnOldStateChangesNothing() {
      KubernetesLeaseStore store = new KubernetesLeaseStore(client, OPTIONS);
      Lease first = store.create(lease()).orElseThrow();
      assertThat(store.update(heldBy(first, "quick"))).isPresent();
      assertThat(store.update(heldBy(first, "slow"))).isEmpty();
      assertThat(store.get().map(Sighting::holder)).contains("quick");
    }

    @Test
    void anUpdateOfADeletedLeaseIsNoError() {
      KubernetesLeaseStore store = new KubernetesLeaseStore(client, OPTIONS);
      Lease first = store.create(lease()).orElseThrow();
      client.resource(first).delete();
      assertThat(store.update(heldBy(first, "late"))).isEmpty();
    }

    @Test
    void twoLeadershipsHandOverOnClose() {
      LeadershipListener nobody =
          new LeadershipListener() {
            @Override
            public void onStartLeading() {}

            @Override
            public void onStopLeading() {}
          };
      Leadership first = new Leadership(client, OPTIONS, nobody, System::nanoTime);
      Leadership second =
          new Leadership(
              client,
              LeadershipOptions.of("ns", "gradedcron", "other", Duration.ofSeconds(60)),
              nobody,
              System::nanoTime);
      first.start();
      await().until(first::holds);
      second.start();
      first.close();
      await().until(second::holds);
      assertThat(holder()).isEqualTo("other");
      second.close();
      assertThat(holder()).isEmpty();
    }

    private String holder() {
      return Sighting.holder(client.leases().inNamespace("ns").withName("gradedcron").get());
    }
  }

  @Nested
  @EnableKubernetesMockClient(https = false)
  class OnAServerThatRefuses {
    private static final String LEASE =
        "/apis/coordination.k8s.io/v1/namespaces/ns/leases/gradedcron";

    KubernetesMockServer server;
    KubernetesClient client;

    @Test
    void aMissingRightIsTheErrorThatTheServerNames() {
      server
          .expect()
          .get()
          .withPath(LEASE)
          .andReturn(
              403, new StatusBuilder().withCode(403).withMessage("cannot get leases").build())
          .once();
      assertThatThrownBy(() -> new KubernetesLeaseStore(client, OPTIONS).get())
          .isInstanceOfSatisfying(
              KubernetesClientException.class,
              e -> assertThat(OutageLog.reason(e)).isEqualTo("cannot get leases"));
    }

    @Test
    void aServerErrorIsNotTriedAgainBelowTheCandidate() throws InterruptedException {
      server.expect().get().withPath(LEASE).andReturn(503, "").always();
      assertThatThrownBy(() -> new KubernetesLeaseStore(client, OPTIONS).get())
          .isInstanceOf(KubernetesClientException.class);
      assertThat(server.getRequestCount()).isEqualTo(1);
    }
  }

  private static Lease heldBy(Lease lease, String holder) {
    return new LeaseBuilder(lease).editSpec().withHolderIdentity(holder).endSpec().build();
  }

  private static Lease lease() {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withName("gradedcron")
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity("me")
        .withLeaseDurationSeconds(60)
        .withRenewTime(ZonedDateTime.of(2026, 3, 1, 12, 0, 0, 123_456_000, ZoneOffset.UTC))
        .endSpec()
        .build();
  }
}
