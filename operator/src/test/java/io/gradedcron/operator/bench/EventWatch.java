package io.gradedcron.operator.bench;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gradedcron.operator.harness.Pause;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An independent observer: one watch on a connection and a thread of its own. The instant of an
 * event is that at which its bytes were read.
 */
final class EventWatch implements AutoCloseable {
  /** Sees each event; the watch's own thread. */
  interface Listener {
    void event(String type, String name, long wallMicros);
  }

  /** The API server says 429 while it makes the storage of a custom resource. */
  private static final Duration BEFORE_REOPENING = Duration.ofMillis(20);

  private final ApiAddress api;
  private final byte[] request;
  private final Listener listener;
  private final Pause pause = new Pause();
  private final AtomicInteger cuts = new AtomicInteger();
  private final Thread thread;

  @GuardedBy("this")
  private RawConnection connection;

  @GuardedBy("this")
  private boolean closed;

  private volatile IOException failure;

  /**
   * Starts to watch; what exists already comes first, as added. It begins anew when the API server
   * ends it, as it does to a slow observer, and to all once the definition of a custom resource has
   * been established: an object that came into being meanwhile is then seen late, never early.
   *
   * @param path of the resource, without a query
   */
  EventWatch(ApiAddress api, String path, Listener listener) throws IOException {
    this.api = api;
    this.request = api.request("GET", path + "?watch=1&timeoutSeconds=86400");
    this.listener = listener;
    this.connection = api.connect();
    this.thread = new Thread(this::watch, "watch " + path);
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    do {
      try {
        stream();
      } catch (IOException e) {
        failure = e;
      }
    } while (reopen());
  }

  private void stream() throws IOException {
    long[] now = new long[1];
    WatchScanner scanner = new WatchScanner((type, name) -> listener.event(type, name, now[0]));
    connection().stream(
        request,
        (buffer, from, to) -> {
          now[0] = wallMicros();
          scanner.scan(buffer, from, to);
          return !scanner.isAtEnd();
        });
  }

  private synchronized RawConnection connection() {
    return connection;
  }

  private boolean reopen() {
    if (!pause.lasts(BEFORE_REOPENING)) {
      return false;
    }
    try {
      replace(api.connect());
      cuts.incrementAndGet();
      return true;
    } catch (IOException e) {
      failure = e;
      return false;
    }
  }

  private synchronized void replace(RawConnection other) {
    connection.close();
    connection = other;
    if (closed) {
      other.close();
    }
  }

  /** Returns the present instant as microseconds since 1970. */
  static long wallMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** Returns how often it had to begin anew so far. */
  int cuts() {
    return cuts.get();
  }

  /** Returns how much processor time the watch has used. */
  double cpuSeconds() {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()) / 1e9;
  }

  /** Fails if the watch has ended by itself: whatever came since then was not seen. */
  synchronized void requireAlive() {
    if (!thread.isAlive() && !closed) {
      throw new IllegalStateException("the " + thread.getName() + " broke", failure);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    pause.end();
    connection.close();
  }
}
