package io.gradedcron.operator.cli;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.cron.SlotTimes;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Hands the slots of a CronJob over to the schedule that was imported from it, each to one of the
 * two: the CronJob is suspended first, then the schedule is resumed, and both at a time when no
 * slot is near. A slot that is near is waited for until the CronJob has launched it: its controller
 * may see the suspend a moment late, and then both would launch it, or neither.
 */
final class SwitchOver {
  /** No slot may lie so close before or behind the switch. */
  static final Duration QUIET = Duration.ofSeconds(10);

  private final Cluster cluster;
  private final Clock clock;
  private final Duration patience;
  private final PrintWriter progress;

  /**
   * Makes one.
   *
   * @param patience how long active runs of the CronJob may take to end
   * @param progress where to say what is waited for
   */
  SwitchOver(Cluster cluster, Clock clock, Duration patience, PrintWriter progress) {
    this.cluster = cluster;
    this.clock = clock;
    this.patience = patience;
    this.progress = progress;
  }

  /** Switches. Returns the schedule as it is then. */
  GradedCronJob over(CronJob cronJob, GradedCronJob schedule) {
    if (!isSuspended(cronJob)) {
      awaitQuiet(cronJob, slots(schedule));
      cluster.patch(cronJob, "{\"spec\":{\"suspend\":true}}");
    }
    if (schedule.getSpec().concurrencyPolicy() != ConcurrencyPolicy.Allow) {
      awaitRuns(cronJob, schedule);
    }
    return cluster.patch(schedule, "{\"spec\":{\"suspend\":false}}");
  }

  static boolean isSuspended(CronJob cronJob) {
    return Boolean.TRUE.equals(cronJob.getSpec().getSuspend());
  }

  /** The slots of {@code @every} depend on when the CronJob last ran: no slot of it is known. */
  private static Optional<SlotTimes> slots(GradedCronJob schedule) {
    return schedule.getSpec().schedule().startsWith("@every")
        ? Optional.empty()
        : Optional.of(
            CronSchedule.parse(schedule.getSpec().schedule(), schedule.getSpec().timeZone())
                .slots(Instant.EPOCH, Duration.ZERO));
  }

  private void awaitQuiet(CronJob cronJob, Optional<SlotTimes> slots) {
    Instant now = clock.instant();
    Optional<Instant> near = slots.flatMap(times -> near(times, now));
    if (near.isEmpty() || hasLaunched(cronJob, near.get())) {
      return;
    }
    progress.println(
        "cronjob/%s is due at %s: waiting until it was launched"
            .formatted(cronJob.getMetadata().getName(), near.get()));
    progress.flush();
    Duration wait = Duration.between(now, near.get().plus(QUIET).plus(QUIET));
    if (cluster.await(cronJob, found -> hasLaunched(found, near.get()), wait).isEmpty()) {
      throw new PluginException(
          ("cronjob/%s was due at %s and has not launched that: not switched, try again later;"
                  + " the GradedCronJob stays suspended")
              .formatted(cronJob.getMetadata().getName(), near.get()));
    }
  }

  /** Returns the slot that is too near for a switch at an instant; empty if none is. */
  static Optional<Instant> near(SlotTimes slots, Instant now) {
    return slots.latest(now.plus(QUIET)).filter(slot -> slot.isAfter(now.minus(QUIET)));
  }

  private static boolean hasLaunched(CronJob cronJob, Instant slot) {
    return cronJob.getStatus() != null
        && cronJob.getStatus().getLastScheduleTime() != null
        && !Instant.parse(cronJob.getStatus().getLastScheduleTime()).isBefore(slot);
  }

  private void awaitRuns(CronJob cronJob, GradedCronJob schedule) {
    boolean ended =
        cluster
            .await(
                cronJob,
                found ->
                    found.getStatus() == null
                        || found.getStatus().getActive() == null
                        || found.getStatus().getActive().isEmpty(),
                patience)
            .isPresent();
    if (!ended) {
      throw new PluginException(
          ("cronjob/%s is suspended, and a run of it is still active: with concurrencyPolicy %s"
                  + " %s stays suspended until that has ended; say the same again then")
              .formatted(
                  cronJob.getMetadata().getName(),
                  schedule.getSpec().concurrencyPolicy(),
                  schedule.getMetadata().getName()));
    }
  }
}
