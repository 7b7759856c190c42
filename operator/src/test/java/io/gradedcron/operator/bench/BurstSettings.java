package io.gradedcron.operator.bench;

import java.time.Duration;

/**
 * How bursts are measured.
 *
 * @param bursts how many in a row, after the contestant's start
 * @param period from slot to slot: a minute, or for this project alone a part of it
 * @param longest how long the Jobs of a slot are waited for
 * @param restarts whether one more burst follows a restart
 * @param bareRounds rounds of the bare limit right before and right after
 */
record BurstSettings(
    int bursts, Duration period, Duration longest, boolean restarts, int bareRounds) {

  /** Returns the cron text of the period. */
  String cron() {
    return period.toSeconds() == 60 ? "* * * * *" : "*/" + period.toSeconds() + " * * * * *";
  }
}
