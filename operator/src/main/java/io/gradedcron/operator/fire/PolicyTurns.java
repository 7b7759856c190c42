package io.gradedcron.operator.fire;

import io.gradedcron.operator.degrade.DegradationPolicy;
import java.time.Instant;
import java.util.concurrent.Semaphore;

/**
 * The windows of degradations that open and close by time alone, and the thread {@code policy} that
 * has every schedule looked at then, away from the wheel's thread. Any thread.
 */
final class PolicyTurns implements AutoCloseable {
  private final Alarm alarm = Alarm.forPolicy();
  private final Semaphore rung = new Semaphore(0);
  private final Runnable turn;
  private final WorkerThreads worker = new WorkerThreads("policy", 1, this::turnOnce);

  /**
   * Makes the turns.
   *
   * @param turn what is to be done at each; sets the next one by {@link #arm}
   */
  PolicyTurns(Runnable turn) {
    this.turn = turn;
  }

  void start() {
    worker.start();
  }

  /** Sets the alarm to the policy's next change in time. */
  void arm(WheelThread wheel, DegradationPolicy policy, Instant now) {
    wheel.post(alarm, 1, policy.nextChange(now).map(Instant::toEpochMilli).orElse(Alarm.OFF));
  }

  /** A window opened or closed. Never waits. */
  void ring() {
    rung.release();
  }

  private void turnOnce() throws InterruptedException {
    rung.acquire();
    rung.drainPermits();
    turn.run();
  }

  @Override
  public void close() {
    worker.close();
  }
}
