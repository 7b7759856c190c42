package io.gradedcron.operator.controller;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.fire.EngineAudit;
import io.gradedcron.operator.fire.FiringEngine;
import io.gradedcron.operator.plan.JobReader;
import java.time.Duration;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the Jobs that carry our label and hands them to the firing engine as runs. It needs no
 * reconcile, hence a plain informer: a run that ends must wake the slot that waits for it at once.
 */
public final class RunFeed implements ResourceEventHandler<Job>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunFeed.class);

  /** A list of all Jobs in one piece would be held as text and as objects at once. */
  private static final long PAGE = 500;

  private final FiringEngine engine;
  private final JobReader reader;
  private final SharedIndexInformer<Job> informer;
  private final InitialDelivery delivery = new InitialDelivery();

  /** Makes a feed. */
  public RunFeed(KubernetesClient client, FiringEngine engine, JobReader reader) {
    this.engine = engine;
    this.reader = reader;
    this.informer =
        client
            .batch()
            .v1()
            .jobs()
            .inAnyNamespace()
            .withLabel(GradedCron.SCHEDULE_LABEL)
            .withLimit(PAGE)
            .runnableInformer(0)
            .itemStore(new ReducingStore<>(new RunReducer()))
            .addEventHandler(this);
  }

  /** Starts and waits until what the API server has is in the cache and handed on. */
  public void start(Duration patience) {
    informer.start().toCompletableFuture().orTimeout(patience.toMillis(), MILLISECONDS).join();
    delivery.await("Jobs", informer.getStore().listKeys(), patience);
  }

  /** Returns the runs that the cache holds now. Any thread. */
  Stream<EngineAudit.CachedRun> cached() {
    return informer.getStore().list().stream()
        .flatMap(
            job ->
                reader
                    .owner(job)
                    .flatMap(uid -> reader.run(job).map(run -> new EngineAudit.CachedRun(uid, run)))
                    .stream());
  }

  /** Returns true once the cache is in. Any thread. */
  public boolean hasSynced() {
    return informer.hasSynced();
  }

  @Override
  public void onAdd(Job job) {
    try {
      reader
          .owner(job)
          .ifPresent(uid -> reader.run(job).ifPresent(run -> engine.observe(uid, run)));
    } catch (RuntimeException e) {
      // One Job that nobody foresaw must not keep the operator from its start.
      log.error("run not taken: {}", Cache.metaNamespaceKeyFunc(job), e);
    }
    delivery.delivered(Cache.metaNamespaceKeyFunc(job));
  }

  @Override
  public void onUpdate(Job before, Job job) {
    onAdd(job);
  }

  @Override
  public void onDelete(Job job, boolean finalStateUnknown) {
    reader.owner(job).ifPresent(uid -> engine.gone(uid, job.getMetadata().getName()));
  }

  @Override
  public void close() {
    informer.close();
  }
}
