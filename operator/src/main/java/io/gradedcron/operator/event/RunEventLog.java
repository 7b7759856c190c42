package io.gradedcron.operator.event;

import io.gradedcron.operator.api.RefusalReason;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes one log line per event, for the person at three in the morning: one word for what
 * happened, then level, schedule and slot as {@code key=value}, which are fields of their own where
 * logs are JSON. What a healthy system does all the time is at debug.
 */
public final class RunEventLog implements RunEventSubscriber {
  private static final int MOST_NAMESPACES = 1_000;
  private static final Logger log = LoggerFactory.getLogger("io.gradedcron.operator.runs");

  /** Namespaces of which was said that they go. Owned by the bus's thread. */
  private final Set<String> going = new HashSet<>();

  @Override
  public void on(RunEvent event) {
    if (event instanceof RunEvent.SlotLaunched e) {
      going.remove(e.schedule().namespace());
      at(Level.DEBUG, e)
          .addKeyValue("slot", e.slot())
          .addKeyValue("run", e.run())
          .addKeyValue("latencyMs", e.latency().toMillis())
          .addKeyValue("reason", e.reason())
          .log("launched");
    } else if (event instanceof RunEvent.SlotsSkipped e) {
      at(Level.DEBUG, e)
          .addKeyValue("slot", e.from())
          .addKeyValue("to", e.to())
          .addKeyValue("reason", e.reason())
          .log("skipped");
    } else if (event instanceof RunEvent.SlotsMissed e) {
      at(Level.WARN, e)
          .addKeyValue("slot", e.from())
          .addKeyValue("to", e.to())
          .addKeyValue("reason", e.reason())
          .log("missed");
    } else if (event instanceof RunEvent.SlotsFailed e) {
      // Once for each cause: a schedule that is due each second would bury all else.
      at(e.news() ? Level.WARN : Level.DEBUG, e)
          .addKeyValue("slot", e.from())
          .addKeyValue("to", e.to())
          .addKeyValue("cause", e.message())
          .log("failed");
    } else if (event instanceof RunEvent.LaunchRefused e) {
      at(isNews(e) ? Level.WARN : Level.DEBUG, e)
          .addKeyValue("slot", e.slot())
          .addKeyValue("reason", e.reason())
          .addKeyValue("cause", e.message())
          .log("launch refused, tried again until the slot's deadline");
    } else if (event instanceof RunEvent.RunFinished e) {
      at(Level.DEBUG, e)
          .addKeyValue("run", e.run())
          .addKeyValue("result", e.result())
          .log("finished");
    } else if (event instanceof RunEvent.RunStopped e) {
      at(Level.INFO, e).addKeyValue("run", e.run()).addKeyValue("cause", e.cause()).log("stopped");
    } else if (event instanceof RunEvent.ScheduleHeld e) {
      at(Level.INFO, e)
          .addKeyValue("action", e.action())
          .addKeyValue("by", String.join(",", e.heldBy()))
          .addKeyValue("reason", e.reason())
          .log("held");
    } else if (event instanceof RunEvent.ScheduleLifted e) {
      at(Level.INFO, e).log("lifted");
    } else if (event instanceof RunEvent.ScheduleInvalid e) {
      at(Level.WARN, e)
          .addKeyValue("reason", e.reason())
          .addKeyValue("cause", e.message())
          .log("invalid");
    } else if (event instanceof RunEvent.NameConflict e) {
      at(Level.WARN, e)
          .addKeyValue("slot", e.slot())
          .addKeyValue("run", e.run())
          .log("name conflict: a Job that is not ours has this run's name");
    }
  }

  /** A namespace that goes refuses all its schedules for the one reason: that is one line. */
  private boolean isNews(RunEvent.LaunchRefused refused) {
    if (!refused.news() || refused.reason() != RefusalReason.NamespaceTerminating) {
      return refused.news();
    }
    if (going.size() >= MOST_NAMESPACES) {
      going.clear();
    }
    return going.add(refused.schedule().namespace());
  }

  private static LoggingEventBuilder at(Level level, RunEvent event) {
    return log.atLevel(level)
        .addKeyValue("level", event.level())
        .addKeyValue("schedule", event.schedule());
  }
}
