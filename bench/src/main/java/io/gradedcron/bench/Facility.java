package io.gradedcron.bench;

import java.util.function.IntConsumer;

/** The facilities that are compared. */
public enum Facility {
  GRADEDCRON("gradedcron TimingWheel"),
  AGRONA("Agrona DeadlineTimerWheel"),
  BINARY_HEAP("binary heap (PriorityQueue)"),
  NETTY("Netty HashedWheelTimer"),
  EXECUTOR("ScheduledThreadPoolExecutor"),
  JAVA_TIMER("java.util.Timer");

  private final String title;

  Facility(String title) {
    this.title = title;
  }

  /** What the tables call it. */
  String title() {
    return title;
  }

  /** Whether its caller drives it; else it has a thread of its own. */
  boolean isDriven() {
    return this == GRADEDCRON || this == AGRONA || this == BINARY_HEAP;
  }

  /**
   * Opens one without timers.
   *
   * @param count how many timers there are, numbered from 0
   * @param onExpiry what is told which timer expired
   * @param mapped false if the handler does not look at which it was
   */
  TimerFacility open(int count, IntConsumer onExpiry, boolean mapped) {
    return switch (this) {
      case GRADEDCRON -> new GradedcronTimers(count, onExpiry);
      case AGRONA -> new AgronaTimers(count, onExpiry, mapped);
      case BINARY_HEAP -> new HeapTimers(count, onExpiry);
      case NETTY -> new NettyTimers(count, onExpiry);
      case EXECUTOR -> new ExecutorTimers(count, onExpiry);
      case JAVA_TIMER -> new JavaTimers(count, onExpiry);
    };
  }
}
