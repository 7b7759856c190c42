package io.gradedcron.operator.chaos;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/** Whether processes that have ended are started again now, or once it is opened. Any thread. */
final class RestartGate {
  @GuardedBy("this")
  private boolean open = true;

  /** Processes that end from now on stay away. */
  synchronized void shut() {
    open = false;
  }

  /** All that have ended are started again. */
  synchronized void open() {
    open = true;
    notifyAll();
  }

  /** Waits until it is open. */
  synchronized void pass() throws InterruptedException {
    while (!open) {
      wait();
    }
  }
}
