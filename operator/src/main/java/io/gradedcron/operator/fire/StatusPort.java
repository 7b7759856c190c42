package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.ScheduleRef;

/** To whom the firing path says that a status is out of date. No method may wait. */
public interface StatusPort {
  /** The status is to be written in due course. */
  void changed(ScheduleRef schedule);

  /** The status is to be written now: something waits for it. */
  void urgent(ScheduleRef schedule);
}
