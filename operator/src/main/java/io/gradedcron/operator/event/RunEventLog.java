package io.gradedcron.operator.event;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one log line per event, for the person at three in the morning: schedule, slot and level
 * as {@code key=value}. What a healthy system does all the time is at debug.
 */
public final class RunEventLog implements RunEventSubscriber {
  private static final Logger log = LoggerFactory.getLogger("io.gradedcron.operator.runs");

  @Override
  public void on(RunEvent event) {
    if (event instanceof RunEvent.SlotLaunched e) {
      log.debug(
          "launched level={} schedule={} slot={} run={} latency={}ms reason={}",
          e.level(),
          e.schedule(),
          e.slot(),
          e.run(),
          e.latency().toMillis(),
          e.reason());
    } else if (event instanceof RunEvent.SlotsSkipped e) {
      log.debug(
          "skipped level={} schedule={} slot={} to={} reason={}",
          e.level(),
          e.schedule(),
          e.from(),
          e.to(),
          e.reason());
    } else if (event instanceof RunEvent.SlotsMissed e) {
      log.warn(
          "missed level={} schedule={} slot={} to={}", e.level(), e.schedule(), e.from(), e.to());
    } else if (event instanceof RunEvent.SlotsFailed e) {
      log.warn(
          "failed level={} schedule={} slot={} to={} message={}",
          e.level(),
          e.schedule(),
          e.from(),
          e.to(),
          e.message());
    } else if (event instanceof RunEvent.RunFinished e) {
      log.debug(
          "finished level={} schedule={} run={} result={}",
          e.level(),
          e.schedule(),
          e.run(),
          e.result());
    } else if (event instanceof RunEvent.RunStopped e) {
      log.info(
          "stopped level={} schedule={} run={} cause={}",
          e.level(),
          e.schedule(),
          e.run(),
          e.cause());
    } else if (event instanceof RunEvent.ScheduleHeld e) {
      log.info(
          "held level={} schedule={} action={} by={} reason={}",
          e.level(),
          e.schedule(),
          e.action(),
          e.heldBy(),
          e.reason());
    } else if (event instanceof RunEvent.ScheduleLifted e) {
      log.info("lifted level={} schedule={}", e.level(), e.schedule());
    } else if (event instanceof RunEvent.ScheduleInvalid e) {
      log.warn(
          "invalid level={} schedule={} reason={} message={}",
          e.level(),
          e.schedule(),
          e.reason(),
          e.message());
    } else if (event instanceof RunEvent.NameConflict e) {
      log.warn(
          "name conflict level={} schedule={} slot={} run={}: a Job that is not ours has this name",
          e.level(),
          e.schedule(),
          e.slot(),
          e.run());
    }
  }
}
