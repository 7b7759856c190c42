package io.gradedcron.operator.fire;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Named threads that do the same piece of work again and again until they are closed. */
final class WorkerThreads implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WorkerThreads.class);

  /** One piece of work; waits for it. */
  interface Work {
    void once() throws InterruptedException;
  }

  private final List<Thread> threads;
  private final Work work;
  private volatile boolean closed;

  WorkerThreads(String name, int size, Work work) {
    this.work = work;
    this.threads =
        IntStream.rangeClosed(1, size)
            .mapToObj(
                i -> {
                  Thread thread = new Thread(this::run, name + "-" + i);
                  thread.setDaemon(true);
                  return thread;
                })
            .toList();
  }

  void start() {
    threads.forEach(Thread::start);
  }

  private void run() {
    while (!closed) {
      try {
        work.once();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        // A defect met with one schedule must not cost the others their worker.
        log.error("unexpected failure, the worker goes on", e);
      }
    }
  }

  /** Ends the threads, giving work that is under way up to 5 s in all. */
  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    for (Thread thread : threads) {
      try {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
