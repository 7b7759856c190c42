package io.gradedcron.operator.cli;

import io.gradedcron.operator.api.Degradation;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what a change of a degradation would do, and changes nothing. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Show what degrading to a level would hold and stop now, and change nothing.")
final class PlanCommand implements Callable<Integer> {
  private final Clusters clusters;
  private final Clock clock;

  @Spec private CommandSpec command;

  @Option(
      names = "--level",
      paramLabel = "3|2|0",
      required = true,
      description = "3 gives up level 3, 2 gives up levels 3 and 2, 0 lifts.")
  private int level;

  @Mixin private DegradationOption degradation;
  @Mixin private ScopeOptions scope;
  @Mixin private OutputOption output;
  @Mixin private ConnectionOptions connection;

  PlanCommand(Clusters clusters, Clock clock) {
    this.clusters = clusters;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Levels.check(command.commandLine(), level, true);
    Optional<String> namespace = scope.namespace();
    try (Cluster cluster = clusters.open(connection)) {
      Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      List<Degradation> degradations = cluster.degradations();
      DegradationChange change =
          DegradationChange.of(
              degradation.name(),
              degradations.stream()
                  .filter(d -> d.getMetadata().getName().equals(degradation.name()))
                  .findFirst(),
              level,
              Optional.empty(),
              Optional.empty());
      Optional<String> problem = change.problem(now);
      if (problem.isPresent()) {
        throw new PluginException(problem.get());
      }
      Snapshot snapshot =
          new Snapshot(
              cluster.schedules(namespace),
              degradations,
              labels(cluster, degradations),
              Snapshot.runs(cluster.runs(namespace)),
              now);
      output.print(PlanView.of(snapshot, change), command.commandLine().getOut());
      return 0;
    }
  }

  /** Asked for only where they matter: not everybody may read them. */
  private static Map<String, Map<String, String>> labels(
      Cluster cluster, List<Degradation> degradations) {
    return Snapshot.selectsNamespaces(degradations) ? cluster.namespaceLabels() : Map.of();
  }
}
