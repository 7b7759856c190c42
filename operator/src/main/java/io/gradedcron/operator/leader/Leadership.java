package io.gradedcron.operator.leader;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.leader.Standing.Leading;
import io.gradedcron.operator.leader.Standing.Lost;
import io.gradedcron.operator.leader.Standing.Standby;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Campaigns for the Lease, renews it while it is held, and says through {@link Fence} whether
 * launching is allowed. Losing the Lease is final for this object: the process is to end and to be
 * started anew.
 *
 * <p>Three threads, all daemons: one campaigns and owns the protocol's state, one sends the
 * requests, so that a request that hangs delays neither the loss nor the close, and one runs the
 * listener, so that the listener delays no renewal.
 */
public final class Leadership implements Fence, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Leadership.class);

  private final LeadershipOptions options;
  private final LeadershipListener listener;
  private final LongSupplier nanoTime;
  private final FenceGate gate;
  private final TimeLimitedLeaseStore store;
  private final Candidate candidate;
  private final OutageLog outage;
  private final ThreadPoolExecutor callbacks;
  private final Thread campaign = daemon("leadership", this::campaign);

  private final CountDownLatch closeRequested = new CountDownLatch(1);

  /** When a close ends its last request; written before closeRequested is counted down. */
  private volatile long closeByNanos;

  private final Object startLock = new Object();

  @GuardedBy("startLock")
  private boolean started;

  /**
   * Prepares the campaign; no request is sent before {@link #start}.
   *
   * @param client whose requests should not queue behind those of a burst of launches: a renewal
   *     that waits for 5,000 creates may come too late. It must stay open until {@link #close} has
   *     returned
   * @param nanoTime the monotonic clock, {@code System::nanoTime}
   */
  public Leadership(
      KubernetesClient client,
      LeadershipOptions options,
      LeadershipListener listener,
      LongSupplier nanoTime) {
    this(new KubernetesLeaseStore(client, options), options, listener, nanoTime, Clock.systemUTC());
  }

  Leadership(
      LeaseStore leases,
      LeadershipOptions options,
      LeadershipListener listener,
      LongSupplier nanoTime,
      Clock clock) {
    this.options = options;
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.gate = new FenceGate(nanoTime);
    this.store =
        new TimeLimitedLeaseStore(
            leases, this::requestLimitNanos, task -> daemon("leadership-requests", task));
    this.candidate = new Candidate(store, options, gate, clock, nanoTime);
    this.outage = new OutageLog(log, options.lease(), nanoTime);
    // At most two tasks ever: the start and the stop.
    this.callbacks =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(2),
            task -> daemon("leadership-callbacks", task));
  }

  /**
   * Begins the campaign and returns at once. An API server that is out of reach, or refuses, is
   * tried for ever; the log has a line for each outage.
   *
   * @throws IllegalStateException if it was started before, or closed
   */
  public void start() {
    synchronized (startLock) {
      if (started || isClosing()) {
        throw new IllegalStateException(
            "leadership of Lease %s: can be started once only".formatted(options.lease()));
      }
      started = true;
      campaign.start();
    }
  }

  /**
   * Whether the Lease is held as far as known; unlike {@link #holds} it does not look at the time
   * and is for people and metrics. Any thread.
   */
  public boolean isLeading() {
    return gate.isOpen();
  }

  /**
   * {@inheritDoc}
   *
   * <p>True while the Lease is held and less than {@link LeadershipOptions#renewDeadline} has
   * passed since the last successful renewal was sent. Another process leads only once the Lease
   * has not changed for its duration: later by the margin between the two.
   */
  @Override
  public boolean holds() {
    return gate.holds();
  }

  /**
   * Shuts the fence, ends the campaign and releases the Lease if it is held. Writes that were under
   * way should have been waited for before. Waits for the release, at most for the renew deadline,
   * after which the Lease ends by itself. Idempotent; may be called by any thread, also the
   * listener's, holding any lock: it waits for no callback. {@link
   * LeadershipListener#onStopLeading} is called if {@link LeadershipListener#onStartLeading} was,
   * maybe later.
   */
  @Override
  public void close() {
    gate.shut("this process stops");
    boolean wasStarted;
    synchronized (startLock) {
      if (!isClosing()) {
        closeByNanos = nanoTime.getAsLong() + options.renewDeadline().toNanos();
        closeRequested.countDown();
      }
      wasStarted = started;
    }
    if (!wasStarted) {
      endThreads();
      return;
    }
    try {
      // At least 1 ms, as 0 would wait for ever.
      campaign.join(Math.max(1, options.renewDeadline().toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void campaign() {
    boolean announced = false;
    try {
      log.info("Campaigning for Lease {} as {}", options.lease(), options.identity());
      String holder = "";
      while (!isClosing()) {
        Standing standing = round();
        if (standing instanceof Leading && !announced) {
          log.info("Leading: Lease {} is held", options.lease());
          announced = true;
          callbacks.execute(this::announceStart);
        } else if (standing instanceof Standby standby
            && !standby.holder().isEmpty()
            && !standby.holder().equals(holder)) {
          holder = standby.holder();
          log.info("Standing by: {} holds Lease {}", holder, options.lease());
        } else if (standing instanceof Lost lost) {
          if (!isClosing()) {
            log.error("Lease {} is lost: {}", options.lease(), lost.why());
          }
          break;
        }
        if (closeRequested.await(candidate.nanosToNextRound(), TimeUnit.NANOSECONDS)) {
          break;
        }
      }
    } catch (InterruptedException e) {
      // Nobody of ours interrupts this thread; whoever does wants it to end.
      Thread.currentThread().interrupt();
    } finally {
      gate.shut("the campaign ended");
      if (announced) {
        callbacks.execute(this::announceStop);
      }
      releaseOnceClosed();
      endThreads();
    }
  }

  private boolean isClosing() {
    return closeRequested.getCount() == 0;
  }

  private Standing round() {
    try {
      Standing standing = candidate.round();
      if (!(standing instanceof Lost)) {
        outage.succeeded();
      }
      return standing;
    } catch (RuntimeException e) {
      // Also what a malformed Lease causes: a standby that gave up in silence would never be missed
      // until needed.
      outage.failed(e);
      return candidate.standing();
    }
  }

  /**
   * Not at the loss already: what was under way when the fence shut has the margin to end in, which
   * a release would cut short. Whoever closes has waited for it.
   */
  private void releaseOnceClosed() {
    try {
      closeRequested.await();
      if (candidate.release()) {
        log.info("Lease {} is released", options.lease());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn(
          "Lease {} could not be released and ends by itself: {}",
          options.lease(),
          OutageLog.reason(e));
    }
  }

  private void endThreads() {
    store.close();
    callbacks.shutdown();
  }

  private void announceStart() {
    try {
      listener.onStartLeading();
    } catch (KubernetesClientException e) {
      log.error("Giving leadership up, as the start failed: {}", OutageLog.reason(e));
      gate.shut("the start failed");
    } catch (RuntimeException | Error e) {
      log.error("Giving leadership up, as the start failed", e);
      gate.shut("the start failed");
    }
  }

  private void announceStop() {
    try {
      listener.onStopLeading();
    } catch (RuntimeException | Error e) {
      log.error("The stop after leading failed", e);
    }
  }

  /**
   * A leader's request ends with the fence, a closing process' with the time that it has for that.
   */
  private long requestLimitNanos() {
    long limit = options.requestTimeout().toNanos();
    return isClosing()
        ? Math.min(limit, closeByNanos - nanoTime.getAsLong())
        : Math.min(limit, gate.nanosLeft(limit));
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
