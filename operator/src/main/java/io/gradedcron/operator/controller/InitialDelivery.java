package io.gradedcron.operator.controller;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Waits until a watch's handler was called for everything that its cache held at the start.
 *
 * <p>A cache says that it is in sync before its handlers have run: whoever leads on its word may
 * launch what a degradation holds that was not handed on yet. Any thread.
 */
final class InitialDelivery {
  @GuardedBy("this")
  private final Set<String> delivered = new HashSet<>();

  @GuardedBy("this")
  private boolean complete;

  /** The handler was called for this key. */
  synchronized void delivered(String key) {
    if (!complete) {
      delivered.add(key);
      notifyAll();
    }
  }

  /**
   * Waits until the handler was called for all these keys.
   *
   * @throws IllegalStateException if it was not within the patience
   */
  synchronized void await(String what, Collection<String> keys, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    try {
      while (!delivered.containsAll(keys)) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new IllegalStateException("the cache of " + what + " was not handed on in time");
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the caches were read", e);
    }
    complete = true;
    delivered.clear();
  }
}
