package io.gradedcron.operator.api;

/** Names that the API group, its runs and other controllers agree on. */
public final class GradedCron {
  public static final String GROUP = "gradedcron.io";
  public static final String VERSION = "v1";
  public static final String API_VERSION = GROUP + "/" + VERSION;

  /** Label of a Job and its pods: the name of the GradedCronJob that launched it. */
  public static final String SCHEDULE_LABEL = GROUP + "/schedule";

  /** Label of a Job and its pods: the level it was launched at, {@code 1} to {@code 3}. */
  public static final String LEVEL_LABEL = GROUP + "/level";

  /** Annotation of a Job: its slot in RFC 3339, as Kubernetes' CronJob controller sets it. */
  public static final String SLOT_ANNOTATION = "batch.kubernetes.io/cronjob-scheduled-timestamp";

  /**
   * Annotation of a GradedCronJob: an instant in RFC 3339 at which it is due once more, besides the
   * slots of its text. It is a slot like the others: level, degradations, suspend, concurrency
   * policy and deadline hold for it, and it runs once. The operator never removes it.
   */
  public static final String TRIGGER_ANNOTATION = GROUP + "/trigger";

  private GradedCron() {}
}
