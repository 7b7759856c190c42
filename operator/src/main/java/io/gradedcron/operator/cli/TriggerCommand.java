package io.gradedcron.operator.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.WholeSchedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the operator for one run more, and waits for what becomes of it. */
@Command(
    name = "trigger",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run a schedule once, now.",
      "It is one more slot: level, degradations, suspend and concurrencyPolicy hold for it."
    })
final class TriggerCommand implements Callable<Integer> {
  private static final int TRIES = 10;

  private final Clusters clusters;
  private final Clock clock;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "NAME", description = "The GradedCronJob.")
  private String name;

  @Mixin private NamespaceOption namespace;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "15s",
      description = "How long to wait for its Job; default 15s.")
  private Duration timeout;

  @Mixin private OutputOption output;
  @Mixin private ConnectionOptions connection;

  TriggerCommand(Clusters clusters, Clock clock) {
    this.clusters = clusters;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    String schedule = ResourceName.schedule(name);
    try (Cluster cluster = clusters.open(connection)) {
      TriggerRequest request = ask(cluster, cluster.namespace(namespace.namespace()), schedule);
      TriggerView view = follow(cluster, request);
      output.print(view, command.commandLine().getOut());
      return view.isGood() ? 0 : 1;
    }
  }

  /** The operator writes the object's status: what it was read as may be gone at once. */
  private TriggerRequest ask(Cluster cluster, String in, String schedule) {
    for (int tries = 1; ; tries++) {
      TriggerRequest request = request(cluster, in, schedule);
      try {
        cluster.patch(request.schedule(), request.patch());
        return request;
      } catch (KubernetesClientException e) {
        if (!ApiFailure.isConflict(e) || tries == TRIES) {
          throw e;
        }
      }
    }
  }

  private TriggerRequest request(Cluster cluster, String in, String schedule) {
    GradedCronJob found = WholeSchedule.of(cluster.getSchedule(in, schedule));
    Instant now = clock.instant();
    List<Run> runs =
        Snapshot.runs(cluster.runs(in, schedule))
            .getOrDefault(found.getMetadata().getUid(), List.of());
    return TriggerRequest.of(found, Judgement.of(cluster, found).verdict(found, now), runs, now);
  }

  private TriggerView follow(Cluster cluster, TriggerRequest request) {
    if (request.waitsForRuns()) {
      return TriggerView.of(request, TriggerView.Outcome.Waiting, null);
    }
    Instant end = clock.instant().plus(timeout);
    if (cluster.awaitJob(request.schedule(), request.run(), untilDue(request))) {
      return TriggerView.of(request, TriggerView.Outcome.Launched, null);
    }
    Optional<GradedCronJobStatus> status =
        cluster
            .await(
                request.schedule(),
                found -> outcome(found, request) != TriggerView.Outcome.Open,
                Duration.between(clock.instant(), end))
            .map(GradedCronJob::getStatus);
    // A status may be written long after its run was launched, as in a burst.
    boolean launched =
        cluster.findJob(request.schedule().getMetadata().getNamespace(), request.run()).isPresent();
    TriggerView.Outcome outcome =
        launched
            ? TriggerView.Outcome.Launched
            : status
                .map(s -> TriggerView.outcome(s, request.slot()))
                .orElse(TriggerView.Outcome.Open);
    return TriggerView.of(request, outcome, status.orElse(null));
  }

  /** Nearly always its Job is there a moment after it is due. */
  private Duration untilDue(TriggerRequest request) {
    Duration due = Duration.between(clock.instant(), request.slot()).plusSeconds(2);
    return due.compareTo(timeout) < 0 ? due : timeout;
  }

  private static TriggerView.Outcome outcome(GradedCronJob schedule, TriggerRequest request) {
    return TriggerView.outcome(schedule.getStatus(), request.slot());
  }
}
