package io.gradedcron.operator.plan;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;

/**
 * The spec that a record of slots belongs to.
 *
 * @param generation its generation; null where a status does not say it
 * @param text the part whose change makes earlier slots void
 */
public record ObservedSpec(Long generation, GradedCronJobStatus.Observed text) {
  /** Returns the spec that a schedule has now. */
  public static ObservedSpec of(GradedCronJob schedule) {
    return new ObservedSpec(
        schedule.getMetadata().getGeneration(),
        GradedCronJobStatus.Observed.of(schedule.getSpec()));
  }
}
