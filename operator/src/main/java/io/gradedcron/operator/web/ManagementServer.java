package io.gradedcron.operator.web;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management server: {@code /livez}, {@code /readyz} and {@code /metrics} over plain HTTP, for
 * GET and HEAD.
 *
 * <p>The health paths answer 200 {@code ok}, or 503 with the reason in one line. Eight requests are
 * served at once. Each has 5 s from its first bytes to the end of its answer, then its connection
 * is closed, whether the client is slow or a check hangs. Connections without a request hold no
 * thread, and the JDK closes those that are idle for 30 s.
 *
 * <p>The JDK's dispatching thread is a daemon only where {@link #start} is called by one: else it
 * keeps the process alive until {@link #close}.
 */
public final class ManagementServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ManagementServer.class);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);
  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final String PATHS = "/livez\n/readyz\n/metrics\n";

  private final InetSocketAddress address;
  private final Health live;
  private final Health ready;
  private final MetricsPage metrics;
  private final RequestPool pool;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private HttpServer server;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * Prepares the server; the port is taken by {@link #start}.
   *
   * @param address port 0 takes any free one
   * @param live whether the process should go on; where it fails, the kubelet restarts it
   * @param ready whether it does its work
   */
  public ManagementServer(
      InetSocketAddress address, Health live, Health ready, MetricsPage metrics) {
    this(address, live, ready, metrics, REQUEST_LIMIT);
  }

  ManagementServer(
      InetSocketAddress address,
      Health live,
      Health ready,
      MetricsPage metrics,
      Duration requestLimit) {
    this.address = address;
    this.live = live;
    this.ready = ready;
    this.metrics = metrics;
    this.pool = new RequestPool(requestLimit);
  }

  /**
   * Takes the port and answers from now on.
   *
   * @throws IOException if the address cannot be listened on, with one line that says which option
   *     to change
   * @throws IllegalStateException if it was started before, or closed
   */
  public void start() throws IOException {
    synchronized (lock) {
      if (server != null || closed) {
        throw new IllegalStateException("the management server can be started once only");
      }
      server = listen();
      server.setExecutor(pool);
      // One context for all: the JDK matches contexts by prefix, so /livez would answer for
      // /livezoo.
      server.createContext("/", this::answer);
      server.start();
    }
  }

  /**
   * The port that is listened on.
   *
   * @throws IllegalStateException if it is not started
   */
  public int port() {
    synchronized (lock) {
      if (server == null) {
        throw new IllegalStateException("the management server is not started");
      }
      return server.getAddress().getPort();
    }
  }

  /** Frees the port at once and drops the requests under way. Idempotent; any thread. */
  @Override
  public void close() {
    synchronized (lock) {
      if (!closed) {
        closed = true;
        if (server != null) {
          server.stop(0);
        }
        pool.close();
      }
    }
  }

  private HttpServer listen() throws IOException {
    if (address.isUnresolved()) {
      throw new IOException(
          "cannot listen on %s: no such host; name another by --management-address"
              .formatted(address.getHostString()));
    }
    try {
      return HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new IOException(
          "cannot listen on %s:%d: %s; choose another port by --management-port (0: any free one)"
              .formatted(address.getHostString(), address.getPort(), e.getMessage()),
          e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      send(exchange, HttpURLConnection.HTTP_BAD_METHOD, PLAIN, "only GET and HEAD\n");
      return;
    }
    switch (exchange.getRequestURI().getPath()) {
      case "/livez" -> sendHealth(exchange, live);
      case "/readyz" -> sendHealth(exchange, ready);
      case "/metrics" -> sendMetrics(exchange);
      default -> send(exchange, HttpURLConnection.HTTP_NOT_FOUND, PLAIN, "there are:\n" + PATHS);
    }
  }

  private static void sendHealth(HttpExchange exchange, Health health) throws IOException {
    HealthAnswer answer;
    try {
      answer = health.check();
    } catch (RuntimeException e) {
      log.warn("The check behind {} failed", exchange.getRequestURI().getPath(), e);
      answer = HealthAnswer.failing("the check itself failed: " + e);
    }
    send(
        exchange,
        answer.ok() ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE,
        PLAIN,
        answer.ok() ? "ok\n" : answer.message().replaceAll("\\s+", " ").strip() + "\n");
  }

  private void sendMetrics(HttpExchange exchange) throws IOException {
    MetricsPage.Scrape scrape;
    try {
      scrape =
          metrics.scrape(
              Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Accept"), ""));
    } catch (RuntimeException e) {
      log.warn("The meters could not be read", e);
      send(
          exchange, HttpURLConnection.HTTP_INTERNAL_ERROR, PLAIN, "the meters could not be read\n");
      return;
    }
    send(exchange, HttpURLConnection.HTTP_OK, scrape.contentType(), scrape.text());
  }

  private static void send(HttpExchange exchange, int code, String contentType, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", contentType);
    // An answer about a moment is worth nothing later.
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(code, -1);
    } else {
      // To the JDK 0 is not an empty body but one of unknown length.
      exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }
}
