package io.gradedcron.operator.fire;

import java.time.Instant;

/** What the wheel thread asks and tells. Called on the wheel thread only: no method may wait. */
interface DueHandler {
  /**
   * Returns when the alarm is due again, in epoch milliseconds; {@link Alarm#OFF} for never. Asked
   * before the alarm is handed on, so that a slow hand-over never costs the next slot.
   */
  long following(Alarm alarm, long dueMillis, long nowMillis);

  /** Takes a due alarm. */
  void handOn(Alarm alarm, int level, long dueMillis);

  /** Says that the wall clock jumped ahead: slots before now were not watched as they came due. */
  void clockJumped(Instant now);
}
