package io.gradedcron.bench;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** ScheduledThreadPoolExecutor with one thread, which takes out what is cancelled. */
final class ExecutorTimers implements TimerFacility.Threaded {
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "executor-timer");
            thread.setDaemon(true);
            return thread;
          });
  private final Future<?>[] futures;
  private final Runnable[] tasks;

  ExecutorTimers(int count, IntConsumer onExpiry) {
    executor.setRemoveOnCancelPolicy(true);
    executor.prestartAllCoreThreads();
    futures = new Future<?>[count];
    tasks = new Runnable[count];
    for (int i = 0; i < count; i++) {
      int number = i;
      tasks[i] = () -> onExpiry.accept(number);
    }
  }

  @Override
  public void add(int timer, long delayMillis) {
    futures[timer] = executor.schedule(tasks[timer], delayMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void cancel(int timer) {
    futures[timer].cancel(false);
  }

  @Override
  public void addDue(int timer) {
    executor.execute(tasks[timer]);
  }

  @Override
  public Object[] roots() {
    return new Object[] {executor.getQueue(), tasks};
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
