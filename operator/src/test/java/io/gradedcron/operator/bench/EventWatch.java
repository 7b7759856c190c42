package io.gradedcron.operator.bench;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gradedcron.operator.harness.Pause;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

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
  private static final Duration BEFORE_REOPENING = Duration.ofMillis(200);

  private final ApiAddress api;
  private final byte[] request;
  private final Listener listener;
  private final Pause pause = new Pause();
  private final Thread thread;

  @GuardedBy("this")
  private RawConnection connection;

  @GuardedBy("this")
  private boolean closed;

  private volatile IOException failure;

  private EventWatch(ApiAddress api, String path, Listener listener, boolean reopens)
      throws IOException {
    this.api = api;
    this.request = api.request("GET", path + "?watch=1&timeoutSeconds=86400");
    this.listener = listener;
    this.connection = api.connect();
    this.thread = new Thread(() -> watch(reopens), "watch " + path);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Starts to watch; what exists already comes first, as added. It is over when the API server ends
   * it.
   *
   * @param path of the resource, without a query
   */
  static EventWatch once(ApiAddress api, String path, Listener listener) throws IOException {
    return new EventWatch(api, path, listener, false);
  }

  /**
   * Starts to watch and begins anew when the API server ends it, as it does when the definition of
   * a custom resource has just been created.
   */
  static EventWatch reopening(ApiAddress api, String path, Listener listener) throws IOException {
    return new EventWatch(api, path, listener, true);
  }

  private void watch(boolean reopens) {
    do {
      try {
        stream();
        failure = new IOException("the API server ended the watch");
      } catch (IOException e) {
        failure = e;
      }
    } while (reopens && reopen());
  }

  private void stream() throws IOException {
    long[] now = new long[1];
    WatchScanner scanner = new WatchScanner((type, name) -> listener.event(type, name, now[0]));
    connection().stream(
        request,
        (buffer, from, to) -> {
          now[0] = wallMicros();
          scanner.scan(buffer, from, to);
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

  /** Returns how much processor time the watch has used. */
  double cpuSeconds() {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()) / 1e9;
  }

  /** Fails if the watch has ended by itself: whatever came since then was not seen. */
  synchronized void requireAlive() {
    if (!thread.isAlive() && !closed) {
      throw new IllegalStateException("the watch broke", failure);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    pause.end();
    connection.close();
  }
}
