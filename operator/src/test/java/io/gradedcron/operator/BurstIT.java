package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpecBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Jobs;
import io.gradedcron.operator.harness.Manifests;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many schedules that are due in the same second. */
@ExtendWith(DevCluster.class)
class BurstIT {
  private static final int PER_LEVEL = 100;

  /** Creates that are under way at the same time may be answered in any order. */
  private static final int OVERTAKING = 2 * Scene.WORKERS;

  private final DevCluster.Access cluster;

  /** The Jobs as they were created: their versions change as soon as they have a status. */
  private final Queue<Job> created = new ConcurrentLinkedQueue<>();

  private Scene scene;
  private Watch watch;

  BurstIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    scene = new Scene(cluster, "burst");
    watch =
        scene
            .client()
            .batch()
            .v1()
            .jobs()
            .inNamespace(scene.namespace())
            .watch(
                new Watcher<>() {
                  @Override
                  public void eventReceived(Action action, Job job) {
                    if (action == Action.ADDED) {
                      created.add(job);
                    }
                  }

                  @Override
                  public void onClose(WatcherException cause) {
                    throw new AssertionError("the watch of the Jobs broke", cause);
                  }
                });
  }

  @AfterEach
  void close() {
    watch.close();
    scene.close();
  }

  @Test
  void threeHundredOfOneSecondAreLaunchedOnceAndLevelOneFirst() {
    // Suspended Jobs make no pods: what is looked at is their order alone.
    JobTemplateSpec template =
        new JobTemplateSpecBuilder(Manifests.template("1s"))
            .editSpec()
            .withSuspend(true)
            .endSpec()
            .build();
    // The unimportant ones come first into being, so that their order isn't that of the levels.
    for (int level = 3; level >= 1; level--) {
      for (int i = 0; i < PER_LEVEL; i++) {
        scene.create(
            scene.schedule("burst-" + level + "-" + i, level, "0 0 12 1 6 *").template(template));
      }
    }
    scene.awaitTrue(
        "all to be armed",
        () -> scene.operator().metric("gradedcron_wheel_timers") == 3 * PER_LEVEL);

    Map<Integer, Double> before = Map.of(1, launched(1), 2, launched(2), 3, launched(3));
    Instant first = nextNoonOfJune(Instant.now());
    Instant second = nextNoonOfJune(first);
    for (Instant slot : List.of(first, second)) {
      scene.clock().set(slot.minusSeconds(2));
      scene.awaitTrue("its Jobs", () -> count(slot) >= 3 * PER_LEVEL);
      assertOrderedByLevel(slot);
    }

    await("the statuses")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () ->
                assertThat(schedules())
                    .hasSize(3 * PER_LEVEL)
                    .allMatch(s -> second.equals(s.getStatus().lastScheduleTime())));
    assertThat(created).as("nothing else, and nothing twice").hasSize(2 * 3 * PER_LEVEL);
    for (int level = 1; level <= 3; level++) {
      assertThat(launched(level) - before.get(level)).isEqualTo(2 * PER_LEVEL);
    }
  }

  /** Returns how many launches of a level waited for nothing but the operator. */
  private double launched(int level) {
    return scene
        .operator()
        .metric("gradedcron_fire_latency_seconds_count{level=\"" + level + "\"}");
  }

  private static Instant nextNoonOfJune(Instant after) {
    return CronSchedule.parse("0 0 12 1 6 *", "UTC")
        .slots(after, Duration.ZERO)
        .next(after)
        .orElseThrow();
  }

  private List<GradedCronJob> schedules() {
    return scene
        .client()
        .resources(GradedCronJob.class)
        .inNamespace(scene.namespace())
        .list()
        .getItems();
  }

  private long count(Instant slot) {
    return created.stream().filter(job -> Jobs.slot(job).equals(slot)).count();
  }

  private void assertOrderedByLevel(Instant slot) {
    List<Integer> levels =
        created.stream()
            .filter(job -> Jobs.slot(job).equals(slot))
            .sorted(Comparator.comparing(BurstIT::number))
            .map(job -> Integer.parseInt(job.getMetadata().getLabels().get(GradedCron.LEVEL_LABEL)))
            .toList();
    assertThat(levels).hasSize(3 * PER_LEVEL);
    for (int level = 1; level <= 2; level++) {
      int important = level;
      assertThat(
              levels.subList(0, levels.lastIndexOf(level) + 1).stream()
                  .filter(other -> other > important)
                  .count())
          .as("less important ones before the last of level " + level + ": " + levels)
          .isLessThanOrEqualTo(OVERTAKING);
    }
  }

  /** The API server numbers what it stores in the order in which it does. */
  private static long number(Job job) {
    return Long.parseLong(job.getMetadata().getResourceVersion());
  }
}
