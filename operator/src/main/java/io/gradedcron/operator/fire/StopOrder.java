package io.gradedcron.operator.fire;

import io.gradedcron.operator.plan.Run;
import java.util.List;
import java.util.OptionalLong;

/**
 * An active run that is to be stopped.
 *
 * @param run the run
 * @param gracePeriodSeconds for its pods; empty: the pods' own
 * @param degradations the degradations that stop it; empty if the next slot replaces it
 */
record StopOrder(Run run, OptionalLong gracePeriodSeconds, List<String> degradations) {
  /** Returns why, in words. */
  String cause() {
    return degradations.isEmpty()
        ? "replaced by the next slot"
        : "degraded by " + String.join(", ", degradations);
  }
}
