package io.gradedcron.operator.api;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** How far the cluster gives up unimportant schedules, and since when until when. */
@Group(GradedCron.GROUP)
@Version(GradedCron.VERSION)
@ShortNames("degr")
public class Degradation extends CustomResource<DegradationSpec, DegradationStatus> {
  private static final long serialVersionUID = 1L;

  @Override
  protected DegradationSpec initSpec() {
    return null;
  }

  @Override
  protected DegradationStatus initStatus() {
    return null;
  }
}
