package io.gradedcron.operator.controller;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.fire.FiringEngine;
import io.gradedcron.operator.fire.TemplateTrial;
import io.gradedcron.operator.plan.AdmissionAnswer;
import io.gradedcron.operator.plan.Readiness;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries the Job template of a schedule once a generation, by a dry-run create, while no launch and
 * no stop waits for a thread. Arming never waits for it; the status is written by the one status
 * writer.
 */
@ControllerConfiguration(name = "gradedcronjob")
public final class GradedCronJobReconciler implements Reconciler<GradedCronJob> {
  private static final Logger log = LoggerFactory.getLogger(GradedCronJobReconciler.class);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(30);
  private static final Duration STAND_BACK = Duration.ofSeconds(20);

  private final FiringEngine engine;
  private final TemplateTrial trial;
  private final ScheduleFeed feed;
  private final BooleanSupplier urgentWorkWaits;

  /**
   * Makes a reconciler; the feed sees what its cache sees.
   *
   * @param urgentWorkWaits true while due slots, or runs that have to stop, wait for a thread:
   *     trials stand back
   */
  public GradedCronJobReconciler(
      FiringEngine engine,
      TemplateTrial trial,
      ScheduleFeed feed,
      BooleanSupplier urgentWorkWaits) {
    this.urgentWorkWaits = urgentWorkWaits;
    this.engine = engine;
    this.trial = trial;
    this.feed = feed;
  }

  @Override
  public List<EventSource<?, GradedCronJob>> prepareEventSources(
      EventSourceContext<GradedCronJob> context) {
    feed.reads(context.getPrimaryCache());
    return List.of(feed);
  }

  @Override
  public UpdateControl<GradedCronJob> reconcile(
      GradedCronJob schedule, Context<GradedCronJob> context) {
    if (!engine.isUntried(schedule.getMetadata().getUid())) {
      return UpdateControl.noUpdate();
    }
    if (urgentWorkWaits.getAsBoolean()) {
      // No launch waits for a trial, and it costs the API server as much as one.
      return UpdateControl.<GradedCronJob>noUpdate().rescheduleAfter(STAND_BACK);
    }
    ScheduleRef ref = ScheduleRef.of(schedule.getMetadata());
    long generation = schedule.getMetadata().getGeneration();
    try {
      Optional<AdmissionAnswer> refusal = trial.refusal(schedule);
      if (refusal.isEmpty()) {
        engine.tried(ref, generation, Readiness.READY);
        return UpdateControl.noUpdate();
      }
      if (refusal.get().blamesTemplate()) {
        engine.tried(ref, generation, Readiness.invalidTemplate(refusal.get().message()));
        return UpdateControl.noUpdate();
      }
      // Quota, webhooks and outages say nothing about the template: they are met at launch.
      log.debug("template not tried: schedule={} message={}", ref, refusal.get().message());
    } catch (KubernetesClientException e) {
      log.debug("template not tried: schedule={} message={}", ref, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UpdateControl.noUpdate();
    }
    return UpdateControl.<GradedCronJob>noUpdate().rescheduleAfter(TRY_AGAIN);
  }
}
