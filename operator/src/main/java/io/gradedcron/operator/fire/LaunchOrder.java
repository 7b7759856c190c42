package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.plan.JobText;
import java.time.Instant;

/**
 * A launch that was decided and is to be carried out.
 *
 * @param schedule the object as it was when the launch was decided
 * @param slot the slot
 * @param reason what the slot had to wait for
 */
record LaunchOrder(GradedCronJob schedule, Instant slot, LaunchReason reason) {
  int level() {
    return schedule.getSpec().level();
  }

  String runName() {
    return JobText.runName(schedule.getMetadata().getName(), slot);
  }
}
