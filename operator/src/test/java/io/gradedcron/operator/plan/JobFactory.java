package io.gradedcron.operator.plan;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes a slot's Job from its schedule's template with the client's own objects: what {@link
 * JobText} has to write as text. Stateless; any thread; never changes the template.
 */
public final class JobFactory {
  private static final int SHORTEST_TTL_SECONDS = 10;

  /** Unix seconds have ten digits from the year 2001 to 2286. */
  private static final Instant FULL_LENGTH_SLOT = Instant.ofEpochSecond(9_999_999_999L);

  private final LevelProfiles levels;

  /** Makes a factory whose Jobs are what their templates say. */
  public JobFactory() {
    this(LevelProfiles.NONE);
  }

  /** Makes a factory that adds to each Job what is laid down for its level. */
  public JobFactory(LevelProfiles levels) {
    this.levels = levels;
  }

  /** Returns the name of a slot's Job: the slot's identity. */
  public static String runName(String schedule, Instant slot) {
    return JobText.runName(schedule, slot);
  }

  /** Returns the labels that a Job and its pods have of us. */
  private static Map<String, String> labels(GradedCronJob schedule) {
    return Map.of(
        GradedCron.SCHEDULE_LABEL,
        schedule.getMetadata().getName(),
        GradedCron.LEVEL_LABEL,
        String.valueOf(schedule.getSpec().level()));
  }

  /** Returns the Job of a slot. */
  public Job job(GradedCronJob schedule, Instant slot) {
    Map<String, String> ours = labels(schedule);
    JobTemplateSpec template = schedule.getSpec().jobTemplate().read();
    return new JobBuilder()
        .withMetadata(metadata(schedule, slot, template.getMetadata(), ours))
        .withSpec(spec(template.getSpec(), ours, levels.of(schedule.getSpec().level())))
        .build();
  }

  /** Returns a Job with the longest name that a slot can have, for a trial of the template. */
  public Job trial(GradedCronJob schedule) {
    return job(schedule, FULL_LENGTH_SLOT);
  }

  private static ObjectMeta metadata(
      GradedCronJob schedule, Instant slot, ObjectMeta template, Map<String, String> ours) {
    return new ObjectMetaBuilder()
        .withName(runName(schedule.getMetadata().getName(), slot))
        .withNamespace(schedule.getMetadata().getNamespace())
        .withLabels(template == null ? ours : merged(template.getLabels(), ours))
        .withAnnotations(
            merged(
                template == null ? null : template.getAnnotations(),
                Map.of(GradedCron.SLOT_ANNOTATION, slot.toString())))
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion(GradedCron.API_VERSION)
                .withKind(schedule.getKind())
                .withName(schedule.getMetadata().getName())
                .withUid(schedule.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build())
        .build();
  }

  private static JobSpec spec(JobSpec template, Map<String, String> ours, LevelProfile level) {
    Integer ttl = template.getTtlSecondsAfterFinished();
    PodTemplateSpecBuilder pod = new PodTemplateSpecBuilder(template.getTemplate());
    Map<String, String> labels =
        template.getTemplate().getMetadata() == null
            ? null
            : template.getTemplate().getMetadata().getLabels();
    return new JobSpecBuilder(template)
        .withTtlSecondsAfterFinished(ttl == null ? null : Math.max(ttl, SHORTEST_TTL_SECONDS))
        .withTemplate(
            pod.editOrNewMetadata()
                .withLabels(merged(labels, ours))
                .endMetadata()
                .withSpec(added(pod.buildSpec(), level))
                .build())
        .build();
  }

  private static PodSpec added(PodSpec template, LevelProfile level) {
    if (template == null || !level.addsToPods()) {
      return template;
    }
    PodSpecBuilder spec = new PodSpecBuilder(template);
    String named = template.getPriorityClassName();
    if ((named == null || named.isEmpty())
        && template.getPriority() == null
        && template.getPreemptionPolicy() == null) {
      level.priorityClassName().ifPresent(spec::withPriorityClassName);
    }
    if (!level.nodeSelector().isEmpty()) {
      spec.withNodeSelector(
          template.getNodeSelector() == null
              ? level.nodeSelector()
              : merged(level.nodeSelector(), template.getNodeSelector()));
    }
    return spec.addAllToTolerations(level.tolerations()).build();
  }

  private static Map<String, String> merged(Map<String, String> theirs, Map<String, String> ours) {
    if (theirs == null || theirs.isEmpty()) {
      return ours;
    }
    Map<String, String> merged = new HashMap<>(theirs);
    merged.putAll(ours);
    return merged;
  }
}
