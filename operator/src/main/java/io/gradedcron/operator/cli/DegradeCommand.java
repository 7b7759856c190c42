package io.gradedcron.operator.cli;

import io.gradedcron.operator.api.Degradation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Degrades the cluster: one read and one write, whatever its size. */
@Command(
    name = "degrade",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Give levels up: 3 gives up level 3, 2 gives up levels 3 and 2.",
      "Creates the Degradation if there is none. kubectl gradedcron plan says beforehand what it costs."
    })
final class DegradeCommand implements Callable<Integer> {
  private final Clusters clusters;
  private final Clock clock;

  @Spec private CommandSpec command;

  @Option(
      names = "--level",
      paramLabel = "3|2",
      required = true,
      description = "3 gives up level 3, 2 gives up levels 3 and 2.")
  private int level;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Lift by itself after so long, such as 2h; default: until somebody lifts.")
  private Duration length;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Shown in events and columns.")
  private String reason;

  @Mixin private DegradationOption degradation;
  @Mixin private OutputOption output;
  @Mixin private ConnectionOptions connection;

  DegradeCommand(Clusters clusters, Clock clock) {
    this.clusters = clusters;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Levels.check(command.commandLine(), level, false);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Optional<Instant> until = until(now);
    try (Cluster cluster = clusters.open(connection)) {
      DegradationChange change =
          DegradationChange.of(
              degradation.name(),
              cluster.findDegradation(degradation.name()),
              level,
              until,
              Optional.ofNullable(reason));
      Optional<String> problem = change.problem(now);
      if (problem.isPresent()) {
        throw new PluginException(problem.get());
      }
      Degradation after = change.apply(cluster);
      output.print(Answer.of(after, line(after, until, now)), command.commandLine().getOut());
      return 0;
    }
  }

  private Optional<Instant> until(Instant now) {
    if (length == null) {
      return Optional.empty();
    }
    if (length.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new ParameterException(
          command.commandLine(), "Invalid value for option '--for': use a duration of 1s or more");
    }
    return Optional.of(now.plus(length).truncatedTo(ChronoUnit.SECONDS));
  }

  private String line(Degradation after, Optional<Instant> until, Instant now) {
    return "degradation.gradedcron.io/%s gives up %s%s"
        .formatted(
            after.getMetadata().getName(),
            Levels.givenUp(level),
            until
                .map(end -> " until " + end + " (" + TimeText.between(now, end) + ")")
                .orElse(", until it is lifted"));
  }
}
