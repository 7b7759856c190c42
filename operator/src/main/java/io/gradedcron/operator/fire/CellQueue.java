package io.gradedcron.operator.fire;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Schedules to be looked at, and the threads that do it, never two at a time for one schedule. A
 * schedule lies in it once at most, so it is bounded by the number of schedules and never full. Any
 * thread may ask.
 */
final class CellQueue implements AutoCloseable {
  /** Where a schedule stands with a queue. */
  enum Turn {
    /** Nobody asked. */
    IDLE,
    /** It lies in the queue. */
    WAITING,
    /** It is being looked at. */
    RUNNING,
    /** It is being looked at and something changed meanwhile: it is to be looked at again. */
    RUNNING_AGAIN
  }

  private final BlockingQueue<ScheduleCell> queue = new LinkedBlockingQueue<>();
  private final Function<ScheduleCell, AtomicReference<Turn>> turns;
  private final Consumer<ScheduleCell> work;
  private final WorkerThreads threads;

  /**
   * Makes a queue.
   *
   * @param turns where a schedule keeps its turn in this queue
   */
  CellQueue(
      String name,
      int size,
      Function<ScheduleCell, AtomicReference<Turn>> turns,
      Consumer<ScheduleCell> work) {
    this.turns = turns;
    this.work = work;
    this.threads = new WorkerThreads(name, size, this::workOnce);
  }

  void start() {
    threads.start();
  }

  void ask(ScheduleCell cell) {
    Turn before =
        turns
            .apply(cell)
            .getAndUpdate(
                turn ->
                    switch (turn) {
                      case IDLE, WAITING -> Turn.WAITING;
                      case RUNNING, RUNNING_AGAIN -> Turn.RUNNING_AGAIN;
                    });
    if (before == Turn.IDLE) {
      queue.add(cell);
    }
  }

  /** Returns true if no schedule waits for a thread. */
  boolean isEmpty() {
    return queue.isEmpty();
  }

  private void workOnce() throws InterruptedException {
    ScheduleCell cell = queue.take();
    AtomicReference<Turn> turn = turns.apply(cell);
    turn.set(Turn.RUNNING);
    try {
      work.accept(cell);
    } finally {
      if (!turn.compareAndSet(Turn.RUNNING, Turn.IDLE)) {
        turn.set(Turn.WAITING);
        queue.add(cell);
      }
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
