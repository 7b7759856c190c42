package io.gradedcron.operator.cli;

import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which namespaces a command looks at: all of them unless one is named, for what a Degradation does
 * it does to the whole cluster. Filled once, by picocli.
 */
final class ScopeOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Only this namespace; default: all.")
  private String namespace;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "All namespaces; the default.")
  private boolean all;

  /** Returns the one namespace that is asked for; empty: all. */
  Optional<String> namespace() {
    if (all && namespace != null) {
      throw new ParameterException(
          command.commandLine(), "'--namespace' and '--all-namespaces' exclude each other");
    }
    return Optional.ofNullable(namespace);
  }
}
