package io.gradedcron.bench;

import java.util.Timer;
import java.util.TimerTask;
import java.util.function.IntConsumer;

/**
 * java.util.Timer. A cancelled task stays in its heap until it would have been due, or until a
 * purge, which goes through the whole of it: here one for every so many cancels as there are
 * timers, so that the heap holds twice as many at most.
 */
final class JavaTimers implements TimerFacility.Threaded {
  private static final class Task extends TimerTask {
    private final int number;
    private final IntConsumer onExpiry;

    Task(int number, IntConsumer onExpiry) {
      this.number = number;
      this.onExpiry = onExpiry;
    }

    @Override
    public void run() {
      onExpiry.accept(number);
    }
  }

  private final Timer timer = new Timer("java-timer", true);
  private final Task[] tasks;
  private final IntConsumer onExpiry;
  private int cancelled;

  JavaTimers(int count, IntConsumer onExpiry) {
    this.tasks = new Task[count];
    this.onExpiry = onExpiry;
  }

  @Override
  public void add(int number, long delayMillis) {
    Task task = new Task(number, onExpiry);
    tasks[number] = task;
    timer.schedule(task, delayMillis);
  }

  @Override
  public void cancel(int number) {
    tasks[number].cancel();
    if (++cancelled >= tasks.length) {
      timer.purge();
      cancelled = 0;
    }
  }

  @Override
  public void addDue(int number) {
    timer.schedule(new Task(number, onExpiry), 0);
  }

  @Override
  public Object[] roots() {
    return new Object[] {timer};
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
