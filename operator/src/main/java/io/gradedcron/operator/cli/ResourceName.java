package io.gradedcron.operator.cli;

import java.util.Locale;
import java.util.Set;

/** Names of objects as kubectl takes them: by themselves, or behind their kind. Stateless. */
final class ResourceName {
  private static final Set<String> SCHEDULES =
      Set.of(
          "gcj",
          "gradedcronjob",
          "gradedcronjobs",
          "gradedcronjob.gradedcron.io",
          "gradedcronjobs.gradedcron.io");
  private static final Set<String> CRON_JOBS =
      Set.of("cj", "cronjob", "cronjobs", "cronjob.batch", "cronjobs.batch");

  private ResourceName() {}

  /** Returns the name of a GradedCronJob. */
  static String schedule(String text) {
    return name(text, SCHEDULES, "gradedcronjob");
  }

  /** Returns the name of a CronJob. */
  static String cronJob(String text) {
    return name(text, CRON_JOBS, "cronjob");
  }

  private static String name(String text, Set<String> kinds, String kind) {
    int slash = text.indexOf('/');
    if (slash >= 0 && !kinds.contains(text.substring(0, slash).toLowerCase(Locale.ROOT))) {
      throw new PluginException(
          "\"" + text + "\" is no " + kind + ": write NAME or " + kind + "/NAME");
    }
    String name = text.substring(slash + 1);
    if (name.isEmpty() || name.contains("/")) {
      throw new PluginException(
          "\"" + text + "\" names no " + kind + ": write NAME or " + kind + "/NAME");
    }
    return name;
  }
}
