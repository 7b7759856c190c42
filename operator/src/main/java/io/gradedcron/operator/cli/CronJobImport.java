package io.gradedcron.operator.cli;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobSpec;
import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobSpec;
import io.gradedcron.operator.api.JobTemplate;
import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.cron.InvalidScheduleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A CronJob as a GradedCronJob, suspended.
 *
 * @param schedule the GradedCronJob, which no API server has seen yet
 * @param notes what a person should know, a line each
 */
record CronJobImport(GradedCronJob schedule, List<String> notes) {
  /** Annotation of an imported schedule: what it was made of. */
  static final String SOURCE_ANNOTATION = GradedCron.GROUP + "/imported-from";

  /** A CronJob from long ago may still say its zone so. */
  private static final Pattern ZONE_INSIDE = Pattern.compile("(?:CRON_)?TZ=(\\S+)\\s+(.+)");

  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  /**
   * Labels by which a tool knows its own objects: it would take the copy for one of them, and
   * delete what its source does not name.
   */
  private static final Pattern OF_TOOLS =
      Pattern.compile(
          "app\\.kubernetes\\.io/(managed-by|instance)|helm\\.sh/chart|argocd\\.argoproj\\.io/.*"
              + "|[a-z]+\\.toolkit\\.fluxcd\\.io/.*");

  /**
   * Returns the import.
   *
   * @param name of the GradedCronJob
   * @param level 1 to 3
   * @param timeZone where the CronJob names none; empty: UTC
   * @throws PluginException if the CronJob means something that a GradedCronJob cannot
   */
  static CronJobImport of(CronJob cronJob, String name, int level, Optional<String> timeZone) {
    CronJobSpec spec = cronJob.getSpec();
    List<String> notes = new ArrayList<>();
    Matcher inside = ZONE_INSIDE.matcher(spec.getSchedule());
    boolean hasInside = inside.matches();
    String text = hasInside ? inside.group(2) : spec.getSchedule();
    String zone =
        Optional.ofNullable(spec.getTimeZone())
            .or(() -> hasInside ? Optional.of(inside.group(1)) : Optional.empty())
            .or(() -> timeZone)
            .orElse(null);
    if (zone == null) {
      notes.add(
          "it names no timeZone: read in UTC; if kube-controller-manager runs elsewhere, use"
              + " --time-zone");
    }
    if (text.startsWith("@every")) {
      notes.add("@every counts from the creation of the GradedCronJob, not of the CronJob");
    }
    check(cronJob, text, zone);
    GradedCronJob schedule = new GradedCronJob();
    schedule.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace(cronJob.getMetadata().getNamespace())
            .withLabels(labels(cronJob, notes))
            .withAnnotations(Map.of(SOURCE_ANNOTATION, source(cronJob)))
            .build());
    schedule.setSpec(
        new GradedCronJobSpec(
            level,
            text,
            zone,
            true,
            Optional.ofNullable(spec.getConcurrencyPolicy())
                .map(ConcurrencyPolicy::valueOf)
                .orElse(null),
            spec.getStartingDeadlineSeconds(),
            null,
            null,
            spec.getSuccessfulJobsHistoryLimit(),
            spec.getFailedJobsHistoryLimit(),
            JobTemplate.of(spec.getJobTemplate())));
    return new CronJobImport(schedule, notes);
  }

  private static void check(CronJob cronJob, String text, String zone) {
    try {
      if (!CronSchedule.parse(text, zone).everDue()) {
        throw new PluginException(
            "cronjob/%s: schedule: \"%s\" is never due"
                .formatted(cronJob.getMetadata().getName(), text));
      }
    } catch (InvalidScheduleException e) {
      throw new PluginException(
          "cronjob/" + cronJob.getMetadata().getName() + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, String> labels(CronJob cronJob, List<String> notes) {
    Map<String, String> labels = new TreeMap<>();
    List<String> left = new ArrayList<>();
    Optional.ofNullable(cronJob.getMetadata().getLabels())
        .orElse(Map.of())
        .forEach(
            (key, value) -> {
              if (OF_TOOLS.matcher(key).matches()) {
                left.add(key);
              } else {
                labels.put(key, value);
              }
            });
    Optional.ofNullable(cronJob.getMetadata().getAnnotations()).orElse(Map.of()).keySet().stream()
        .filter(key -> !key.equals(LAST_APPLIED))
        .forEach(left::add);
    if (!left.isEmpty()) {
      notes.add("not copied: " + String.join(", ", left.stream().sorted().toList()));
    }
    return labels;
  }

  /** Returns what the annotation says of a CronJob. */
  static String source(CronJob cronJob) {
    return "cronjob/" + cronJob.getMetadata().getName();
  }

  /** Returns true if a schedule was imported from this CronJob and has never run since. */
  static boolean isWaiting(GradedCronJob schedule, CronJob cronJob) {
    Map<String, String> annotations = schedule.getMetadata().getAnnotations();
    return annotations != null
        && source(cronJob).equals(annotations.get(SOURCE_ANNOTATION))
        && schedule.getSpec() != null
        && schedule.getSpec().suspend();
  }
}
