package io.gradedcron.operator.leader;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.function.LongSupplier;

/**
 * Campaigns for the Lease for as long as the process lives. A {@link Leadership} that lost the
 * Lease is over; then this stands by and campaigns with a new one, so that an outage of the API
 * server is waited out rather than ending the process.
 */
public final class Campaign implements Fence, AutoCloseable {
  private final KubernetesClient client;
  private final LeadershipOptions options;
  private final LeadershipListener listener;
  private final LongSupplier nanoTime;

  /** The present attempt. Written under the lock. */
  private volatile Leadership leadership;

  @GuardedBy("this")
  private boolean closed;

  /**
   * Prepares the campaign; no request is sent before {@link #start}.
   *
   * @param client of its own, so that a renewal never queues behind a burst of launches
   * @param listener told each time that the Lease was won or lost, never two calls at a time; not
   *     told of the end by {@link #close}
   * @param nanoTime the monotonic clock
   */
  public Campaign(
      KubernetesClient client,
      LeadershipOptions options,
      LeadershipListener listener,
      LongSupplier nanoTime) {
    this.client = client;
    this.options = options;
    this.listener = listener;
    this.nanoTime = nanoTime;
  }

  /** Begins, or begins anew, and returns at once. */
  public synchronized void start() {
    if (!closed) {
      leadership = new Leadership(client, options, new Attempt(), nanoTime);
      leadership.start();
    }
  }

  @Override
  public boolean holds() {
    Leadership present = leadership;
    return present != null && present.holds();
  }

  private final class Attempt implements LeadershipListener {
    @Override
    public void onStartLeading() {
      listener.onStartLeading();
    }

    @Override
    public void onStopLeading() {
      if (isClosed()) {
        return;
      }
      Leadership over = leadership;
      listener.onStopLeading();
      over.close();
      start();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Stops campaigning and releases the Lease at once. Idempotent; any thread. */
  @Override
  public void close() {
    Leadership present;
    synchronized (this) {
      closed = true;
      present = leadership;
    }
    if (present != null) {
      present.close();
    }
  }
}
