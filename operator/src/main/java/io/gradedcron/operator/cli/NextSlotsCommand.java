package io.gradedcron.operator.cli;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.plan.WholeSchedule;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the next slots of a schedule of the cluster. */
@Command(
    name = "next",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Show a schedule's next slots in its own time zone, and what becomes of them.")
final class NextSlotsCommand implements Callable<Integer> {
  private final Clusters clusters;
  private final Clock clock;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "NAME", description = "The GradedCronJob.")
  private String name;

  @Mixin private NumberOptions options;
  @Mixin private OutputOption output;
  @Mixin private ConnectionOptions connection;

  NextSlotsCommand(Clusters clusters, Clock clock) {
    this.clusters = clusters;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    int number = options.number();
    String schedule = ResourceName.schedule(name);
    try (Cluster cluster = clusters.open(connection)) {
      GradedCronJob found =
          WholeSchedule.of(cluster.getSchedule(cluster.namespace(options.namespace()), schedule));
      Judgement judgement = Judgement.of(cluster, found);
      output.print(
          NextView.of(
              found,
              judgement.policy(),
              judgement.subject(),
              number,
              clock.instant().truncatedTo(ChronoUnit.SECONDS)),
          command.commandLine().getOut());
      return 0;
    }
  }
}
