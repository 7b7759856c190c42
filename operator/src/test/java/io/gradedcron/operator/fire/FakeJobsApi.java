package io.gradedcron.operator.fire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An API server that takes Jobs and nothing else, as soon, as late or not at all as a test says.
 */
final class FakeJobsApi implements AutoCloseable {
  /** A create, as it was asked for. */
  record Create(String namespace, String run) {}

  /**
   * An answer.
   *
   * @param code the HTTP status
   * @param after how long it takes
   */
  record Answer(int code, String message, Duration after) {
    static Answer taken(Duration after) {
      return new Answer(HttpURLConnection.HTTP_CREATED, "", after);
    }
  }

  private final Queue<Create> creates = new ConcurrentLinkedQueue<>();
  private final ObjectMapper json = new ObjectMapper();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
  private final Function<Create, Answer> answers;
  private final HttpServer server;
  private final KubernetesClient client;

  FakeJobsApi(Function<Create, Answer> answers) {
    this.answers = answers;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withMasterUrl(
                        "http://"
                            + InetAddress.getLoopbackAddress().getHostAddress()
                            + ":"
                            + server.getAddress().getPort())
                    .build())
            .build();
  }

  KubernetesClient client() {
    return client;
  }

  /** Returns the creates so far, in the order in which they came. */
  List<Create> creates() {
    return List.copyOf(creates);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It ends with the server.
  private void handle(HttpExchange exchange) throws IOException {
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    String run =
        json.readTree(exchange.getRequestBody().readAllBytes()).at("/metadata/name").asText();
    Create create = new Create(path[5], run);
    creates.add(create);
    Answer answer = answers.apply(create);
    threads.schedule(
        () -> send(exchange, answer), answer.after().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void send(HttpExchange exchange, Answer answer) {
    try (exchange) {
      if (answer.code() == HttpURLConnection.HTTP_CREATED) {
        // Nobody reads it, and a body in a second packet would wait for the first one's receipt.
        exchange.sendResponseHeaders(answer.code(), -1);
        return;
      }
      byte[] body =
          json.writeValueAsString(
                  json.createObjectNode()
                      .put("kind", "Status")
                      .put("code", answer.code())
                      .put("message", answer.message()))
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.code(), body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      // Nobody waits for it any longer: the operator gave up or has ended.
      exchange.close();
    }
  }

  @Override
  public void close() {
    client.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
