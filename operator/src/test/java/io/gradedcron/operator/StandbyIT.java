package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Jobs;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.harness.SteerableClock;
import io.gradedcron.operator.leader.LeadershipOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A replica while another one holds the Lease. */
@ExtendWith(DevCluster.class)
class StandbyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DevCluster.Access cluster;

  StandbyIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  @Test
  void aStandbyIsReadyWithWarmCachesAndLaunchesNothingUntilTheLeaseIsFree() {
    String namespace = Manifests.namespace(cluster.client(), "standby");
    Jobs jobs = new Jobs(cluster.client(), namespace);
    // A leader that died just now: nobody renews this.
    cluster
        .client()
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("gradedcron")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity("another")
                .withLeaseDurationSeconds(5)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .endSpec()
                .build())
        .create();
    new Schedule(namespace, "ticks", 1, "* * * * * *").keeps(100).create(cluster.client());
    LeadershipOptions leadership =
        LeadershipOptions.of(namespace, "gradedcron", "standby", Duration.ofSeconds(5));
    try (LocalOperator standby =
        LocalOperator.make(
            LocalOperator.client(cluster), new SteerableClock(), 8, Optional.of(leadership))) {
      Instant before = Instant.now();
      standby.start();
      assertThat(standby.get("/readyz").statusCode()).isEqualTo(200);
      assertThat(standby.metric("gradedcron_leader")).isZero();
      assertThat(standby.runtime().engine().known()).as("its caches").isNotEmpty();
      assertThat(jobs.of("ticks")).isEmpty();

      await("the lease to run out").atMost(PATIENCE).until(() -> !jobs.of("ticks").isEmpty());

      assertThat(standby.metric("gradedcron_leader")).isEqualTo(1);
      assertThat(Duration.between(before, Instant.now()))
          .as("a dead leader's lease is waited for")
          .isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    } finally {
      cluster.client().resources(GradedCronJob.class).inNamespace(namespace).delete();
      cluster.client().namespaces().withName(namespace).delete();
    }
  }
}
