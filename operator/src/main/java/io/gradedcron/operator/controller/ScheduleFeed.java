package io.gradedcron.operator.controller;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.fire.FiringEngine;
import io.gradedcron.operator.status.StatusWriter;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands every change of a GradedCronJob to the firing engine, as the controller's own cache sees
 * it, on leaders and standbys; and asks for reconciles when this replica begins to lead. Called by
 * the cache's thread and by the leadership's.
 */
public final class ScheduleFeed extends AbstractEventSource<Void, GradedCronJob>
    implements ResourceEventAware<GradedCronJob> {
  private static final Logger log = LoggerFactory.getLogger(ScheduleFeed.class);

  /** A list of all schedules in one piece would be held as text and as objects at once. */
  private static final long PAGE = 500;

  private final FiringEngine engine;
  private final InitialDelivery delivery = new InitialDelivery();
  private volatile IndexerResourceCache<GradedCronJob> cache;
  private final StatusWriter statuses;

  /** Makes a feed. */
  public ScheduleFeed(FiringEngine engine, StatusWriter statuses) {
    super(Void.class, "schedule-feed");
    this.engine = engine;
    this.statuses = statuses;
  }

  /**
   * Has the controller list in pages, keep of each schedule what is read of it, and reconcile only
   * those whose template has still to be tried: the SDK copies each object that it reconciles, and
   * keeps a state for it.
   */
  public void configure(ControllerConfigurationOverrider<GradedCronJob> controller) {
    controller
        .withInformerListLimit(PAGE)
        .withItemStore(new ReducingStore<>(new ScheduleReducer()))
        .withOnAddFilter(this::isUntried)
        .withOnUpdateFilter((schedule, before) -> isUntried(schedule));
  }

  /**
   * The engine has seen the object by now: the SDK tells this source before it asks its filters.
   */
  private boolean isUntried(GradedCronJob schedule) {
    return engine.isUntried(schedule.getMetadata().getUid());
  }

  @Override
  public void onResourceCreated(GradedCronJob schedule) {
    try {
      engine.put(schedule);
    } catch (RuntimeException e) {
      // One object that nobody foresaw must not keep the operator from its start.
      log.error("schedule not taken: {}", key(schedule), e);
    }
    delivery.delivered(key(schedule));
  }

  @Override
  public void onResourceUpdated(GradedCronJob schedule, GradedCronJob before) {
    if (!schedule.getMetadata().getUid().equals(before.getMetadata().getUid())) {
      // Deleted and made anew between two looks of the watch.
      onResourceDeleted(before);
    }
    engine.put(schedule);
  }

  @Override
  public void onResourceDeleted(GradedCronJob schedule) {
    engine.remove(schedule);
    statuses.forget(ScheduleRef.of(schedule.getMetadata()));
  }

  /** Takes the cache whose changes it is told, before the start. */
  void reads(IndexerResourceCache<GradedCronJob> primaries) {
    cache = primaries;
  }

  /** Waits until what the cache held at its start was handed on. */
  public void awaitDelivery(Duration patience) {
    delivery.await("GradedCronJobs", cache.list().map(ScheduleFeed::key).toList(), patience);
  }

  /** Returns what the cache holds now. Any thread. */
  Stream<GradedCronJob> cached() {
    return cache.list();
  }

  private static String key(GradedCronJob schedule) {
    return ResourceID.fromResource(schedule).toString();
  }

  /**
   * Asks for a reconcile of every schedule whose template has still to be tried: those that came
   * while this replica stood by were not reconciled.
   */
  public void reconcileAll() {
    cache
        .list()
        .filter(this::isUntried)
        .forEach(
            schedule ->
                getEventHandler()
                    .handleEvent(
                        new ResourceEvent(
                            ResourceAction.UPDATED, ResourceID.fromResource(schedule), schedule)));
  }

  @Override
  public Set<Void> getSecondaryResources(GradedCronJob primary) {
    return Set.of();
  }
}
