package io.gradedcron.bench;

import io.gradedcron.operator.cron.CronSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Supplier;
import org.openjdk.jol.info.GraphStats;

/** Counts the bytes of object graphs as this JVM lays them out. */
final class Footprint {
  private static final int MINUTE = 60_000;
  private static final int HOUR = 60 * MINUTE;
  private static final int SCHEDULES = 10_000;

  private Footprint() {}

  /**
   * Bytes that a facility keeps for each of its timers, without what it takes when it is empty and
   * without what is the caller's own: what a timer carries, and the array of handles.
   */
  static double bytesPerTimer(Facility facility, int count) {
    Draws draws = new Draws();
    try (TimerFacility timers = facility.open(count, timer -> {}, false)) {
      long empty = bytes(timers.roots());
      for (int i = 0; i < count; i++) {
        timers.add(i, MINUTE + draws.below(HOUR));
      }
      return (bytes(timers.roots()) - empty) / (double) count;
    }
  }

  /** Bytes that each of many compiled schedules takes beyond what they share with one another. */
  static double bytesPerSchedule(Evaluator evaluator, CronCase cron, String zone) {
    return bytesForEach(() -> evaluator.compile(cron, zone));
  }

  /** Bytes that each of many schedules takes that share one compiled text. */
  static double bytesPerSharer(CronCase cron, String zone) {
    CronSchedule shared = CronSchedule.parse(cron.text(), zone);
    return bytesForEach(() -> shared.slots(Instant.EPOCH, Duration.ZERO));
  }

  private static double bytesForEach(Supplier<Object> maker) {
    Object[] many = new Object[1 + SCHEDULES];
    Arrays.setAll(many, i -> maker.get());
    Object[] one = {many[0]};
    return (bytes(many) - bytes(one)) / (double) SCHEDULES;
  }

  private static long bytes(Object[] roots) {
    return GraphStats.parseInstance(roots).totalSize();
  }
}
