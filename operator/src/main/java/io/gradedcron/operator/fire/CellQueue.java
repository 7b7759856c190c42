package io.gradedcron.operator.fire;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Schedules to be looked at, and the threads that do it. A schedule lies in it once at most, so it is
 * bounded by the number of schedules and never full. Any thread may ask.
 */
final class CellQueue implements AutoCloseable {
  private final BlockingQueue<ScheduleCell> queue = new LinkedBlockingQueue<>();
  private final Function<ScheduleCell, AtomicBoolean> mark;
  private final Consumer<ScheduleCell> work;
  private final WorkerThreads threads;

  /**
   * Makes a queue.
   *
   * @param mark where a schedule keeps whether it lies in this queue
   */
  CellQueue(
      String name,
      int size,
      Function<ScheduleCell, AtomicBoolean> mark,
      Consumer<ScheduleCell> work) {
    this.mark = mark;
    this.work = work;
    this.threads = new WorkerThreads(name, size, this::workOnce);
  }

  void start() {
    threads.start();
  }

  void ask(ScheduleCell cell) {
    if (mark.apply(cell).compareAndSet(false, true)) {
      queue.add(cell);
    }
  }

  private void workOnce() throws InterruptedException {
    ScheduleCell cell = queue.take();
    // Cleared before the look: what changes during it asks for another one.
    mark.apply(cell).set(false);
    work.accept(cell);
  }

  @Override
  public void close() {
    threads.close();
  }
}
