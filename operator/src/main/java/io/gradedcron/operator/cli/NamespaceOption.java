package io.gradedcron.operator.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The namespace of the one object that a command is about. Filled once, by picocli. */
final class NamespaceOption {
  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Its namespace; default: the context's.")
  private String namespace;

  Optional<String> namespace() {
    return Optional.ofNullable(namespace);
  }
}
