package io.gradedcron.operator.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which cluster, as kubectl asks it. Filled once, by picocli. */
final class ConnectionOptions {
  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "Context of the kubeconfig; default: its current one.")
  private String context;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The kubeconfig; default: KUBECONFIG, or ~/.kube/config.")
  private Path kubeconfig;

  Optional<String> context() {
    return Optional.ofNullable(context);
  }

  Optional<Path> kubeconfig() {
    return Optional.ofNullable(kubeconfig);
  }
}
