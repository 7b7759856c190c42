package io.gradedcron.operator.api;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A schedule: a cron text with a level, and the Job to launch at each of its slots. */
@Group(GradedCron.GROUP)
@Version(GradedCron.VERSION)
@ShortNames("gcj")
public class GradedCronJob extends CustomResource<GradedCronJobSpec, GradedCronJobStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  @Override
  protected GradedCronJobSpec initSpec() {
    return null;
  }

  @Override
  protected GradedCronJobStatus initStatus() {
    return null;
  }
}
