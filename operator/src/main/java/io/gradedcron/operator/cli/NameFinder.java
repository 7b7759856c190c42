package io.gradedcron.operator.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;

/** Finds the names that a half-written command may go on with. One thread. */
final class NameFinder implements Function<List<String>, List<String>> {
  private final Clusters clusters;

  NameFinder(Clusters clusters) {
    this.clusters = clusters;
  }

  /** The options of a half-written command that say where to look; all others are left aside. */
  private static final class Where {
    @CommandLine.Mixin private ConnectionOptions connection;

    @CommandLine.Option(names = {"-n", "--namespace"})
    private List<String> namespace = List.of();
  }

  /** Returns the names of the schedules of the namespace that the words name. */
  @Override
  public List<String> apply(List<String> words) {
    Where where = new Where();
    try {
      new CommandLine(where)
          .setUnmatchedArgumentsAllowed(true)
          .parseArgs(words.toArray(String[]::new));
      Optional<String> namespace =
          where.namespace.stream().filter(text -> !text.matches("[0-9]+")).findFirst();
      try (Cluster cluster = clusters.open(where.connection)) {
        return cluster.schedules(Optional.of(cluster.namespace(namespace))).stream()
            .map(schedule -> schedule.getMetadata().getName())
            .sorted()
            .toList();
      }
    } catch (CommandLine.ParameterException
        | PluginException
        | KubernetesClientException nothingToOffer) {
      // A shell that waits for words has no place for a message.
      return List.of();
    }
  }
}
