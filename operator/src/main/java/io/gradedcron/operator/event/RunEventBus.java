package io.gradedcron.operator.event;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events from the firing path to the subscribers, on one thread of its own ({@code
 * events}).
 *
 * <p>Bounded: an event that finds the queue full is dropped and counted, because a late count harms
 * less than a late launch. Any thread may publish.
 */
public final class RunEventBus implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunEventBus.class);
  private static final int CAPACITY = 1 << 16;

  private final BlockingQueue<RunEvent> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final LongAdder dropped = new LongAdder();
  private final List<RunEventSubscriber> subscribers;
  private final Thread thread;
  private volatile boolean closed;

  /** Makes a bus with all its subscribers; {@link #start()} begins the delivery. */
  public RunEventBus(List<RunEventSubscriber> subscribers) {
    this.subscribers = List.copyOf(subscribers);
    this.thread = new Thread(this::deliver, "events");
    this.thread.setDaemon(true);
  }

  /** Starts the delivery. */
  public void start() {
    thread.start();
  }

  /** Hands an event on; never blocks. */
  public void publish(RunEvent event) {
    if (!queue.offer(event)) {
      dropped.increment();
    }
  }

  /** Returns how many events found the queue full. */
  public long dropped() {
    return dropped.sum();
  }

  private void deliver() {
    try {
      while (!closed || !queue.isEmpty()) {
        RunEvent event = queue.poll(100, TimeUnit.MILLISECONDS);
        if (event != null) {
          deliver(event);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(RunEvent event) {
    for (RunEventSubscriber subscriber : subscribers) {
      try {
        subscriber.on(event);
      } catch (RuntimeException e) {
        // One subscriber's defect must not cost the others their events.
        log.error("subscriber failed: event={}", event, e);
      }
    }
  }

  /** Delivers what is queued, waiting 2 s at most, and ends the thread. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }
}
