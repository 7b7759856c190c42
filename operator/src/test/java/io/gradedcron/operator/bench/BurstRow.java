package io.gradedcron.operator.bench;

/**
 * One burst of one contestant.
 *
 * @param due how many schedules were due
 * @param burst which of its bursts
 * @param lateness of the Jobs that came
 * @param cpuSeconds of the contestant's process from just before the slot until it was quiet again;
 *     of the bare limit, its sending threads alone
 * @param apiCpuSeconds of kube-apiserver in the same time
 * @param observerCpuSeconds of the observer's thread in the same time
 * @param quietSeconds from the slot until the last change of a schedule's status; not a number if
 *     there is none
 */
record BurstRow(
    int due,
    Contestant contestant,
    String burst,
    Lateness lateness,
    double cpuSeconds,
    double apiCpuSeconds,
    double observerCpuSeconds,
    double quietSeconds) {
  /** Behind the name of a burst in which the observer had to begin anew and saw Jobs late. */
  static final String OBSERVER_CUT = ", observer cut";

  /** Returns whether all Jobs came. */
  boolean isComplete() {
    return lateness.all().count() == due;
  }
}
