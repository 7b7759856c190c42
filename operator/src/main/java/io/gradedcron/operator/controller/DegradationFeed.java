package io.gradedcron.operator.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.fire.EngineAudit;
import io.gradedcron.operator.fire.FiringEngine;
import io.gradedcron.operator.fire.PolicyBook;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands every change of a Degradation to the policy, on leaders and standbys, and asks once a
 * second for reconciles, since the counts in a Degradation's status follow the schedules and the
 * clock. Called by the cache's thread; the pulse has the thread {@code degradation-pulse}.
 */
public final class DegradationFeed extends AbstractEventSource<Void, Degradation>
    implements ResourceEventAware<Degradation> {
  private static final Logger log = LoggerFactory.getLogger(DegradationFeed.class);

  private final KubernetesClient client;
  private final PolicyBook policies;
  private final FiringEngine engine;
  private final InitialDelivery delivery = new InitialDelivery();
  private volatile IndexerResourceCache<Degradation> cache;
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService pulse =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "degradation-pulse");
            thread.setDaemon(true);
            return thread;
          });

  /** Makes a feed. */
  public DegradationFeed(KubernetesClient client, PolicyBook policies, FiringEngine engine) {
    super(Void.class, "degradation-feed");
    this.client = client;
    this.policies = policies;
    this.engine = engine;
  }

  @Override
  @SuppressWarnings(
      "FutureReturnValueIgnored") // It ends with its executor and catches what it throws.
  public void start() {
    super.start();
    pulse.scheduleWithFixedDelay(this::beat, 1, 1, TimeUnit.SECONDS);
  }

  private void beat() {
    try {
      reconcileAll();
    } catch (RuntimeException e) {
      // An executor drops a task that throws, and the counts would stand still for ever.
      log.error("degradations not reconciled, the pulse goes on", e);
    }
  }

  @Override
  public void stop() {
    pulse.shutdownNow();
    super.stop();
  }

  @Override
  public void onResourceCreated(Degradation degradation) {
    names.add(degradation.getMetadata().getName());
    try {
      policies.put(degradation);
      engine.policyChanged();
    } catch (RuntimeException e) {
      // One object that nobody foresaw must not keep the operator from its start.
      log.error("degradation not taken: {}", key(degradation), e);
    }
    delivery.delivered(key(degradation));
  }

  @Override
  public void onResourceUpdated(Degradation degradation, Degradation before) {
    policies.put(degradation);
    if (!Objects.equals(
            degradation.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(degradation.getMetadata().getUid(), before.getMetadata().getUid())) {
      engine.policyChanged();
    }
  }

  @Override
  public void onResourceDeleted(Degradation degradation) {
    forget(degradation.getMetadata().getName());
  }

  private void forget(String name) {
    names.remove(name);
    policies.remove(name);
    engine.policyChanged();
  }

  /** Takes the cache whose changes it is told, before the start. */
  void reads(IndexerResourceCache<Degradation> primaries) {
    cache = primaries;
  }

  /** Waits until what the cache held at its start was handed on. */
  public void awaitDelivery(Duration patience) {
    delivery.await(
        "Degradations", cache.list().map(degradation -> key(degradation)).toList(), patience);
  }

  /** Returns where the policy differs from what the cache holds. Any thread. */
  List<EngineAudit.Finding> findings() {
    Set<String> known = new HashSet<>(policies.names());
    List<EngineAudit.Finding> findings = new ArrayList<>();
    cache
        .list()
        .forEach(
            degradation -> {
              String name = degradation.getMetadata().getName();
              known.remove(name);
              if (!policies.holds(degradation)) {
                findings.add(
                    new EngineAudit.Finding(
                        "degradation " + name + " was not handed on as it is",
                        () -> onResourceCreated(degradation)));
              }
            });
    for (String name : known) {
      findings.add(
          new EngineAudit.Finding(
              "degradation " + name + " is gone and was not forgotten", () -> forget(name)));
    }
    return findings;
  }

  private static String key(Degradation degradation) {
    return ResourceID.fromResource(degradation).toString();
  }

  /**
   * Reads the degradations from the API server itself. The leader before us may have said in a
   * status that a degradation governs which our cache has not seen yet. Waits for the answer.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if there is none
   */
  public void readAnew() {
    Set<String> before = policies.names();
    Set<String> present = new HashSet<>();
    for (Degradation degradation : client.resources(Degradation.class).list().getItems()) {
      present.add(degradation.getMetadata().getName());
      policies.put(degradation);
    }
    before.stream().filter(name -> !present.contains(name)).forEach(policies::remove);
  }

  /** Asks for a reconcile of every degradation, if this replica leads. */
  public void reconcileAll() {
    if (engine.isLeading()) {
      names.forEach(name -> getEventHandler().handleEvent(new Event(new ResourceID(name))));
    }
  }

  @Override
  public Set<Void> getSecondaryResources(Degradation primary) {
    return Set.of();
  }
}
