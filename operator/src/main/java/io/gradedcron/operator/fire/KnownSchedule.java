package io.gradedcron.operator.fire;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobSpec;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.cron.SlotTimes;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.plan.CompiledSchedule;
import io.gradedcron.operator.plan.Readiness;
import io.gradedcron.operator.plan.StatusReader;
import io.gradedcron.operator.plan.Trigger;
import io.gradedcron.operator.plan.WholeSchedule;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A schedule's object as it was read last, and what its text means. Written under the lock of the
 * {@link ScheduleCell} that it belongs to, as is the readiness read; any thread may read the rest.
 */
final class KnownSchedule {
  /** Null while only Jobs of it were seen. */
  private volatile GradedCronJob resource;

  private volatile Optional<SlotTimes> times = Optional.empty();
  private Readiness readiness = Readiness.UNTRIED;

  /** Returns the object; null while only Jobs of it were seen. */
  GradedCronJob resource() {
    return resource;
  }

  GradedCronJobSpec spec() {
    return resource.getSpec();
  }

  /** Returns its status; null if it has none. */
  GradedCronJobStatus status() {
    return resource.getStatus();
  }

  ScheduleRef ref() {
    return ScheduleRef.of(resource.getMetadata());
  }

  int level() {
    return spec().level();
  }

  Map<String, String> labels() {
    Map<String, String> labels = resource.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  /** Returns the slots; empty while there are none. */
  Optional<SlotTimes> times() {
    return times;
  }

  /** Returns the next slot after an instant. */
  Optional<Instant> next(Instant instant) {
    return times.flatMap(t -> t.next(instant));
  }

  Readiness readiness() {
    return readiness;
  }

  /** Returns true if the object was seen and is not being deleted. */
  boolean isThere() {
    return resource != null && resource.getMetadata().getDeletionTimestamp() == null;
  }

  boolean isOfGeneration(long generation) {
    return resource.getMetadata().getGeneration() == generation;
  }

  /** Takes the object with what its text means. */
  void take(GradedCronJob now, CompiledSchedule compiled) {
    resource = WholeSchedule.of(now);
    times = compiled.times();
    readiness =
        compiled.readiness().hasNoSlots()
            ? compiled.readiness()
            : StatusReader.readiness(resource).orElse(Readiness.UNTRIED);
  }

  /**
   * Takes the object where its spec is the one that is known, unless a newer one was read. Returns
   * true if a run is asked for that was not known to be.
   */
  boolean refresh(GradedCronJob now) {
    if (!isNewerThan(now)) {
      resource = WholeSchedule.of(now);
    }
    // Of the newest object, which may be one that was read before the watch showed it.
    Optional<Instant> trigger = Trigger.of(resource);
    if (times.isEmpty() || times.get().extra().equals(trigger)) {
      return false;
    }
    times = Optional.of(times.get().with(trigger));
    return trigger.isPresent();
  }

  /** Takes the answer to a write of the status, unless it is that of another spec. */
  void saved(GradedCronJob answer) {
    if (resource != null
        && resource.getMetadata().getGeneration().equals(answer.getMetadata().getGeneration())) {
      resource = WholeSchedule.of(answer);
    }
  }

  /**
   * Returns true if the object was read later than another. A watch may lag behind the answers to
   * our own writes. Resource versions of one resource type can be compared as numbers (KEP-5504);
   * where one is none, the newcomer is taken.
   */
  boolean isNewerThan(GradedCronJob other) {
    String version = other.getMetadata().getResourceVersion();
    String knownVersion = resource.getMetadata().getResourceVersion();
    return isNumber(version)
        && isNumber(knownVersion)
        && Long.parseLong(version) < Long.parseLong(knownVersion);
  }

  private static boolean isNumber(String version) {
    return version != null && version.matches("[0-9]{1,18}");
  }

  /**
   * Returns true if the object has a later spec than another. An answer that we read ourselves may
   * be ahead of the watch by an edit.
   */
  boolean isEditOf(GradedCronJob other) {
    if (resource == null) {
      return false;
    }
    ObjectMeta known = resource.getMetadata();
    return other.getMetadata().getGeneration() != null
        && known.getGeneration() != null
        && other.getMetadata().getGeneration() < known.getGeneration()
        && isNewerThan(other);
  }

  /** Returns true if a trial of the template may say whether it can run. */
  boolean mayBeTried() {
    // Only a launch shows that a name is free again.
    return !readiness.hasNoSlots() && !readiness.reason().equals(Readiness.NAME_CONFLICT);
  }

  /** Whether it can run turned out to be this. Returns true if that is news. */
  boolean becomes(Readiness result) {
    boolean news = !readiness.equals(result);
    readiness = result;
    return news;
  }

  /** Returns true if it cannot run and its status does not say so yet. */
  boolean isNewlyInvalid() {
    return isInvalid() && !StatusReader.says(status(), readiness);
  }

  boolean isInvalid() {
    return readiness.verdict() == Readiness.Verdict.FALSE;
  }

  /** Returns what tells that it cannot run as it is written. */
  RunEvent invalid() {
    return new RunEvent.ScheduleInvalid(ref(), level(), readiness.reason(), readiness.message());
  }

  /** The object is gone: it has no slots any more. */
  void forget() {
    times = Optional.empty();
  }
}
