package io.gradedcron.operator.cli;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.gradedcron.operator.api.GradedCronJob;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Moves a CronJob over. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Make a GradedCronJob of a CronJob, suspended; the CronJob goes on.",
      "With --switch the CronJob is suspended, then the GradedCronJob resumed: no run is doubled."
    })
final class ImportCommand implements Callable<Integer> {
  private final Clusters clusters;
  private final Clock clock;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "cronjob/NAME", description = "The CronJob.")
  private String source;

  @Option(
      names = "--level",
      paramLabel = "1|2|3",
      required = true,
      description = "1 core, 2 transactional, 3 non-urgent.")
  private int level;

  @Option(
      names = "--switch",
      description = "Suspend the CronJob, then resume the GradedCronJob, between two slots.")
  private boolean switchOver;

  @Option(names = "--as", paramLabel = "NAME", description = "Its new name; default: the old one.")
  private String name;

  @Option(
      names = "--time-zone",
      paramLabel = "ZONE",
      description = "Where the CronJob names none: kube-controller-manager's zone; default UTC.")
  private String timeZone;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "1m",
      description =
          "How long --switch waits for active runs to end, where concurrencyPolicy asks for it;"
              + " default 1m.")
  private Duration timeout;

  @Option(names = "--dry-run", description = "Print the GradedCronJob, and create nothing.")
  private boolean dryRun;

  @Mixin private NamespaceOption namespace;
  @Mixin private OutputOption output;
  @Mixin private ConnectionOptions connection;

  ImportCommand(Clusters clusters, Clock clock) {
    this.clusters = clusters;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    if (level < 1 || level > 3) {
      throw new ParameterException(
          command.commandLine(),
          "Invalid value for option '--level': " + level + " is no level: use 1, 2 or 3");
    }
    if (dryRun && switchOver) {
      throw new ParameterException(
          command.commandLine(), "'--dry-run' and '--switch' exclude each other");
    }
    String cronJobName = ResourceName.cronJob(source);
    try (Cluster cluster = clusters.open(connection)) {
      CronJob cronJob = cluster.cronJob(cluster.namespace(namespace.namespace()), cronJobName);
      CronJobImport made =
          CronJobImport.of(
              cronJob, name == null ? cronJobName : name, level, Optional.ofNullable(timeZone));
      made.notes().forEach(note -> tell("note: " + note));
      print(dryRun ? dry(made) : imported(cluster, cronJob, made));
      return 0;
    }
  }

  private static Answer dry(CronJobImport made) {
    return Answer.of(made.schedule(), key(made.schedule()) + " would be created, suspended");
  }

  private Answer imported(Cluster cluster, CronJob cronJob, CronJobImport made) {
    Optional<GradedCronJob> present =
        cluster.findSchedule(
            made.schedule().getMetadata().getNamespace(), made.schedule().getMetadata().getName());
    if (present.isPresent() && !(switchOver && CronJobImport.isWaiting(present.get(), cronJob))) {
      throw new PluginException(
          key(made.schedule())
              + " exists already"
              + (CronJobImport.isWaiting(present.get(), cronJob)
                  ? ": with --switch it takes over"
                  : ": choose another name by --as"));
    }
    if (present.isEmpty() && switchOver && SwitchOver.isSuspended(cronJob)) {
      throw new PluginException(
          "cronjob/%s is suspended, so that there is nothing to switch: import it without --switch"
              .formatted(cronJob.getMetadata().getName()));
    }
    GradedCronJob schedule = present.orElseGet(() -> cluster.create(made.schedule()));
    if (!switchOver) {
      return Answer.of(schedule, key(schedule) + " created, suspended; the CronJob goes on");
    }
    GradedCronJob after =
        new SwitchOver(cluster, clock, timeout, command.commandLine().getErr())
            .over(cronJob, schedule);
    return Answer.of(
        after,
        "cronjob.batch/%s suspended, %s resumed"
            .formatted(cronJob.getMetadata().getName(), key(after)));
  }

  private void tell(String line) {
    PrintWriter err = command.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private void print(Answer answer) {
    output.print(answer, command.commandLine().getOut());
  }

  private static String key(GradedCronJob schedule) {
    return "gradedcronjob.gradedcron.io/" + schedule.getMetadata().getName();
  }
}
