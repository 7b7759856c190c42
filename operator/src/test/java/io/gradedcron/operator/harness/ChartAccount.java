package io.gradedcron.operator.harness;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The account that the chart gives the operator: its rights, and a kubeconfig that has no others.
 */
public final class ChartAccount {
  private static final String NAMESPACE = "gradedcron";

  private ChartAccount() {}

  /**
   * Installs the chart without pods, unless it is there, and returns a kubeconfig of its account.
   */
  public static Path kubeconfig(DevCluster.Access cluster) {
    Path kubeconfig = cluster.folder().resolve("operator.kubeconfig");
    if (Files.exists(kubeconfig)) {
      return kubeconfig;
    }
    cluster
        .helm(
            "install",
            "gradedcron",
            cluster.root().resolve("helm/gradedcron").toString(),
            "--namespace",
            NAMESPACE,
            "--create-namespace",
            "--set",
            "replicas=0")
        .orFail();
    String token =
        cluster
            .kubectl("create", "token", "gradedcron", "-n", NAMESPACE, "--duration=2h")
            .orFail()
            .strip();
    Config config = DevCluster.Access.config(cluster.kubeconfig());
    String text =
        """
        apiVersion: v1
        kind: Config
        current-context: operator
        clusters:
        - name: devcluster
          cluster: {server: "%s", certificate-authority-data: "%s"}
        users:
        - name: operator
          user: {token: "%s"}
        contexts:
        - name: operator
          context: {cluster: devcluster, user: operator, namespace: %s}
        """
            .formatted(config.getMasterUrl(), config.getCaCertData(), token, NAMESPACE);
    try {
      return Files.writeString(kubeconfig, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
