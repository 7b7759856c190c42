package io.gradedcron.operator.fire;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobSpec;
import io.gradedcron.operator.api.JobTemplate;
import io.gradedcron.operator.api.LaunchReason;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes the way of a launch some hundred times before there is one, on the thread {@code warm-up}: a
 * virtual machine that has just started interprets its code, and has no connection yet, so that its
 * first burst would take some times as long as the next. Ends by itself, and stands down as soon as
 * a launch waits.
 */
public final class LaunchWarmUp implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LaunchWarmUp.class);

  /** Five times what makes the virtual machine compile a method. */
  private static final int REHEARSALS = 1_024;

  private static final int LONGEST_WAIT_SECONDS = 10;
  private static final int CREATED = 201;

  private final JobLauncher launcher;
  private final int workers;
  private final BooleanSupplier launchesWait;
  private final Runnable takeOver;
  private final Thread thread = new Thread(this::run, "warm-up");
  private volatile boolean closed;

  /**
   * Makes one; nothing is sent before {@link #start()}.
   *
   * @param workers how many requests are under way at most, as for launches
   * @param launchesWait true while due slots wait for a worker
   * @param takeOver what is gone through once after that; may throw what the client does
   */
  public LaunchWarmUp(
      JobLauncher launcher, int workers, BooleanSupplier launchesWait, Runnable takeOver) {
    this.launcher = launcher;
    this.workers = workers;
    this.launchesWait = launchesWait;
    this.takeOver = takeOver;
    thread.setDaemon(true);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /** Returns true until it has ended. */
  boolean isUnderWay() {
    return thread.isAlive();
  }

  private void run() {
    try {
      int sent = 0;
      while (sent < REHEARSALS && !closed && !launchesWait.getAsBoolean()) {
        List<CompletableFuture<Integer>> wave =
            Stream.generate(() -> launcher.rehearse(sample())).limit(workers).toList();
        CompletableFuture.allOf(wave.toArray(CompletableFuture[]::new))
            .get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        sent += workers;
        if (wave.stream().map(CompletableFuture::join).anyMatch(code -> code != CREATED)) {
          log.debug("not warmed up: the API server refuses a question about this account's rights");
          return;
        }
      }
      takeOver.run();
      log.debug("warmed up: requests={}", sent);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | KubernetesClientException e) {
      // Launches meet the same, and say so.
      log.debug("not warmed up: {}", e.getMessage());
    }
  }

  /** What a schedule commonly holds: its Job takes the way, but never reaches the API server. */
  private static LaunchOrder sample() {
    GradedCronJob schedule = new GradedCronJob();
    schedule.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("default")
            .withName("rehearsal")
            .withUid("00000000-0000-0000-0000-000000000000")
            .build());
    schedule.setSpec(
        new GradedCronJobSpec(
            1,
            "* * * * *",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            JobTemplate.of(
                new JobTemplateSpecBuilder()
                    .withNewSpec()
                    .withBackoffLimit(1)
                    .withNewTemplate()
                    .withNewSpec()
                    .withRestartPolicy("Never")
                    .addNewContainer()
                    .withName("main")
                    .withImage("busybox")
                    .withCommand("sh", "-c", "true")
                    .addNewEnv()
                    .withName("NAME")
                    .withValue("value")
                    .endEnv()
                    .endContainer()
                    .endSpec()
                    .endTemplate()
                    .endSpec()
                    .build())));
    return new LaunchOrder(schedule, Instant.EPOCH, LaunchReason.OnTime);
  }

  /** Ends the thread; what is under way is not waited for. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
