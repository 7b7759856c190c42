package io.gradedcron.operator.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One connection of a replica and its counterpart at the API server. Used by one thread. */
final class ProxyConnection implements Closeable {
  /** What RFC 6455 appends to a client's key. */
  private static final String ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final int LAST_WORDS_MILLIS = 2_000;

  private static final String GONE =
      "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},"
          + "\"status\":\"Failure\",\"message\":\"too old resource version\",\"reason\":\"Expired\","
          + "\"code\":410}}";

  private final FaultProxy proxy;
  private final Socket client;
  private final InputStream fromClient;
  private final OutputStream toClient;
  private final CountDownLatch never = new CountDownLatch(1);
  private Optional<Socket> server = Optional.empty();
  private InputStream fromServer;
  private OutputStream toServer;

  ProxyConnection(FaultProxy proxy, Socket client) throws IOException {
    this.proxy = proxy;
    this.client = client;
    this.fromClient = new BufferedInputStream(client.getInputStream());
    this.toClient = new BufferedOutputStream(client.getOutputStream());
  }

  /** Serves requests until either side or a fault ends the connection. */
  void serve() throws IOException {
    boolean goesOn = true;
    while (goesOn) {
      Optional<HttpHead> head = HttpHead.read(fromClient);
      if (head.isEmpty()) {
        return;
      }
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      head.get().copyBody(fromClient, body);
      goesOn = serve(head.get(), body.toByteArray());
    }
  }

  private boolean serve(HttpHead request, byte[] body) throws IOException {
    Treatment treatment = proxy.treat(request);
    if (treatment instanceof Treatment.Drop) {
      return false;
    }
    if (treatment instanceof Treatment.Refuse refuse) {
      refuse(refuse.code());
      return true;
    }
    if (treatment instanceof Treatment.Gone) {
      gone(request);
      return false;
    }
    if (treatment instanceof Treatment.Delay delay && !waits(delay)) {
      return false;
    }
    send(request, body);
    HttpHead answer = HttpHead.read(fromServer).orElseThrow(() -> new IOException("no answer"));
    if (treatment instanceof Treatment.LoseAnswer) {
      return false;
    }
    return pass(request, answer);
  }

  private boolean waits(Treatment.Delay delay) {
    try {
      return !never.await(delay.by().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void send(HttpHead request, byte[] body) throws IOException {
    if (server.isEmpty()) {
      Socket socket = proxy.connect();
      server = Optional.of(socket);
      fromServer = new BufferedInputStream(socket.getInputStream());
      toServer = new BufferedOutputStream(socket.getOutputStream());
    }
    HttpHead head = request.with("Host", proxy.host()).with("User-Agent", proxy.caller());
    if (!head.isWebSocket()) {
      head = head.without("Upgrade", "Connection", "HTTP2-Settings");
    }
    byte[] sent = proxy.renamesJobs() && isJobCreate(request) ? renamed(body) : body;
    if (sent.length > 0 && head.header("Transfer-Encoding").isEmpty()) {
      head = head.with("Content-Length", "" + sent.length);
    }
    head.writeTo(toServer);
    toServer.write(sent);
    toServer.flush();
  }

  private static boolean isJobCreate(HttpHead request) {
    return request.method().equals("POST")
        && request.target().contains("/jobs")
        && !request.target().contains("dryRun");
  }

  private byte[] renamed(byte[] body) throws IOException {
    ObjectNode job = (ObjectNode) proxy.json().readTree(body);
    ObjectNode metadata = (ObjectNode) job.get("metadata");
    String suffix = UUID.randomUUID().toString().substring(0, 5);
    metadata.put("name", metadata.get("name").asText() + "-" + suffix);
    return proxy.json().writeValueAsBytes(job);
  }

  private boolean pass(HttpHead request, HttpHead answer) throws IOException {
    boolean watch = request.isWatch();
    if (watch) {
      proxy.watchBegins(client);
    }
    answer.writeTo(toClient);
    toClient.flush();
    if (answer.status() == 101) {
      tunnel();
      return false;
    }
    if (request.method().equals("HEAD")) {
      return true;
    }
    if (answer.endsWithConnection()) {
      pump(fromServer, toClient);
      return false;
    }
    answer.copyBody(fromServer, toClient);
    return !watch;
  }

  /** Both ways at once until either ends. */
  private void tunnel() throws IOException {
    FaultProxy.thread(
        Thread.currentThread().getName() + "-up",
        () -> {
          try {
            pump(fromClient, toServer);
          } catch (IOException e) {
            // The other direction ends by the same closed socket.
            proxy.end(client);
          }
        });
    pump(fromServer, toClient);
  }

  private static void pump(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[16384];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      out.write(buffer, 0, read);
      out.flush();
    }
  }

  private void refuse(int code) throws IOException {
    byte[] body =
        ("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                + "\"message\":\"the proxy refuses\",\"reason\":\""
                + (code == 429 ? "TooManyRequests" : "InternalError")
                + "\",\"code\":"
                + code
                + "}")
            .getBytes(StandardCharsets.UTF_8);
    HttpHead head =
        new HttpHead("HTTP/1.1 " + code + " Refused", List.of("Content-Type: application/json"))
            .with("Content-Length", "" + body.length);
    (code == 429 ? head.with("Retry-After", "1") : head).writeTo(toClient);
    toClient.write(body);
    toClient.flush();
  }

  private void gone(HttpHead request) throws IOException {
    byte[] event = (GONE + "\n").getBytes(StandardCharsets.UTF_8);
    if (!request.isWebSocket()) {
      new HttpHead("HTTP/1.1 200 OK", List.of("Content-Type: application/json"))
          .with("Content-Length", "" + event.length)
          .writeTo(toClient);
    } else {
      new HttpHead("HTTP/1.1 101 Switching Protocols", List.of("Upgrade: websocket"))
          .with("Connection", "Upgrade")
          .with("Sec-WebSocket-Accept", accept(request.header("Sec-WebSocket-Key").orElse("")))
          .writeTo(toClient);
      // One final text frame, unmasked, with a length of 16 bits.
      toClient.write(
          new byte[] {(byte) 0x81, 126, (byte) (event.length >> 8), (byte) event.length});
    }
    toClient.write(event);
    toClient.flush();
    if (request.isWebSocket()) {
      // Whoever closes while the other side still speaks takes back what it has not read yet.
      client.setSoTimeout(LAST_WORDS_MILLIS);
      fromClient.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static String accept(String key) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-1")
                  .digest((key + ACCEPT_SALT).getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  @Override
  public void close() {
    proxy.end(client);
    server.ifPresent(proxy::end);
  }
}
