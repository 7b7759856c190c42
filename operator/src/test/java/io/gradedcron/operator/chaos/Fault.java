package io.gradedcron.operator.chaos;

/** What goes wrong. */
enum Fault {
  CLEAN_STOP("SIGTERM to the leader"),
  CRASH("SIGKILL to the leader"),
  FREEZE("SIGSTOP past the lease, then SIGCONT"),
  API_SERVER_RESTART("restart of kube-apiserver"),
  ETCD_RESTART("etcd killed and started again"),
  CUT_WATCHES("all watches cut"),
  DELAYS("requests delayed"),
  DROPS("requests dropped"),
  LOST_ANSWERS("answers lost after the request was carried out"),
  ANSWERS_429("requests answered with 429"),
  ANSWERS_500("requests answered with 500"),
  ANSWERS_410("watches answered with 410 Gone"),
  DEGRADATION_FLIP("Degradation patched"),
  SCHEDULE_EDIT("schedule edited"),
  JOB_DELETE("Job deleted behind the operator's back");

  private final String words;

  Fault(String words) {
    this.words = words;
  }

  /** Returns what it is, in words. */
  String words() {
    return words;
  }

  /** True if a proxy does it to single requests. */
  boolean isOfNetwork() {
    return switch (this) {
      case DELAYS, DROPS, LOST_ANSWERS, ANSWERS_429, ANSWERS_500, ANSWERS_410 -> true;
      default -> false;
    };
  }
}
