package io.gradedcron.operator.controller;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.fire.FiringEngine;
import io.gradedcron.operator.plan.AdmissionAnswer;
import io.gradedcron.operator.plan.JobFactory;
import io.gradedcron.operator.plan.Readiness;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries the Job template of a schedule once a generation, by a dry-run create. Arming never waits
 * for it; the status is written by the one status writer.
 */
@ControllerConfiguration(name = "gradedcronjob")
public final class GradedCronJobReconciler implements Reconciler<GradedCronJob> {
  private static final Logger log = LoggerFactory.getLogger(GradedCronJobReconciler.class);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final FiringEngine engine;
  private final JobFactory jobs;
  private final ScheduleFeed feed;

  /** Makes a reconciler; the feed sees what its cache sees. */
  public GradedCronJobReconciler(
      KubernetesClient client, FiringEngine engine, JobFactory jobs, ScheduleFeed feed) {
    this.client = client;
    this.engine = engine;
    this.jobs = jobs;
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
    ScheduleRef ref = ScheduleRef.of(schedule.getMetadata());
    long generation = schedule.getMetadata().getGeneration();
    try {
      Job trial = jobs.trial(schedule);
      client.batch().v1().jobs().inNamespace(ref.namespace()).resource(trial).dryRun().create();
      engine.tried(ref, generation, Readiness.READY);
      return UpdateControl.noUpdate();
    } catch (KubernetesClientException e) {
      AdmissionAnswer answer = answer(e);
      if (answer.blamesTemplate()) {
        engine.tried(ref, generation, Readiness.invalidTemplate(answer.message()));
        return UpdateControl.noUpdate();
      }
      // Quota, webhooks and outages say nothing about the template: they are met at launch.
      log.debug("template not tried: schedule={} message={}", ref, e.getMessage());
      return UpdateControl.<GradedCronJob>noUpdate().rescheduleAfter(TRY_AGAIN);
    }
  }

  private static AdmissionAnswer answer(KubernetesClientException e) {
    Status status = e.getStatus();
    if (status == null) {
      return new AdmissionAnswer(e.getCode(), String.valueOf(e.getMessage()), List.of());
    }
    StatusDetails details = status.getDetails();
    return new AdmissionAnswer(
        e.getCode(),
        String.valueOf(status.getMessage()),
        details == null || details.getCauses() == null
            ? List.of()
            : details.getCauses().stream().map(cause -> cause(cause)).toList());
  }

  private static AdmissionAnswer.Cause cause(StatusCause cause) {
    return new AdmissionAnswer.Cause(
        Objects.requireNonNullElse(cause.getReason(), ""),
        Objects.requireNonNullElse(cause.getField(), ""));
  }
}
