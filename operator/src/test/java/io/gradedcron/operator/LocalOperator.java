package io.gradedcron.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.leader.LeadershipOptions;
import io.gradedcron.operator.plan.LevelProfiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Optional;

/** The operator in this JVM, on a real cluster, with a clock of the test's choice. */
final class LocalOperator implements AutoCloseable {
  private final KubernetesClient client;
  private final OperatorRuntime runtime;
  private final HttpClient http = HttpClient.newHttpClient();

  private LocalOperator(
      KubernetesClient client,
      Clock clock,
      int workers,
      Optional<LeadershipOptions> leadership,
      LevelProfiles levels) {
    this.client = client;
    OperatorSettings settings =
        new OperatorSettings(
            new InetSocketAddress("127.0.0.1", 0), leadership, workers, levels, "local", "test");
    this.runtime = new OperatorRuntime(client, client, settings, clock);
  }

  /** Makes one that leads as soon as it is started. */
  static LocalOperator make(DevCluster.Access cluster, Clock clock, int workers) {
    return make(client(cluster), clock, workers);
  }

  /** Makes one with a client of the test's own, which is closed with it. */
  static LocalOperator make(KubernetesClient client, Clock clock, int workers) {
    return make(client, clock, workers, Optional.empty());
  }

  /** Makes one that campaigns; without a way to do so it leads at once. */
  static LocalOperator make(
      KubernetesClient client, Clock clock, int workers, Optional<LeadershipOptions> leadership) {
    return new LocalOperator(client, clock, workers, leadership, LevelProfiles.NONE);
  }

  /** Makes one that leads as soon as it is started, with something laid down for the levels. */
  static LocalOperator make(
      DevCluster.Access cluster, Clock clock, int workers, LevelProfiles levels) {
    return new LocalOperator(client(cluster), clock, workers, Optional.empty(), levels);
  }

  /** Returns a client as the program makes it. */
  static KubernetesClient client(DevCluster.Access cluster) {
    return ApiClient.of(DevCluster.Access.config(cluster.kubeconfig()));
  }

  /** Starts it; it leads when this returns, unless it campaigns. */
  LocalOperator start() {
    try {
      runtime.start();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  OperatorRuntime runtime() {
    return runtime;
  }

  /** Returns the answer of a path of its management server. */
  HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + runtime.managementPort() + path))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Returns the value of a sample, named with its labels as the page shows it. */
  double metric(String sample) {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(sample + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no sample " + sample));
  }

  @Override
  public void close() {
    runtime.close();
    client.close();
  }
}
