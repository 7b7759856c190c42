package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContextBuilder;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@EnableKubernetesMockClient(crud = true)
@Timeout(60)
class ApiConnectionsTest {
  KubernetesClient client;

  private static String[] ciphersOf(JdkSSLEngineOptions engine) throws Exception {
    return engine
        .sslContextFactory()
        .create()
        .newEngine(ByteBufAllocator.DEFAULT)
        .getEnabledCipherSuites();
  }

  @Test
  void chaChaIsPreferredAndAllElseStaysPossible() throws Exception {
    JdkSSLEngineOptions engine =
        new JdkSSLEngineOptions() {
          @Override
          public SslContextFactory sslContextFactory() {
            return () -> SslContextBuilder.forClient().build();
          }
        };
    HttpClientOptions tuned =
        ApiConnections.tuned(new HttpClientOptions().setSslEngineOptions(engine));

    String[] ciphers = ciphersOf((JdkSSLEngineOptions) tuned.getSslEngineOptions().copy());
    assertThat(ciphers[0]).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
    assertThat(ciphers).contains(ciphersOf(engine)).doesNotHaveDuplicates();
    assertThat(tuned.getKeepAliveTimeout()).isBetween(61, 89);
  }

  @Test
  void whatIsNotTheJdksIsLeftAsItIs() {
    OpenSSLEngineOptions engine = new OpenSSLEngineOptions();

    assertThat(
            ApiConnections.tuned(new HttpClientOptions().setSslEngineOptions(engine))
                .getSslEngineOptions())
        .isInstanceOf(OpenSSLEngineOptions.class);
  }

  @Test
  void eachClientWorksAndIsClosedByItself() {
    try (ApiConnections connections = new ApiConnections()) {
      for (int i = 0; i < 2; i++) {
        try (KubernetesClient shared = ApiClient.of(client.getConfiguration(), connections)) {
          shared
              .configMaps()
              .inNamespace("shop")
              .resource(
                  new ConfigMapBuilder()
                      .withNewMetadata()
                      .withName("taken-" + i)
                      .endMetadata()
                      .build())
              .create();
        }
      }
    }

    assertThat(client.configMaps().inNamespace("shop").list().getItems()).hasSize(2);
  }
}
