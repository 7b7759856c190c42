package io.gradedcron.operator.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;

/**
 * Sends many requests over a number of connections, each of which waits for one answer before its
 * next request: the least that has to be done.
 */
final class RequestPool implements AutoCloseable {
  /**
   * What came of it.
   *
   * @param startMicros when the first was sent, microseconds since 1970
   * @param seconds until the last was answered
   * @param cpuSeconds of the sending threads
   */
  record Sent(long startMicros, double seconds, double cpuSeconds) {}

  private final List<RawConnection> connections = new ArrayList<>();
  private final ExecutorService threads;

  /** Opens the connections. */
  RequestPool(ApiAddress api, int size) {
    threads = Executors.newFixedThreadPool(size);
    try {
      for (int i = 0; i < size; i++) {
        connections.add(api.connect());
        // The handshake is not what is measured.
        connections.get(i).exchange(api.request("GET", "/version"));
      }
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends all.
   *
   * @param requests makes the n-th request; has to be quick and may be called by any thread
   * @throws IllegalStateException if one of them was refused
   */
  Sent send(int count, IntFunction<byte[]> requests) {
    return send(count, (connection, i) -> requireSuccess(connection.exchange(requests.apply(i))));
  }

  /**
   * Sends all and hands each answer's body over, with the number of its request.
   *
   * @param answers may be called by several threads at a time
   * @throws IllegalStateException if one of them was refused
   */
  Sent send(int count, IntFunction<byte[]> requests, ObjIntConsumer<String> answers) {
    return send(
        count,
        (connection, i) -> {
          RawConnection.Answer answer = connection.read(requests.apply(i));
          requireSuccess(answer);
          answers.accept(answer.body(), i);
        });
  }

  private interface Exchange {
    void number(RawConnection connection, int i) throws IOException;
  }

  private Sent send(int count, Exchange exchange) {
    CountDownLatch start = new CountDownLatch(1);
    AtomicInteger next = new AtomicInteger();
    List<Future<Long>> parts = new ArrayList<>();
    for (RawConnection connection : connections) {
      parts.add(
          threads.submit(
              () -> {
                start.await();
                return sendSome(connection, next, count, exchange);
              }));
    }
    long began = EventWatch.wallMicros();
    start.countDown();
    double cpu = 0;
    for (Future<Long> part : parts) {
      cpu += join(part) / 1e9;
    }
    return new Sent(began, (EventWatch.wallMicros() - began) / 1e6, cpu);
  }

  private static long sendSome(
      RawConnection connection, AtomicInteger next, int count, Exchange exchange)
      throws IOException {
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
      exchange.number(connection, i);
    }
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
  }

  private static void requireSuccess(RawConnection.Answer answer) {
    if (!answer.isSuccess()) {
      throw new IllegalStateException("HTTP " + answer.code() + ": " + answer.body());
    }
  }

  private static long join(Future<Long> part) {
    try {
      return part.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    connections.forEach(RawConnection::close);
  }
}
