package io.gradedcron.operator.bench;

/**
 * What the name of a Job of a burst says: {@code b<level>-<number>-<slot>}.
 *
 * @param level of the schedule
 * @param schedule its name
 * @param slot as the contestant wrote it: seconds or minutes since 1970, or the number of a round
 */
record RunName(int level, String schedule, long slot) {

  /** Returns the name of the schedule with this number: levels take turns. */
  static String schedule(int number) {
    return "b" + (1 + number % 3) + "-" + number;
  }

  /** Returns the level of the schedule with this number. */
  static int level(int number) {
    return 1 + number % 3;
  }

  /** Reads a Job's name. */
  static RunName parse(String job) {
    int dash = job.lastIndexOf('-');
    return new RunName(
        job.charAt(1) - '0',
        job.substring(0, dash),
        Long.parseLong(job, dash + 1, job.length(), 10));
  }
}
