package io.gradedcron.operator.web;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few daemon threads, on each of which a request has a limited time: then its thread is
 * interrupted, which closes the connection (a socket channel closes when its reader or writer is
 * interrupted). So a client that sends half a request, or does not read its answer, holds a thread
 * for that long and no longer. The JDK server's own limits ({@code sun.net.httpserver.maxReqTime}
 * and {@code maxRspTime}) are off by default and can only be set for the whole JVM.
 */
final class RequestPool implements Executor, AutoCloseable {
  private static final int THREADS = 8;
  private static final int WAITING = 64;

  private final Duration limit;
  private final ThreadPoolExecutor workers;
  private final ScheduledThreadPoolExecutor limiter;

  RequestPool(Duration limit) {
    this.limit = limit;
    this.workers =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            daemons("management-"));
    this.limiter = new ScheduledThreadPoolExecutor(1, daemons("management-limit-"));
    // Nearly all requests end long before their limit: what would have ended them must not stay
    // until then.
    this.limiter.setRemoveOnCancelPolicy(true);
  }

  /**
   * Runs a request.
   *
   * @throws java.util.concurrent.RejectedExecutionException if too many are waiting: the connection
   *     is dropped, a health check is worth nothing late
   */
  @Override
  public void execute(Runnable request) {
    workers.execute(() -> runLimited(request));
  }

  /** Interrupts what is running and drops what is waiting. */
  @Override
  public void close() {
    workers.shutdownNow();
    limiter.shutdownNow();
  }

  private void runLimited(Runnable request) {
    // A task of its own, as its cancel interrupts the thread only while it runs this very request.
    FutureTask<Void> task = new FutureTask<>(request, null);
    Future<?> end =
        limiter.schedule(() -> task.cancel(true), limit.toMillis(), TimeUnit.MILLISECONDS);
    try {
      task.run();
    } finally {
      end.cancel(false);
    }
  }

  private static ThreadFactory daemons(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
