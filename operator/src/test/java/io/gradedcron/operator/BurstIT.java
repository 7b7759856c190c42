package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Jobs;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many schedules that are due in the same second. */
@ExtendWith(DevCluster.class)
class BurstIT {
  private static final int OF_EACH_LEVEL = 100;

  private final DevCluster.Access cluster;

  BurstIT(DevCluster.Access cluster) {
    this.cluster = cluster;
  }

  @Test
  void threeHundredSchedulesOfOneSecondAreAllLaunchedOnceAndLevelOneFirst() throws Exception {
    String namespace = Manifests.namespace(cluster.client(), "burst");
    OperatorSettings settings =
        new OperatorSettings(
            new InetSocketAddress("127.0.0.1", 0), Optional.empty(), 64, "test", "test");
    try (OperatorRuntime runtime =
        new OperatorRuntime(cluster.client(), cluster.client(), settings, Clock.systemUTC())) {
      runtime.start();
      ZonedDateTime due = Instant.now().atZone(ZoneOffset.UTC).plusSeconds(40).withNano(0);
      String cron = "%d %d %d * * *".formatted(due.getSecond(), due.getMinute(), due.getHour());
      // Level 3 is made first and level 1 last, so that the order of creation is no help.
      for (int level = 3; level >= 1; level--) {
        for (int i = 0; i < OF_EACH_LEVEL; i++) {
          new Schedule(namespace, "burst-" + level + "-" + i, level, cron)
              .runFor("1s")
              .create(cluster.client());
        }
      }
      assertThat(Instant.now()).as("all made before they are due").isBefore(due.toInstant());
      await("all to be armed")
          .atMost(Duration.ofSeconds(30))
          .until(() -> runtime.engine().wheel().armed() >= 3 * OF_EACH_LEVEL);

      List<Job> jobs = new CopyOnWriteArrayList<>();
      try (Watch watch =
          cluster.client().batch().v1().jobs().inNamespace(namespace).watch(adding(jobs))) {
        await("all to be launched")
            .atMost(Duration.ofSeconds(90))
            .until(() -> jobs.size() >= 3 * OF_EACH_LEVEL);
      }
      assertThat(jobs).hasSize(3 * OF_EACH_LEVEL);
      assertThat(jobs).allMatch(job -> Jobs.slot(job).equals(due.toInstant()));
      assertThat(jobs)
          .extracting(job -> job.getMetadata().getLabels().get(GradedCron.SCHEDULE_LABEL))
          .doesNotHaveDuplicates();
      assertThat(meanRank(jobs, 1))
          .as("mean place of level 1 in the order of creation")
          .isLessThan(meanRank(jobs, 2));
      assertThat(meanRank(jobs, 2)).isLessThan(meanRank(jobs, 3));
      // At most what was under way when level 1's last one was taken can be ahead of it.
      assertThat(lastRank(jobs, 1)).isLessThan(OF_EACH_LEVEL + settings.workers());
    } finally {
      cluster.client().namespaces().withName(namespace).delete();
    }
  }

  /** Collects Jobs in the order in which the API server made them. */
  private static Watcher<Job> adding(List<Job> jobs) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, Job job) {
        if (action == Action.ADDED) {
          jobs.add(job);
        }
      }

      @Override
      public void onClose(WatcherException cause) {
        throw new AssertionError("the watch ended", cause);
      }
    };
  }

  private static double meanRank(List<Job> jobs, int level) {
    return jobs.stream()
        .filter(job -> isOf(job, level))
        .mapToInt(jobs::indexOf)
        .average()
        .orElseThrow();
  }

  private static int lastRank(List<Job> jobs, int level) {
    return jobs.stream()
        .filter(job -> isOf(job, level))
        .mapToInt(jobs::indexOf)
        .max()
        .orElseThrow();
  }

  private static boolean isOf(Job job, int level) {
    return String.valueOf(level).equals(job.getMetadata().getLabels().get(GradedCron.LEVEL_LABEL));
  }
}
