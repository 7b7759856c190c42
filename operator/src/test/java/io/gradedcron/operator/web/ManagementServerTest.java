package io.gradedcron.operator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ManagementServerTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AtomicReference<HealthAnswer> live = new AtomicReference<>(HealthAnswer.well());
  private final AtomicReference<HealthAnswer> ready = new AtomicReference<>(HealthAnswer.well());
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void healthIsOkOrNamesWhatIsWrongInOneLine() throws Exception {
    ManagementServer server = started(ManagementServerTest::scrape, LONG);
    assertThat(get(server, "/livez").statusCode()).isEqualTo(200);
    assertThat(get(server, "/livez").body()).isEqualTo("ok\n");

    live.set(HealthAnswer.failing("the wheel has stood still\n  for 7 s\n"));
    assertThat(get(server, "/livez").statusCode()).isEqualTo(503);
    assertThat(get(server, "/livez").body()).isEqualTo("the wheel has stood still for 7 s\n");
    assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);

    live.set(HealthAnswer.well());
    ready.set(HealthAnswer.failing("caches are not in"));
    assertThat(get(server, "/livez").statusCode()).isEqualTo(200);
    assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
    assertThat(get(server, "/readyz").body()).isEqualTo("caches are not in\n");
    assertThat(get(server, "/readyz").headers().firstValue("Content-Type"))
        .contains("text/plain; charset=utf-8");
  }

  @Test
  void aCheckThatThrowsIsAFailedOne() throws Exception {
    ManagementServer server =
        opened(
            new ManagementServer(
                ANY_PORT,
                () -> {
                  throw new IllegalStateException("gone");
                },
                ready::get,
                ManagementServerTest::scrape));
    server.start();
    HttpResponse<String> answer = get(server, "/livez");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .isEqualTo("the check itself failed: java.lang.IllegalStateException: gone\n");
  }

  @Test
  void metersComeInTheFormatThatIsAskedFor() throws Exception {
    ManagementServer server = started(ManagementServerTest::scrape, LONG);
    HttpResponse<String> plain = get(server, "/metrics");
    assertThat(plain.statusCode()).isEqualTo(200);
    assertThat(plain.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4");
    assertThat(plain.body()).isEqualTo("up 1\n");

    HttpResponse<String> open =
        client.send(
            request(server, "/metrics").header("Accept", "application/openmetrics-text").build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(open.headers().firstValue("Content-Type"))
        .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(open.body()).isEqualTo("µp 1\n# EOF\n");
  }

  @Test
  void noMetersAreAnEmptyPage() throws Exception {
    ManagementServer server =
        started(accept -> new MetricsPage.Scrape("text/plain; version=0.0.4", ""), LONG);
    assertThat(get(server, "/metrics").body()).isEmpty();
    assertThat(get(server, "/metrics").statusCode()).isEqualTo(200);
  }

  @Test
  void metersThatCannotBeReadAreAnErrorOfTheServer() throws Exception {
    ManagementServer server =
        started(
            accept -> {
              throw new IllegalStateException("a secret");
            },
            LONG);
    HttpResponse<String> answer = get(server, "/metrics");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("the meters could not be read\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/livezoo", "/livez/", "/metrics/x", "/LIVEZ", "/favicon.ico"})
  void anUnknownPathIsAnsweredByTheListOfPaths(String path) throws Exception {
    ManagementServer server = started(ManagementServerTest::scrape, LONG);
    HttpResponse<String> answer = get(server, path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("there are:\n/livez\n/readyz\n/metrics\n");
  }

  @Test
  void aQueryIsIgnored() throws Exception {
    ManagementServer server = started(ManagementServerTest::scrape, LONG);
    assertThat(get(server, "/livez?verbose").statusCode()).isEqualTo(200);
  }

  @Test
  void headHasTheHeadersWithoutTheBody() throws Exception {
    ManagementServer server = started(ManagementServerTest::scrape, LONG);
    HttpResponse<String> answer =
        client.send(
            request(server, "/metrics").method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Content-Length")).contains("5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
  void otherMethodsAreRefused(String method) throws Exception {
    ManagementServer server = started(ManagementServerTest::scrape, LONG);
    HttpResponse<String> answer =
        client.send(
            request(server, "/livez")
                .method(method, HttpRequest.BodyPublishers.ofString("x".repeat(1_000)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void aPortInUseIsOneLineThatNamesTheOption() throws Exception {
    ManagementServer first = started(ManagementServerTest::scrape, LONG);
    ManagementServer second =
        opened(
            new ManagementServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), first.port()),
                live::get,
                ready::get,
                ManagementServerTest::scrape));
    assertThatThrownBy(second::start)
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "cannot listen on \\S+:%d: Address already in use; choose another port by --management-port \\(0: any free one\\)"
                .formatted(first.port()));
    assertThatThrownBy(second::port).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aHostThatDoesNotExistIsOneLineThatNamesTheOption() {
    ManagementServer server =
        opened(
            new ManagementServer(
                InetSocketAddress.createUnresolved("nowhere.invalid", 8080),
                live::get,
                ready::get,
                ManagementServerTest::scrape));
    assertThatThrownBy(server::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere.invalid")
        .hasMessageContaining("--management-address");
  }

  @Test
  void clientsThatSendHalfARequestHoldTheHealthChecksUpForTheLimitOnly() throws Exception {
    ManagementServer server = started(ManagementServerTest::scrape, Duration.ofMillis(500));
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Socket socket = opened(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      socket.getOutputStream().write("GET /livez HT".getBytes(StandardCharsets.US_ASCII));
      slow.add(socket);
    }
    assertThat(get(server, "/livez").statusCode()).isEqualTo(200);
    for (Socket socket : slow) {
      assertThat(closedByTheOtherSide(socket)).isTrue();
    }
  }

  @Test
  void clientsThatDoNotReadTheirAnswerHoldTheHealthChecksUpForTheLimitOnly() throws Exception {
    String endless = "x".repeat(32 << 20);
    CountDownLatch scraped = new CountDownLatch(12);
    ManagementServer server =
        started(
            accept -> {
              scraped.countDown();
              return new MetricsPage.Scrape("text/plain", endless);
            },
            Duration.ofMillis(500));
    for (int i = 0; i < 12; i++) {
      Socket socket = opened(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      socket
          .getOutputStream()
          .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(scraped.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(get(server, "/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void aCheckThatHangsIsEndedAndItsProbeFails() throws Exception {
    AtomicBoolean interrupted = new AtomicBoolean();
    ManagementServer server =
        opened(
            new ManagementServer(
                ANY_PORT,
                () -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.set(true);
                    Thread.currentThread().interrupt();
                  }
                  return HealthAnswer.well();
                },
                ready::get,
                ManagementServerTest::scrape,
                Duration.ofMillis(300)));
    server.start();
    assertThatThrownBy(() -> get(server, "/livez")).isInstanceOf(IOException.class);
    assertThat(interrupted).isTrue();
    assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void moreThanCanWaitAreDroppedAndTheServerGoesOn() throws Exception {
    ManagementServer server = started(ManagementServerTest::scrape, Duration.ofMillis(500));
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      Socket socket = opened(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      socket.getOutputStream().write("GET /".getBytes(StandardCharsets.US_ASCII));
      slow.add(socket);
    }
    for (Socket socket : slow) {
      assertThat(closedByTheOtherSide(socket)).isTrue();
    }
    assertThat(get(server, "/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void oneConnectionServesManyRequests() throws Exception {
    ManagementServer server = started(ManagementServerTest::scrape, LONG);
    Socket socket = opened(new Socket(InetAddress.getLoopbackAddress(), server.port()));
    OutputStream out = socket.getOutputStream();
    for (int i = 0; i < 3; i++) {
      out.write("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(readUntil(socket.getInputStream(), "ok\n")).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void aCloseFreesThePortAndEndsTheThreads() throws Exception {
    ManagementServer server = started(ManagementServerTest::scrape, LONG);
    int port = server.port();
    get(server, "/livez");
    assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon);
    server.close();
    server.close();
    ManagementServer next =
        opened(
            new ManagementServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                live::get,
                ready::get,
                ManagementServerTest::scrape));
    next.start();
    assertThat(get(next, "/livez").statusCode()).isEqualTo(200);
    next.close();
    await().until(() -> threads().isEmpty());
    assertThatThrownBy(next::start).isInstanceOf(IllegalStateException.class);
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("management-"))
        .toList();
  }

  private static MetricsPage.Scrape scrape(String accept) {
    return accept.contains("openmetrics")
        ? new MetricsPage.Scrape(
            "application/openmetrics-text; version=1.0.0; charset=utf-8", "µp 1\n# EOF\n")
        : new MetricsPage.Scrape("text/plain; version=0.0.4", "up 1\n");
  }

  private ManagementServer started(MetricsPage metrics, Duration limit) throws IOException {
    ManagementServer server =
        opened(new ManagementServer(ANY_PORT, live::get, ready::get, metrics, limit));
    server.start();
    return server;
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private static HttpRequest.Builder request(ManagementServer server, String path) {
    return HttpRequest.newBuilder(
            URI.create(
                "http://%s:%d%s"
                    .formatted(
                        InetAddress.getLoopbackAddress().getHostAddress(), server.port(), path)))
        .timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<String> get(ManagementServer server, String path) throws Exception {
    return client.send(request(server, path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static boolean closedByTheOtherSide(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    try {
      return socket.getInputStream().read() == -1;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true; // a reset is a close, too
    }
  }

  private static String readUntil(InputStream in, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.length() < end.length()
        || !read.substring(read.length() - end.length()).equals(end)) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after: " + read);
      }
      read.append((char) next);
    }
    return read.toString();
  }
}
