package io.gradedcron.operator.fire;

import io.gradedcron.operator.event.RunEvent;
import java.util.List;
import java.util.Optional;

/**
 * What followed from a look at a schedule.
 *
 * @param events what happened
 * @param order the launch to carry out
 * @param stopFirst true if active runs have to be stopped before the slot can be launched
 */
record Step(List<RunEvent> events, Optional<LaunchOrder> order, boolean stopFirst) {
  static final Step NOTHING = new Step(List.of(), Optional.empty(), false);
}
