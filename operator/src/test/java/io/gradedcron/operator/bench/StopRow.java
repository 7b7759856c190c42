package io.gradedcron.operator.bench;

/**
 * One stop of many runs.
 *
 * @param active how many runs had to be stopped
 * @param contestant who deleted them
 * @param round which of its stops
 * @param deleted how long after the start, or after the patch of the Degradation, the API server
 *     had taken each delete
 * @param others how many runs were deleted that were not to be
 */
record StopRow(int active, Contestant contestant, String round, Quantiles deleted, long others) {

  /** Returns whether all were deleted. */
  boolean isComplete() {
    return deleted.count() == active;
  }
}
