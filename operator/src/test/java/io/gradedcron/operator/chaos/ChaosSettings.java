package io.gradedcron.operator.chaos;

/**
 * What a run is asked for.
 *
 * @param seconds how long faults go on
 * @param replicas how many processes of the operator
 * @param schedules how many schedules
 * @param seed what every choice of the harness is drawn from
 * @param failovers how many hand-overs of each kind are measured before the faults begin
 * @param control true to break the slots' identity on purpose: the count has to see it
 */
record ChaosSettings(
    int seconds, int replicas, int schedules, long seed, int failovers, boolean control) {

  /** Reads the system properties {@code chaos.*}. */
  static ChaosSettings fromProperties() {
    long seed = Long.getLong("chaos.seed", System.currentTimeMillis() % 1_000_000);
    return new ChaosSettings(
        positive("chaos.seconds", 600),
        positive("chaos.replicas", 3),
        positive("chaos.schedules", 300),
        seed,
        Integer.getInteger("chaos.failovers", 5),
        Boolean.getBoolean("chaos.control"));
  }

  private static int positive(String name, int otherwise) {
    int value = Integer.getInteger(name, otherwise);
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ": it must be 1 or more");
    }
    return value;
  }
}
