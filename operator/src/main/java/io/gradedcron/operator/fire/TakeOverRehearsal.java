package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.ScheduleRef;
import java.util.List;

/**
 * Reads what a new leader reads first, and drops the answers: a standby whose virtual machine has
 * never done it would take some tenths of a second of its first take-over for it. Any thread; waits
 * for the answers.
 */
public final class TakeOverRehearsal implements Runnable {
  private static final int SCHEDULES = 32;

  private final FiringEngine engine;
  private final FreshState fresh;

  /**
   * Makes one.
   *
   * @param engine whose schedules are read
   */
  public TakeOverRehearsal(FiringEngine engine, FreshState fresh) {
    this.engine = engine;
    this.fresh = fresh;
  }

  /**
   * Reads some schedules and their runs, unless this replica leads.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server does not
   *     answer
   */
  @Override
  public void run() {
    for (ScheduleCell cell : engine.known().stream().limit(SCHEDULES).toList()) {
      if (engine.isLeading()) {
        return;
      }
      ScheduleRef schedule = cell.ref();
      fresh.read(schedule.namespace(), List.of(schedule));
    }
  }
}
