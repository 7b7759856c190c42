package io.gradedcron.operator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.resolver.ResolverProvider;
import io.vertx.core.spi.tls.SslContextFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * The connections of the clients of the API server. Any thread; closed after the clients.
 *
 * <p>They prefer ChaCha20-Poly1305 to AES-GCM. For AES a Java virtual machine has instructions of
 * the processor only in code that its second compiler has made, and until then, some ten thousand
 * requests, encrypting what a launch sends and receives takes longer than all else of it; ChaCha20
 * takes a quarter. A server that has AES alone is talked to in AES.
 */
final class ApiConnections implements AutoCloseable {
  /**
   * Longer than a minute, so that those of one minute's burst serve the next; shorter than the 90 s
   * after which an API server closes them itself.
   */
  private static final int KEEP_ALIVE_SECONDS = 75;

  @GuardedBy("this")
  private final List<Vertx> owned = new ArrayList<>();

  private static Vertx made() {
    // As the client would make its own: names are the system's to resolve.
    System.setProperty(ResolverProvider.DISABLE_DNS_RESOLVER_PROP_NAME, "true");
    return Vertx.vertx(
        new VertxOptions()
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false))
            .setUseDaemonThread(true));
  }

  /** Returns what gives one client its connections, and threads of its own to serve them. */
  synchronized HttpClient.Factory factory() {
    Vertx untuned = made();
    owned.add(untuned);
    // The client's own hook for options is never called (fabric8 7.5), so that the call which uses
    // them is met on its way.
    Object tuned =
        Proxy.newProxyInstance(
            Vertx.class.getClassLoader(),
            new Class<?>[] {Vertx.class},
            (proxy, method, arguments) -> {
              try {
                if (method.getName().equals("createHttpClient")
                    && arguments != null
                    && arguments[0] instanceof HttpClientOptions options) {
                  arguments[0] = tuned(options);
                }
                return method.invoke(untuned, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return new VertxHttpClientFactory((Vertx) tuned);
  }

  static HttpClientOptions tuned(HttpClientOptions options) {
    options.setKeepAliveTimeout(KEEP_ALIVE_SECONDS);
    if (options.getSslEngineOptions() instanceof JdkSSLEngineOptions engine) {
      options.setSslEngineOptions(new CipherOrder(engine));
    }
    return options;
  }

  /** What the client made for its certificates and trust, with another order of ciphers. */
  private static final class CipherOrder extends JdkSSLEngineOptions {
    private final JdkSSLEngineOptions client;

    CipherOrder(JdkSSLEngineOptions client) {
      this.client = client;
    }

    @Override
    public JdkSSLEngineOptions copy() {
      return this;
    }

    @Override
    public SslContextFactory sslContextFactory() {
      return () -> ordered(client.sslContextFactory().create());
    }

    private static SslContext ordered(SslContext made) {
      return made instanceof JdkSslContext jdk
          ? new JdkSslContext(
              jdk.context(),
              true,
              ciphers(jdk),
              IdentityCipherSuiteFilter.INSTANCE,
              ApplicationProtocolConfig.DISABLED,
              ClientAuth.NONE,
              null,
              false)
          : made;
    }

    private static Set<String> ciphers(JdkSslContext made) {
      Set<String> ciphers = new LinkedHashSet<>();
      SSLContext context = made.context();
      Arrays.stream(context.getDefaultSSLParameters().getCipherSuites())
          .filter(suite -> suite.contains("_CHACHA20_") && !suite.startsWith("TLS_DHE_"))
          .forEach(ciphers::add);
      ciphers.addAll(made.cipherSuites());
      return ciphers;
    }
  }

  /** Ends the threads of the connections. */
  @Override
  public synchronized void close() {
    owned.forEach(vertx -> vertx.close().toCompletionStage().toCompletableFuture().join());
  }
}
