package io.gradedcron.operator.metrics;

import io.gradedcron.operator.api.DegradationAction;
import java.util.OptionalInt;

/**
 * What the gauges show, read anew by each scrape.
 *
 * <p>Called by whichever thread serves a scrape, several at once: an implementation reads counts
 * that are kept anyway, and neither waits nor walks over all schedules.
 */
public interface OperatorGauges {
  /** Returns how many runs of a level, 1 to 3, are active. */
  int runsActive(int level);

  /** Returns how many schedules of a level, 1 to 3, there are. */
  int schedules(int level);

  /** Returns how many schedules of a level, 1 to 3, cannot run as they are written. */
  int schedulesInvalid(int level);

  /** Returns how many schedules of a level, 1 to 3, an active Degradation holds. */
  int schedulesHeld(int level);

  /** Returns how many schedules are armed in the wheel. */
  int wheelTimers();

  /** Returns how many due slots of a level, 1 to 3, wait for a worker. */
  int launchQueue(int level);

  /** Returns how many due slots of a level, 1 to 3, wait because it has as many runs as it may. */
  int ceilingQueue(int level);

  /** Returns how many runs of a level, 1 to 3, there may be at a time; empty: any number. */
  OptionalInt maxConcurrentRuns(int level);

  /**
   * Returns whether any active degradation does this to schedules of this level.
   *
   * @param level 2 or 3: core work cannot be degraded
   * @param action ScaleToZero or DrainThenStop
   */
  boolean degraded(int level, DegradationAction action);

  /** Returns whether this replica leads. */
  boolean leading();

  /** Returns how many status patches have been sent since the start. */
  long statusWrites();

  /** Returns how many differences between wheel and caches were repaired since the start. */
  long resyncRepairs();

  /** Returns how many events found the bus full since the start. */
  long eventsDropped();
}
