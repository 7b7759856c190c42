package io.gradedcron.operator.bench;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLSocketFactory;

/**
 * Where an API server listens, whom it is trusted by and who asks.
 *
 * @param tls makes connections that trust it
 * @param token of who asks
 */
record ApiAddress(String host, int port, SSLSocketFactory tls, String token) {

  /** Reads it from a client's configuration. */
  static ApiAddress of(Config config) {
    try {
      URI uri = URI.create(config.getMasterUrl());
      return new ApiAddress(
          uri.getHost(),
          uri.getPort(),
          SSLUtils.sslContext(config).getSocketFactory(),
          config.getAutoOAuthToken());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no trust in the API server's certificate", e);
    }
  }

  /** Opens a connection. */
  RawConnection connect() throws IOException {
    return new RawConnection(tls.createSocket(host, port));
  }

  /** Returns the bytes of a request without a body. */
  byte[] request(String method, String path) {
    return head(method, path, "").getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the bytes of a request without a body that does not say who asks. */
  byte[] anonymous(String method, String path) {
    return (method + " " + path + " HTTP/1.1\r\nHost: " + host + ":" + port + "\r\n\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the bytes of a request. */
  byte[] request(String method, String path, String contentType, String body) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        head(
                method,
                path,
                "Content-Type: " + contentType + "\r\nContent-Length: " + content.length + "\r\n")
            .getBytes(StandardCharsets.UTF_8);
    byte[] whole = new byte[head.length + content.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(content, 0, whole, head.length, content.length);
    return whole;
  }

  private String head(String method, String path, String more) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: "
        + host
        + ":"
        + port
        + "\r\nAuthorization: Bearer "
        + token
        + "\r\nAccept: application/json\r\n"
        + more
        + "\r\n";
  }
}
