package io.gradedcron.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.controller.DegradationFeed;
import io.gradedcron.operator.controller.DegradationReconciler;
import io.gradedcron.operator.controller.GradedCronJobReconciler;
import io.gradedcron.operator.controller.NamespaceFeed;
import io.gradedcron.operator.controller.Resync;
import io.gradedcron.operator.controller.RunFeed;
import io.gradedcron.operator.controller.ScheduleFeed;
import io.gradedcron.operator.event.RunEventBus;
import io.gradedcron.operator.event.RunEventLog;
import io.gradedcron.operator.fire.ApiFreshState;
import io.gradedcron.operator.fire.EngineAudit;
import io.gradedcron.operator.fire.FiringEngine;
import io.gradedcron.operator.fire.FreshState;
import io.gradedcron.operator.fire.JobLauncher;
import io.gradedcron.operator.fire.LaunchWarmUp;
import io.gradedcron.operator.fire.PolicyBook;
import io.gradedcron.operator.fire.RunDeleter;
import io.gradedcron.operator.fire.ScheduleCensus;
import io.gradedcron.operator.fire.StatusPort;
import io.gradedcron.operator.fire.TakeOverRehearsal;
import io.gradedcron.operator.fire.TemplateTrial;
import io.gradedcron.operator.leader.AlwaysLeading;
import io.gradedcron.operator.leader.Campaign;
import io.gradedcron.operator.leader.Fence;
import io.gradedcron.operator.leader.LeadershipListener;
import io.gradedcron.operator.metrics.Metrics;
import io.gradedcron.operator.metrics.PrometheusPage;
import io.gradedcron.operator.plan.JobReader;
import io.gradedcron.operator.plan.JobText;
import io.gradedcron.operator.status.KubernetesEventWriter;
import io.gradedcron.operator.status.StatusSource;
import io.gradedcron.operator.status.StatusWriter;
import io.gradedcron.operator.web.HealthAnswer;
import io.gradedcron.operator.web.ManagementServer;
import io.gradedcron.operator.web.MetricsPage;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running operator: all parts, put together. Started once and closed once; {@link #close()} may
 * be called by any thread, also while it starts.
 */
final class OperatorRuntime implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OperatorRuntime.class);
  private static final int RECONCILE_THREADS = 8;
  private static final Duration CACHE_PATIENCE = Duration.ofMinutes(5);
  private static final Duration RECONCILE_PATIENCE = Duration.ofSeconds(1);
  private static final Duration LONGEST_HAND_OVER = Duration.ofSeconds(5);
  private static final int LONGEST_RETRY_MILLIS = 60_000;

  private final OperatorSettings settings;
  private final Metrics metrics;
  private final KubernetesEventWriter kubernetesEvents;
  private final RunEventBus events;
  private final PolicyBook policies = new PolicyBook();
  private final FiringEngine engine;
  private final LaunchWarmUp warmUp;
  private final StatusWriter statuses;
  private final RunFeed runs;
  private final NamespaceFeed namespaces;
  private final ScheduleFeed scheduleFeed;
  private final DegradationFeed degradationFeed;
  private final Resync resync;
  private final Operator operator;
  private final Optional<Campaign> campaign;
  private final Fence fence;
  private final ManagementServer management;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean cachesAreIn;

  /**
   * Puts the parts together; nothing runs before {@link #start()}.
   *
   * @param client for everything but the Lease; not closed here
   * @param leaseClient for the Lease, so that a renewal never queues behind a burst; not closed
   *     here
   */
  OperatorRuntime(
      KubernetesClient client,
      KubernetesClient leaseClient,
      OperatorSettings settings,
      Clock clock) {
    this.settings = settings;
    this.campaign =
        settings
            .leadership()
            .map(options -> new Campaign(leaseClient, options, listener(), System::nanoTime));
    this.fence = campaign.map(Fence.class::cast).orElseGet(AlwaysLeading::new);
    this.metrics = new Metrics(settings.version());
    this.kubernetesEvents =
        new KubernetesEventWriter(client, clock, settings.instance(), this::urgentWorkWaits);
    this.events = new RunEventBus(List.of(metrics.runs(), new RunEventLog(), kubernetesEvents));
    JobText jobs = new JobText(settings.levels());
    JobReader reader = new JobReader();
    JobLauncher launcher = new JobLauncher(client, fence::holds, jobs, reader);
    FreshState fresh = new ApiFreshState(client, reader);
    this.engine =
        new FiringEngine(
            new FiringEngine.Parts(
                clock,
                System::nanoTime,
                RandomGenerator.getDefault(),
                policies,
                events,
                new StatusRequests(),
                launcher,
                new RunDeleter(client, fence::holds),
                fresh,
                settings.levels()),
            settings.workers());
    this.warmUp =
        new LaunchWarmUp(
            launcher,
            settings.workers(),
            this::launchesWait,
            new TakeOverRehearsal(engine, fresh, System::nanoTime));
    this.statuses =
        new StatusWriter(
            client, new EngineStatus(), fence::holds, this::urgentWorkWaits, System::nanoTime);
    this.runs = new RunFeed(client, engine, reader);
    this.namespaces = new NamespaceFeed(client, policies, engine);
    this.scheduleFeed = new ScheduleFeed(engine, statuses);
    this.degradationFeed = new DegradationFeed(client, policies, engine);
    this.operator = operator(client);
    ScheduleCensus census = new ScheduleCensus(engine, policies, clock);
    register(client, clock, new TemplateTrial(client, jobs), census);
    this.resync = new Resync(new EngineAudit(engine, clock), scheduleFeed, runs, degradationFeed);
    metrics.show(
        new EngineGauges(
            engine,
            census,
            policies,
            statuses,
            events,
            kubernetesEvents,
            resync,
            settings.levels(),
            clock));
    this.management =
        new ManagementServer(settings.management(), this::live, this::ready, new MeterPage());
  }

  private static Operator operator(KubernetesClient client) {
    return new Operator(
        o ->
            o.withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(RECONCILE_THREADS)
                .withReconciliationTerminationTimeout(RECONCILE_PATIENCE)
                .withCacheSyncTimeout(CACHE_PATIENCE));
  }

  /** The engine comes later than those that ask. */
  private boolean urgentWorkWaits() {
    return engine.urgentWorkWaits();
  }

  /** Returns true while due slots wait for a worker. */
  private boolean launchesWait() {
    return !engine.queue().isEmpty();
  }

  private void register(
      KubernetesClient client, Clock clock, TemplateTrial trial, ScheduleCensus census) {
    operator.register(
        new GradedCronJobReconciler(engine, trial, scheduleFeed, this::urgentWorkWaits),
        o -> {
          o.withRetry(retry()).withReconciliationMaxInterval(null);
          scheduleFeed.configure(o);
        });
    operator.register(
        new DegradationReconciler(
            client,
            clock,
            System::nanoTime,
            policies,
            engine,
            census,
            fence::holds,
            degradationFeed),
        o -> o.withRetry(retry()).withReconciliationMaxInterval(null));
  }

  private static GenericRetry retry() {
    // Without an end: the default gives up after five tries, in silence.
    return new GenericRetry().withoutMaxAttempts().setMaxInterval(LONGEST_RETRY_MILLIS);
  }

  /**
   * Starts everything, waits for the caches, and campaigns or leads.
   *
   * @throws IOException if the management port can't be opened
   */
  void start() throws IOException {
    management.start();
    log.info(
        "gradedcron {}: management on port {}, instance {}",
        settings.version(),
        management.port(),
        settings.instance());
    events.start();
    kubernetesEvents.start();
    engine.start();
    statuses.start();
    namespaces.start(CACHE_PATIENCE);
    runs.start(CACHE_PATIENCE);
    operator.start();
    degradationFeed.awaitDelivery(CACHE_PATIENCE);
    scheduleFeed.awaitDelivery(CACHE_PATIENCE);
    cachesAreIn = true;
    resync.start();
    warmUp.start();
    log.info("caches are in: schedules={}", engine.known().size());
    if (campaign.isPresent()) {
      campaign.get().start();
    } else {
      lead();
    }
  }

  private LeadershipListener listener() {
    return new LeadershipListener() {
      @Override
      public void onStartLeading() {
        lead();
      }

      @Override
      public void onStopLeading() {
        log.warn("the Lease was lost: standing by");
        engine.follow();
      }
    };
  }

  private void lead() {
    degradationFeed.readAnew();
    engine.lead();
    scheduleFeed.reconcileAll();
    degradationFeed.reconcileAll();
  }

  /** Returns the port of the management server. */
  int managementPort() {
    return management.port();
  }

  /** Returns what compares wheel and caches, for tests that do not wait for it. */
  Resync resync() {
    return resync;
  }

  /** Returns the firing engine, for tests that look inside. */
  FiringEngine engine() {
    return engine;
  }

  /** Returns true while this replica leads. */
  boolean isLeading() {
    return engine.isLeading();
  }

  private HealthAnswer live() {
    if (cachesAreIn && !engine.wheel().isAlive()) {
      return HealthAnswer.failing("the wheel thread has ended");
    }
    Duration overdue = engine.wheel().overdue();
    return overdue.compareTo(LONGEST_HAND_OVER) > 0
        ? HealthAnswer.failing(
            "a due slot has not been handed on for " + overdue.toMillis() + " ms")
        : HealthAnswer.well();
  }

  private HealthAnswer ready() {
    return cachesAreIn && runs.hasSynced() && namespaces.hasSynced()
        ? HealthAnswer.well()
        : HealthAnswer.failing("the caches are not in yet");
  }

  /** Stops launching, saves what can be saved, releases the Lease, ends the threads. Idempotent. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    warmUp.close();
    engine.close();
    statuses.close();
    campaign.ifPresent(Campaign::close);
    if (cachesAreIn) {
      // Who could not start has said why, in one line.
      log.info("stopped launching");
    }
    resync.close();
    operator.stop();
    runs.close();
    namespaces.close();
    events.close();
    kubernetesEvents.close();
    management.close();
    metrics.close();
  }

  /** Hands the firing path's requests to the status writer, which is made after it. */
  private final class StatusRequests implements StatusPort {
    @Override
    public void changed(ScheduleRef schedule) {
      statuses.changed(schedule);
    }

    @Override
    public void urgent(ScheduleRef schedule) {
      statuses.urgent(schedule);
    }
  }

  /** Lets the status writer read from the engine. */
  private final class EngineStatus implements StatusSource {
    @Override
    public Optional<Draft> draft(String uid) {
      return engine
          .draft(uid)
          .map(
              draft ->
                  new Draft(
                      draft.resource(),
                      draft.status(),
                      answer -> engine.saved(uid, draft, answer)));
    }

    @Override
    public void reread(GradedCronJob fresh) {
      engine.put(fresh);
    }
  }

  /** Lets the management server show the meters. */
  private final class MeterPage implements MetricsPage {
    @Override
    public Scrape scrape(String accept) {
      PrometheusPage page = metrics.page();
      return new Scrape(page.contentType(accept), page.scrape(accept));
    }
  }
}
