package io.gradedcron.operator.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * Replicas of the built operator as processes, with the account and the environment that the
 * Deployment of the chart's present release gives its pods. It plays the Deployment's part in a
 * rolling update: a new replica is ready before an old one is asked to end.
 */
public final class ReleasedReplicas implements AutoCloseable {
  private static final String RELEASE = "gradedcron";

  /** The exit code of a JVM that SIGTERM ended in order. */
  private static final int ENDED_BY_SIGTERM = 143;

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final DevCluster.Access cluster;
  private final Path kubeconfig;
  private final Deque<OperatorProcess> running = new ArrayDeque<>();

  /** Starts so many of the present release, and waits until they are ready and one leads. */
  public ReleasedReplicas(DevCluster.Access cluster, int replicas) {
    this.cluster = cluster;
    this.kubeconfig = ChartAccount.kubeconfig(cluster);
    try {
      for (int i = 0; i < replicas; i++) {
        start();
      }
      running.getFirst().awaitLeading();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Changes values of the release, keeping the others. */
  public void upgrade(String... values) {
    cluster
        .helm(
            "upgrade",
            RELEASE,
            cluster.root().resolve("helm/gradedcron").toString(),
            "--namespace",
            RELEASE,
            "--reset-then-reuse-values",
            "--set",
            String.join(",", values))
        .orFail();
  }

  /** Takes the release back to the revision before. */
  public void rollBack() {
    cluster.helm("rollback", RELEASE, "--namespace", RELEASE).orFail();
  }

  /** Replaces every replica by one of the present release. */
  public void roll() {
    int replicas = running.size();
    for (int i = 0; i < replicas; i++) {
      start();
      OperatorProcess old = running.removeFirst();
      try (old) {
        if (old.stop() != ENDED_BY_SIGTERM) {
          throw new AssertionError("a replica did not end by itself when it was asked to");
        }
      }
    }
  }

  private void start() {
    OperatorProcess replica = new OperatorProcess(cluster.root(), kubeconfig, environment());
    running.addLast(replica);
    Awaitility.await("a replica to be ready")
        .atMost(PATIENCE)
        .until(() -> replica.get("/readyz").statusCode() == 200);
  }

  /** Returns the environment of the operator's container in the present release. */
  public Map<String, String> environment() {
    String manifest = cluster.helm("get", "manifest", RELEASE, "--namespace", RELEASE).orFail();
    Deployment deployment =
        cluster.client().load(new ByteArrayInputStream(manifest.getBytes(UTF_8))).items().stream()
            .filter(Deployment.class::isInstance)
            .map(Deployment.class::cast)
            .findFirst()
            .orElseThrow();
    Map<String, String> environment = new HashMap<>();
    for (EnvVar variable :
        deployment.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv()) {
      // The one that comes from the pod is its namespace.
      environment.put(
          variable.getName(), variable.getValue() == null ? RELEASE : variable.getValue());
    }
    // Pods have an address each; here all share one machine.
    environment.put("GRADEDCRON_MANAGEMENT_ADDRESS", "127.0.0.1");
    return environment;
  }

  @Override
  public void close() {
    running.forEach(OperatorProcess::close);
  }
}
