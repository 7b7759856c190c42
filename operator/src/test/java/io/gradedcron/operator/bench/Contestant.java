package io.gradedcron.operator.bench;

import java.util.Arrays;
import java.util.List;

/** Who is measured. */
enum Contestant {
  /** Concurrent creates and nothing else: what the API server can do. */
  BARE("bare", "bare creates"),
  /** This project. */
  GRADEDCRON("gradedcron", "gradedcron"),
  /** Kubernetes' own CronJob controller, as fast as its flags make it. */
  TUNED(
      "built-in-tuned",
      "CronJob controller, tuned",
      "--kube-api-qps=5000",
      "--kube-api-burst=10000",
      "--concurrent-cron-job-syncs=50"),
  /** Kubernetes' own CronJob controller with its defaults. */
  DEFAULT("built-in", "CronJob controller, defaults");

  private final String id;
  private final String words;
  private final List<String> flags;

  Contestant(String id, String words, String... flags) {
    this.id = id;
    this.words = words;
    this.flags = List.of(flags);
  }

  /** Returns the contestant that is called so on the command line. */
  static Contestant of(String id) {
    return Arrays.stream(values())
        .filter(contestant -> contestant.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no contestant '"
                        + id
                        + "': they are "
                        + Arrays.stream(values()).map(c -> c.id).toList()));
  }

  /** Returns how tables name it. */
  String words() {
    return words;
  }

  /** Returns its flags beyond those that every process of its kind gets. */
  List<String> flags() {
    return flags;
  }

  /** Returns whether it is Kubernetes' own controller. */
  boolean isBuiltIn() {
    return this == TUNED || this == DEFAULT;
  }
}
