package io.gradedcron.operator.chaos;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.harness.ChartAccount;
import io.gradedcron.operator.harness.DevCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;

/** The replicas, each behind a proxy of its own. */
final class Fleet implements AutoCloseable {
  private static final String NAMESPACE = "gradedcron";

  private final DevCluster.Access cluster;
  private final List<Replica> replicas = new ArrayList<>();
  private final RestartGate restarts = new RestartGate();

  Fleet(DevCluster.Access cluster, int size, Weather weather, boolean control) {
    this.cluster = cluster;
    Path account = ChartAccount.kubeconfig(cluster);
    Config config = DevCluster.Access.config(account);
    SSLSocketFactory tls = trusting(config.getCaCertData());
    URI server = URI.create(config.getMasterUrl());
    for (int i = 1; i <= size; i++) {
      int number = i;
      FaultProxy proxy =
          new FaultProxy(i, server, tls, head -> weather.treat(number, head), control);
      Path kubeconfig = kubeconfig(config, i, proxy.address());
      replicas.add(new Replica(i, cluster.root(), kubeconfig, proxy, restarts));
    }
  }

  private Path kubeconfig(Config config, int number, URI address) {
    String text =
        """
        apiVersion: v1
        kind: Config
        current-context: operator
        clusters:
        - name: proxy
          cluster: {server: "%s"}
        users:
        - name: operator
          user: {token: "%s"}
        contexts:
        - name: operator
          context: {cluster: proxy, user: operator, namespace: %s}
        """
            .formatted(address, config.getAutoOAuthToken(), NAMESPACE);
    try {
      return Files.writeString(cluster.folder().resolve("replica-" + number + ".kubeconfig"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SSLSocketFactory trusting(String certificate) {
    try {
      KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
      known.load(null, null);
      known.setCertificateEntry(
          "server",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(Base64.getDecoder().decode(certificate))));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(known);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no TLS to the API server", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the replicas. */
  List<Replica> replicas() {
    return List.copyOf(replicas);
  }

  /** Returns what decides when processes that ended are started again. */
  RestartGate restarts() {
    return restarts;
  }

  /** Returns the replica that the Lease names; empty if none of those that run. */
  Optional<Replica> leader() {
    Lease lease;
    try {
      lease = cluster.client().leases().inNamespace(NAMESPACE).withName("gradedcron").get();
    } catch (KubernetesClientException e) {
      // The API server is away; whoever asks, asks again.
      return Optional.empty();
    }
    String holder = lease == null ? null : lease.getSpec().getHolderIdentity();
    return replicas.stream()
        .filter(replica -> holder != null && replica.identity().filter(holder::equals).isPresent())
        .findFirst();
  }

  /** Waits for a leader. */
  Replica awaitLeader() {
    return Awaitility.await("a leader")
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(50))
        .until(this::leader, Optional::isPresent)
        .orElseThrow();
  }

  /** Waits until one leads and all others campaign. */
  Replica awaitAll() {
    Awaitility.await("all replicas to campaign")
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> replicas.stream().allMatch(replica -> replica.identity().isPresent()));
    return awaitLeader();
  }

  /** Waits until each has done what it does after its start, so that none still compiles for it. */
  void awaitWarm() {
    replicas.forEach(replica -> replica.process().awaitLog("warmed up"));
  }

  @Override
  public void close() {
    replicas.forEach(Replica::close);
  }
}
