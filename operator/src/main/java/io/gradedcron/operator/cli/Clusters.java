package io.gradedcron.operator.cli;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds the cluster that a person means, as kubectl does. */
final class Clusters {
  private static final int REQUEST_TIMEOUT_MILLIS = 30_000;

  /** A person waits: what fails twice is told. */
  private static final int RETRIES = 2;

  private final Function<Config, KubernetesClient> clients;

  Clusters(Function<Config, KubernetesClient> clients) {
    this.clients = clients;
  }

  /**
   * Returns the cluster; the caller closes it.
   *
   * @throws PluginException if there is none
   */
  Cluster open(ConnectionOptions options) {
    Config config =
        new ConfigBuilder(config(options))
            .withRequestTimeout(REQUEST_TIMEOUT_MILLIS)
            .withRequestRetryBackoffLimit(RETRIES)
            .build();
    return new Cluster(clients.apply(config));
  }

  private static Config config(ConnectionOptions options) {
    String context = options.context().orElse(null);
    Config config =
        options
            .kubeconfig()
            .map(file -> Config.fromKubeconfig(context, readable(file).toFile()))
            .orElseGet(() -> Config.autoConfigure(context));
    List<String> known =
        Optional.ofNullable(config.getContexts()).orElse(List.of()).stream()
            .map(NamedContext::getName)
            .toList();
    if (context != null && !known.contains(context)) {
      throw new PluginException(
          "context \"" + context + "\" is not in the kubeconfig; it has: " + listed(known));
    }
    if (config.getCurrentContext() == null && config.getAutoOAuthToken() == null) {
      throw new PluginException(
          known.isEmpty()
              ? "no cluster is configured: set KUBECONFIG or --kubeconfig"
              : "no context is chosen: set --context to one of " + listed(known));
    }
    return config;
  }

  private static String listed(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private static Path readable(Path file) {
    if (!Files.isReadable(file)) {
      throw new PluginException("kubeconfig \"" + file + "\" cannot be read");
    }
    return file;
  }
}
