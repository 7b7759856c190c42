package io.gradedcron.operator.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.cron.SlotTimes;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.plan.CompiledSchedule;
import io.gradedcron.operator.plan.JobText;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.StatusReader;
import io.gradedcron.operator.plan.Trigger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;

/**
 * A run that is asked for: one more slot, for which all holds that holds for the others.
 *
 * @param schedule what is to run
 * @param slot the instant at which it is due
 * @param active how many runs of it are active
 */
record TriggerRequest(GradedCronJob schedule, Instant slot, int active) {
  /** A schedule that is due each second has no second in between. */
  private static final int MOST_STEPS = 60;

  /**
   * Returns the request.
   *
   * @param verdict what the degradations do to the schedule
   * @param runs its runs, finished ones included
   * @throws PluginException if no run would start now
   */
  static TriggerRequest of(
      GradedCronJob schedule, Verdict verdict, Collection<Run> runs, Instant now) {
    String key = schedule.getMetadata().getNamespace() + "/" + schedule.getMetadata().getName();
    CompiledSchedule compiled = CompiledSchedule.of(schedule);
    if (compiled.times().isEmpty()) {
      throw new PluginException(key + " cannot run: " + compiled.readiness().message());
    }
    if (schedule.getMetadata().getDeletionTimestamp() != null) {
      throw new PluginException(key + " is being deleted: it launches nothing any more");
    }
    if (schedule.getSpec().suspend()) {
      throw new PluginException(key + " is suspended: no run starts before it is resumed");
    }
    if (verdict.action().holds()) {
      throw new PluginException(
          "%s is held by %s (%s): no run starts before that is lifted"
              .formatted(key, String.join(", ", verdict.heldBy()), verdict.action()));
    }
    Instant handled =
        StatusReader.handledUntil(schedule).orElse(CompiledSchedule.created(schedule));
    Optional<Instant> asked = Trigger.of(schedule);
    if (asked.filter(handled::isBefore).isPresent()
        && runs.stream().noneMatch(run -> run.slot().equals(asked.get()))) {
      throw new PluginException(
          "%s: the run that was asked for at %s has not started yet".formatted(key, asked.get()));
    }
    int active = (int) runs.stream().filter(Run::isActive).count();
    return new TriggerRequest(schedule, slot(compiled.times().get(), handled, runs, now), active);
  }

  /** A second of its own after all that has ended: neither a slot of the text nor one that ran. */
  private static Instant slot(SlotTimes times, Instant handled, Collection<Run> runs, Instant now) {
    SlotTimes regular = times.with(Optional.empty());
    Instant after = now.isAfter(handled) ? now : handled;
    for (Run run : runs) {
      after = run.slot().isAfter(after) ? run.slot() : after;
    }
    // The whole second after the next: the request has to be there before it is due.
    Instant slot = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(2);
    for (int i = 0; i < MOST_STEPS && regular.latest(slot).filter(slot::equals).isPresent(); i++) {
      slot = slot.plusSeconds(1);
    }
    return slot;
  }

  /** Returns the JSON to merge into the schedule as it was read, and no other. */
  String patch() {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("resourceVersion", schedule.getMetadata().getResourceVersion());
    metadata.putObject("annotations").put(GradedCron.TRIGGER_ANNOTATION, slot.toString());
    return patch.toString();
  }

  /** Returns the name of its Job. */
  String run() {
    return JobText.runName(schedule.getMetadata().getName(), slot);
  }

  /** Returns true if active runs have to end by themselves first. */
  boolean waitsForRuns() {
    return active > 0 && schedule.getSpec().concurrencyPolicy() == ConcurrencyPolicy.Forbid;
  }

  /** Returns true if active runs are stopped first. */
  boolean stopsRuns() {
    return active > 0 && schedule.getSpec().concurrencyPolicy() == ConcurrencyPolicy.Replace;
  }
}
