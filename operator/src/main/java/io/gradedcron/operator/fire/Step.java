package io.gradedcron.operator.fire;

import io.gradedcron.operator.event.RunEvent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What followed from a look at a schedule.
 *
 * @param events what happened
 * @param order the launch to carry out
 * @param stopFirst true if active runs have to be stopped before the slot can be launched
 * @param atCeiling true if the slot waits for a place under its level's ceiling
 */
record Step(
    List<RunEvent> events, Optional<LaunchOrder> order, boolean stopFirst, boolean atCeiling) {
  static final Step NOTHING = new Step(List.of(), Optional.empty(), false, false);

  /** Returns this step with what happened before it. */
  Step after(List<RunEvent> before) {
    return before.isEmpty()
        ? this
        : new Step(
            Stream.concat(before.stream(), events.stream()).toList(), order, stopFirst, atCeiling);
  }
}
