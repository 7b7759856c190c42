package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Jobs;
import io.gradedcron.operator.plan.Run;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An event that gets lost between a cache and the wheel is found and made up for. */
@ExtendWith(DevCluster.class)
class ResyncIT {
  private final DevCluster.Access cluster;
  private Scene scene;

  ResyncIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    scene = new Scene(cluster, "resync");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void compareTwice() {
    scene.operator().runtime().resync().round();
    scene.operator().runtime().resync().round();
  }

  private double repairs() {
    return scene.operator().metric("gradedcron_resync_repairs_total");
  }

  @Test
  void whereNothingWasLostNothingIsRepaired() {
    scene.create(scene.schedule("fine", 1, "* * * * * *"));
    scene.awaitJobs("fine", 2);

    for (int i = 0; i < 4; i++) {
      scene.operator().runtime().resync().round();
      scene.awaitTicks(2);
    }

    assertThat(repairs()).isZero();
  }

  @Test
  void aScheduleThatTheEngineNeverHeardOfIsArmed() {
    GradedCronJob schedule = scene.create(scene.schedule("unheard", 1, "* * * * * *"));
    scene.awaitJobs("unheard", 1);
    scene.operator().runtime().engine().remove(schedule);
    int before = scene.jobs().of("unheard").size();

    compareTwice();

    assertThat(repairs()).isEqualTo(1);
    scene.awaitJobs("unheard", before + 2);
  }

  @Test
  void aScheduleThatIsGoneIsForgotten() {
    GradedCronJob schedule = scene.create(scene.schedule("gone", 1, "0 0 1 1 *"));
    scene.awaitStatus("gone", s -> s.nextScheduleTime() != null);
    schedule.getMetadata().setUid("11111111-2222-3333-4444-555555555555");
    schedule.getMetadata().setName("never-was");
    scene.operator().runtime().engine().put(schedule);
    double armed = scene.operator().metric("gradedcron_wheel_timers");

    compareTwice();

    assertThat(repairs()).isEqualTo(1);
    scene.awaitTrue(
        "its alarm to go", () -> scene.operator().metric("gradedcron_wheel_timers") < armed);
  }

  @Test
  void aRunThatIsLongGoneBlocksNobody() {
    GradedCronJob schedule =
        scene.create(
            scene.schedule("ghost", 1, "* * * * * *").concurrency(ConcurrencyPolicy.Forbid));
    scene.awaitJobs("ghost", 1);
    scene
        .operator()
        .runtime()
        .engine()
        .observe(
            schedule.getMetadata().getUid(),
            Run.launched("ghost-1000000000", Instant.ofEpochSecond(1_000_000_000), 1));
    scene.awaitTicks(2);
    int blocked = scene.jobs().of("ghost").size();

    compareTwice();

    scene.awaitJobs("ghost", blocked + 1);
    assertThat(repairs()).isEqualTo(1);
  }

  @Test
  void aRunWhoseEndWasNotHeardOfDoesNotBlockForEver() {
    GradedCronJob schedule =
        scene.create(
            scene.schedule("ended", 1, "0 0 1 1 *").concurrency(ConcurrencyPolicy.Forbid).keeps(3));
    scene.awaitStatus("ended", s -> s.observed() != null);
    scene.patch("ended", "{\"spec\":{\"schedule\":\"* * * * * *\"}}");
    Job run = scene.awaitJobs("ended", 1).get(0);
    scene.awaitStatus("ended", s -> s.lastSuccessfulTime() != null);
    scene.patch("ended", "{\"spec\":{\"schedule\":\"0 0 1 1 *\"}}");
    scene.awaitStatus("ended", s -> s.observedGeneration() == 3 && s.activeCount() == 0);
    String name = run.getMetadata().getName();
    scene
        .operator()
        .runtime()
        .engine()
        .observe(
            schedule.getMetadata().getUid(),
            new Run(
                name,
                run.getMetadata().getUid(),
                Jobs.slot(run),
                1,
                Run.Phase.ACTIVE,
                false,
                Optional.empty()));
    scene.awaitStatus("ended", s -> s.activeCount() == 1);

    compareTwice();

    scene.awaitStatus("ended", s -> s.activeCount() == 0);
    assertThat(repairs()).isEqualTo(1);
  }
}
