package io.gradedcron.operator.harness;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for time to pass, unless the run ends before. Any thread. */
public final class Pause {
  private final CountDownLatch end = new CountDownLatch(1);

  /** Waits; returns false if the run has ended. */
  public boolean lasts(Duration time) {
    try {
      return !end.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The run ends. */
  public void end() {
    end.countDown();
  }
}
