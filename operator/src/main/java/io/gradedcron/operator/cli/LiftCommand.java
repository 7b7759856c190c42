package io.gradedcron.operator.cli;

import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.degrade.Activity;
import io.gradedcron.operator.degrade.DegradationPolicy;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lifts a degradation, and names those that go on. */
@Command(
    name = "lift",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "End a Degradation: its level becomes 0, and schedules go on with their next slot.")
final class LiftCommand implements Callable<Integer> {
  private final Clusters clusters;
  private final Clock clock;

  @Spec private CommandSpec command;
  @Mixin private DegradationOption degradation;
  @Mixin private OutputOption output;
  @Mixin private ConnectionOptions connection;

  LiftCommand(Clusters clusters, Clock clock) {
    this.clusters = clusters;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    String name = degradation.name();
    try (Cluster cluster = clusters.open(connection)) {
      List<Degradation> all = cluster.degradations();
      Optional<Degradation> present =
          all.stream().filter(d -> d.getMetadata().getName().equals(name)).findFirst();
      String others = others(all, name, clock.instant());
      if (present.isEmpty()) {
        throw new PluginException(
            "degradation \""
                + name
                + "\" not found"
                + (others.isEmpty() ? "; none is active" : "; active: " + others));
      }
      Degradation after =
          DegradationChange.of(name, present, 0, Optional.empty(), Optional.empty()).apply(cluster);
      output.print(
          Answer.of(
              after,
              "degradation.gradedcron.io/"
                  + name
                  + " lifted"
                  + (others.isEmpty() ? "" : "; still active: " + others)),
          command.commandLine().getOut());
      return 0;
    }
  }

  private static String others(List<Degradation> all, String name, Instant now) {
    DegradationPolicy policy = DegradationPolicy.of(all);
    return all.stream()
        .filter(d -> !d.getMetadata().getName().equals(name))
        .filter(
            d ->
                policy
                    .activity(d.getMetadata().getName(), now)
                    .filter(Activity::active)
                    .isPresent())
        .map(d -> d.getMetadata().getName() + " (level " + d.getSpec().level() + ")")
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
