package io.gradedcron.operator.plan;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.gradedcron.operator.api.GradedCron;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a Job as a run. Stateless; any thread; never changes the Job. */
public final class JobReader {
  private static final String KIND = "GradedCronJob";
  private static final Pattern RUN_NAME = Pattern.compile(".+-([0-9]{1,11})");

  /** Returns the UID of the schedule that controls the Job; empty if none of ours does. */
  public Optional<String> owner(Job job) {
    List<OwnerReference> owners = job.getMetadata().getOwnerReferences();
    if (owners == null) {
      return Optional.empty();
    }
    // The version is left out on purpose: a Job of an older API version stays ours.
    return owners.stream()
        .filter(Objects::nonNull)
        .filter(o -> Boolean.TRUE.equals(o.getController()))
        .filter(o -> KIND.equals(o.getKind()))
        .filter(o -> o.getApiVersion() != null)
        .filter(o -> o.getApiVersion().startsWith(GradedCron.GROUP + "/"))
        .map(OwnerReference::getUid)
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** Returns the run; empty if the Job names no slot, as one that somebody made by hand. */
  public Optional<Run> run(Job job) {
    return slot(job)
        .map(
            slot ->
                new Run(
                    job.getMetadata().getName(),
                    Objects.requireNonNullElse(job.getMetadata().getUid(), ""),
                    slot,
                    level(job),
                    phase(job),
                    job.getMetadata().getDeletionTimestamp() != null,
                    finishedAt(job)));
  }

  private static Optional<Instant> slot(Job job) {
    Map<String, String> annotations = job.getMetadata().getAnnotations();
    String text = annotations == null ? null : annotations.get(GradedCron.SLOT_ANNOTATION);
    if (text == null) {
      return slotOfName(job.getMetadata().getName());
    }
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      // Somebody changed the annotation: the name still holds the slot.
      return slotOfName(job.getMetadata().getName());
    }
  }

  private static Optional<Instant> slotOfName(String name) {
    Matcher matcher = RUN_NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(Instant.ofEpochSecond(Long.parseLong(matcher.group(1))))
        : Optional.empty();
  }

  private static int level(Job job) {
    Map<String, String> labels = job.getMetadata().getLabels();
    String level = labels == null ? null : labels.get(GradedCron.LEVEL_LABEL);
    // Without a label that says otherwise a run is treated as the least important.
    return "1".equals(level) ? 1 : "2".equals(level) ? 2 : 3;
  }

  private static Run.Phase phase(Job job) {
    if (isTrue(job, "Complete")) {
      return Run.Phase.SUCCEEDED;
    }
    return isTrue(job, "Failed") ? Run.Phase.FAILED : Run.Phase.ACTIVE;
  }

  private static boolean isTrue(Job job, String type) {
    return condition(job, type).isPresent();
  }

  private static Optional<JobCondition> condition(Job job, String type) {
    if (job.getStatus() == null || job.getStatus().getConditions() == null) {
      return Optional.empty();
    }
    return job.getStatus().getConditions().stream()
        .filter(Objects::nonNull)
        .filter(c -> type.equals(c.getType()) && "True".equals(c.getStatus()))
        .findFirst();
  }

  private static Optional<Instant> finishedAt(Job job) {
    if (job.getStatus() == null) {
      return Optional.empty();
    }
    String completed = job.getStatus().getCompletionTime();
    if (completed != null) {
      return instant(completed);
    }
    return condition(job, "Failed")
        .map(JobCondition::getLastTransitionTime)
        .flatMap(JobReader::instant);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      // A run whose end nobody can read has ended all the same.
      return Optional.empty();
    }
  }
}
