package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.ScheduleRef;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Reads what a new leader reads first, and drops the answers: a standby whose virtual machine has
 * never done it would take some tenths of a second of its first take-over for it. Any thread; waits
 * for the answers.
 */
public final class TakeOverRehearsal implements Runnable {
  private static final int SCHEDULES = 32;

  /**
   * For each schedule the API server goes through all Jobs of its namespace, which may be very
   * many: then some reads must do.
   */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final FiringEngine engine;
  private final FreshState fresh;
  private final LongSupplier nanoTime;

  /**
   * Makes one.
   *
   * @param engine whose schedules are read
   * @param nanoTime monotonic time in ns
   */
  public TakeOverRehearsal(FiringEngine engine, FreshState fresh, LongSupplier nanoTime) {
    this.engine = engine;
    this.fresh = fresh;
    this.nanoTime = nanoTime;
  }

  /**
   * Reads some schedules and their runs, for some two seconds at most, unless this replica leads.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server does not
   *     answer
   */
  @Override
  public void run() {
    long end = nanoTime.getAsLong() + LONGEST_NANOS;
    for (ScheduleCell cell : engine.known().stream().limit(SCHEDULES).toList()) {
      if (engine.isLeading() || nanoTime.getAsLong() > end) {
        return;
      }
      ScheduleRef schedule = cell.ref();
      fresh.read(schedule.namespace(), List.of(schedule));
    }
  }
}
