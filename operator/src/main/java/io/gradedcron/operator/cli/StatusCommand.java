package io.gradedcron.operator.cli;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints how things stand. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Show the levels, what is held or drains, and the next runs.")
final class StatusCommand implements Callable<Integer> {
  private final Clusters clusters;
  private final Clock clock;

  @Spec private CommandSpec command;
  @Mixin private ScopeOptions scope;
  @Mixin private OutputOption output;
  @Mixin private ConnectionOptions connection;

  @Option(
      names = "--next",
      paramLabel = "K",
      defaultValue = "10",
      description = "How many of the next runs; default 10.")
  private int next;

  StatusCommand(Clusters clusters, Clock clock) {
    this.clusters = clusters;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Optional<String> namespace = scope.namespace();
    try (Cluster cluster = clusters.open(connection)) {
      StatusView view =
          StatusView.of(
              cluster.schedules(namespace),
              cluster.readableDegradations(),
              Math.max(0, next),
              clock.instant().truncatedTo(ChronoUnit.SECONDS));
      output.print(view, command.commandLine().getOut());
      return 0;
    }
  }
}
