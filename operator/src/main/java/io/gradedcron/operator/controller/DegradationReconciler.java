package io.gradedcron.operator.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationStatus;
import io.gradedcron.operator.fire.FiringEngine;
import io.gradedcron.operator.fire.PolicyBook;
import io.gradedcron.operator.fire.ScheduleCensus;
import io.gradedcron.operator.plan.DegradationCounts;
import io.gradedcron.operator.plan.DegradationStatusFactory;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Writes the status of a Degradation: which generation governs launches, whether it is active and
 * drained, and its counts. At most once a second unless the spec changed; less often where there
 * are so many schedules that counting them would cost more than a fiftieth of a core.
 *
 * <p>A generation governs once every launch that may have been decided under an older policy has
 * been answered: from then on no held run starts.
 */
@ControllerConfiguration(name = "degradation")
public final class DegradationReconciler implements Reconciler<Degradation> {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** For so many times as long as the counts of all degradations took, there are no others. */
  private static final int REST = 50;

  /**
   * A look at a degradation.
   *
   * @param generation the spec's generation that was looked at
   * @param nextNanos when it may be looked at again, unless the spec changes
   */
  private record Look(long generation, long nextNanos) {}

  private final KubernetesClient client;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final PolicyBook policies;
  private final FiringEngine engine;
  private final ScheduleCensus census;
  private final BooleanSupplier fence;
  private final DegradationFeed feed;
  private final DegradationStatusFactory statuses = new DegradationStatusFactory();
  private final Map<String, Look> looks = new ConcurrentHashMap<>();

  /**
   * Makes a reconciler; the feed sees what its cache sees.
   *
   * @param nanoTime monotonic time in ns
   * @param fence true while writing is allowed
   */
  public DegradationReconciler(
      KubernetesClient client,
      Clock clock,
      LongSupplier nanoTime,
      PolicyBook policies,
      FiringEngine engine,
      ScheduleCensus census,
      BooleanSupplier fence,
      DegradationFeed feed) {
    this.client = client;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.policies = policies;
    this.engine = engine;
    this.census = census;
    this.fence = fence;
    this.feed = feed;
  }

  @Override
  public List<EventSource<?, Degradation>> prepareEventSources(
      EventSourceContext<Degradation> context) {
    feed.reads(context.getPrimaryCache());
    return List.of(feed);
  }

  @Override
  public UpdateControl<Degradation> reconcile(
      Degradation degradation, Context<Degradation> context) {
    if (!engine.isLeading()) {
      return UpdateControl.noUpdate();
    }
    String uid = degradation.getMetadata().getUid();
    long generation = degradation.getMetadata().getGeneration();
    Instant now = clock.instant();
    Look last = looks.get(uid);
    if (last != null
        && last.generation() == generation
        && last.nextNanos() - nanoTime.getAsLong() > 0) {
      return UpdateControl.noUpdate();
    }
    if (!policyGoverns(degradation)) {
      return UpdateControl.<Degradation>noUpdate().rescheduleAfter(INTERVAL);
    }
    long began = nanoTime.getAsLong();
    DegradationCounts counts = census.counts(degradation);
    long rest = (nanoTime.getAsLong() - began) * REST * policies.names().size();
    DegradationStatus status =
        statuses.status(
            degradation,
            policies.policy().activity(degradation.getMetadata().getName(), now),
            policies.policy().problem(degradation.getMetadata().getName()),
            counts,
            now);
    boolean changed = !status.equals(degradation.getStatus()) && fence.getAsBoolean();
    long pause = changed ? Math.max(rest, INTERVAL.toNanos()) : rest;
    looks.put(uid, new Look(generation, nanoTime.getAsLong() + pause));
    if (changed) {
      write(degradation, status);
    }
    return UpdateControl.noUpdate();
  }

  /** Waits until no launch is under way that may have been decided under an older policy. */
  private boolean policyGoverns(Degradation degradation) {
    Long governed =
        degradation.getStatus() == null ? null : degradation.getStatus().observedGeneration();
    if (degradation.getMetadata().getGeneration().equals(governed)) {
      return true;
    }
    if (!policies.holds(degradation)) {
      return false;
    }
    try {
      engine.gate().settled().get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      // Tried again: observedGeneration must not claim what is not sure.
      return false;
    }
  }

  private void write(Degradation degradation, DegradationStatus status) {
    Degradation patch = new Degradation();
    patch.getMetadata().setName(degradation.getMetadata().getName());
    patch.getMetadata().setResourceVersion(degradation.getMetadata().getResourceVersion());
    patch.setStatus(status);
    client
        .resources(Degradation.class)
        .withName(degradation.getMetadata().getName())
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }
}
