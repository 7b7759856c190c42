package io.gradedcron.operator.leader;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Sends the requests on a thread of its own and waits for each no longer than allowed. The client's
 * own timeout is not enough for that: it begins anew after a refreshed token, knows nothing of the
 * time that a credential helper takes, and cannot follow a deadline that comes nearer. A request
 * that is given up is interrupted; whether it was a write that happened is found out by the next
 * read.
 */
final class TimeLimitedLeaseStore implements LeaseStore, AutoCloseable {
  private final LeaseStore store;
  private final LongSupplier limitNanos;
  private final ThreadPoolExecutor requests;

  /**
   * @param limitNanos asked before each request for how long it may take, in ns
   */
  TimeLimitedLeaseStore(LeaseStore store, LongSupplier limitNanos, ThreadFactory threads) {
    this.store = store;
    this.limitNanos = limitNanos;
    // One place beside the running request: for that which comes before the interrupted one has
    // ended.
    this.requests =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), threads);
  }

  @Override
  public Optional<Lease> get() {
    return within(store::get);
  }

  @Override
  public Optional<Lease> create(Lease lease) {
    return within(() -> store.create(lease));
  }

  @Override
  public Optional<Lease> update(Lease lease) {
    return within(() -> store.update(lease));
  }

  /** Ends the thread; a request under way is interrupted. */
  @Override
  public void close() {
    requests.shutdownNow();
  }

  private Optional<Lease> within(Callable<Optional<Lease>> request) {
    long limit = limitNanos.getAsLong();
    if (limit <= 0) {
      throw new KubernetesClientException("no time left for a request");
    }
    FutureTask<Optional<Lease>> task = new FutureTask<>(request);
    try {
      requests.execute(task);
      return task.get(limit, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new KubernetesClientException(
          "no answer within %d ms".formatted(TimeUnit.NANOSECONDS.toMillis(limit)));
    } catch (RejectedExecutionException e) {
      throw new KubernetesClientException("the request before this one has not ended");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubernetesClientException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new KubernetesClientException(String.valueOf(e.getCause()), e.getCause());
    } finally {
      task.cancel(true);
    }
  }
}
