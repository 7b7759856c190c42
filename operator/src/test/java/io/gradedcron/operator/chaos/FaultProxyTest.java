package io.gradedcron.operator.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each treatment of a request, in front of a server that notes what arrives. */
class FaultProxyTest {
  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private final AtomicReference<Treatment> treatment = new AtomicReference<>(new Treatment.Pass());
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpServer server;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String caller = exchange.getRequestHeaders().getFirst("User-Agent");
          arrived.add(exchange.getRequestMethod() + " " + body + " by " + caller);
          byte[] answer = "done".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(201, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    proxy = proxy(false);
  }

  private FaultProxy proxy(boolean renames) {
    return new FaultProxy(
        7,
        URI.create("https://127.0.0.1:" + server.getAddress().getPort()),
        SocketFactory.getDefault(),
        head -> treatment.get(),
        renames);
  }

  @AfterEach
  void stop() {
    proxy.close();
    server.stop(0);
  }

  @Test
  void aRequestThatPassesCarriesTheNameOfTheProcess() throws Exception {
    proxy.calls("replica-7.2");

    assertThat(post("/jobs", "a").statusCode()).isEqualTo(201);
    assertThat(post("/jobs", "b").body()).isEqualTo("done");
    assertThat(arrived).containsExactly("POST a by replica-7.2", "POST b by replica-7.2");
  }

  @Test
  void aDroppedRequestNeverArrivesAndHasNoAnswer() {
    treatment.set(new Treatment.Drop());

    assertThatThrownBy(() -> post("/jobs", "a")).isInstanceOf(IOException.class);
    assertThat(arrived).isEmpty();
  }

  @Test
  void aLostAnswerIsOneToARequestThatArrived() {
    treatment.set(new Treatment.LoseAnswer());

    assertThatThrownBy(() -> post("/jobs", "a")).isInstanceOf(IOException.class);
    assertThat(arrived).contains("POST a by replica-7");
  }

  @Test
  void aRefusedRequestNeverArrivesAndSaysWhenToComeAgain() throws Exception {
    treatment.set(new Treatment.Refuse(429));
    HttpResponse<String> answer = post("/jobs", "a");

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    treatment.set(new Treatment.Refuse(500));
    assertThat(post("/jobs", "a").body()).contains("\"code\":500");
    assertThat(arrived).isEmpty();
  }

  @Test
  void aDelayedRequestArrivesLater() throws Exception {
    treatment.set(new Treatment.Delay(Duration.ofMillis(300)));
    long before = System.nanoTime();

    assertThat(post("/jobs", "a").statusCode()).isEqualTo(201);
    assertThat(System.nanoTime() - before).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(290));
  }

  @Test
  void aWatchIsToldThatItsVersionIsGoneInEitherWayOfWatching() throws Exception {
    treatment.set(new Treatment.Gone());
    HttpRequest get = HttpRequest.newBuilder(uri("http", "/jobs?watch=true")).build();
    CompletableFuture<String> event = new CompletableFuture<>();
    client
        .newWebSocketBuilder()
        .buildAsync(
            uri("ws", "/jobs?watch=true"),
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                event.complete(data.toString());
                return null;
              }

              @Override
              public void onError(WebSocket socket, Throwable failure) {
                event.completeExceptionally(failure);
              }

              @Override
              public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                event.completeExceptionally(new AssertionError("closed: " + code + reason));
                return null;
              }
            })
        .whenComplete(
            (socket, failure) -> {
              if (failure != null) {
                event.completeExceptionally(failure);
              }
            });

    assertThat(client.send(get, HttpResponse.BodyHandlers.ofString()).body())
        .contains("\"code\":410");
    assertThat(event.get(20, TimeUnit.SECONDS)).contains("\"code\":410");
  }

  @Test
  void theControlRunRenamesEachJobAndNoTrial() throws Exception {
    try (FaultProxy renaming = proxy(true)) {
      URI jobs = renaming.address().resolve("/apis/batch/v1/namespaces/a/jobs");
      send(jobs, "{\"metadata\":{\"name\":\"a-1\"}}");
      send(URI.create(jobs + "?dryRun=All"), "{\"metadata\":{\"name\":\"a-1\"}}");
    }

    assertThat(arrived.get(0)).containsPattern("\"name\":\"a-1-[0-9a-f]{5}\"");
    assertThat(arrived.get(1)).contains("\"name\":\"a-1\"");
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(uri("http", path), body);
  }

  private HttpResponse<String> send(URI uri, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String scheme, String path) {
    return URI.create(scheme + "://" + proxy.address().getAuthority() + path);
  }
}
