package io.gradedcron.operator.event;

import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.MissReason;
import io.gradedcron.operator.api.RefusalReason;
import io.gradedcron.operator.api.RunResult;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.api.SkipReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;

/** Something that happened to a slot, a run or a schedule. */
public sealed interface RunEvent {
  /** The schedule that it happened to. */
  ScheduleRef schedule();

  /** The level that it happened at, 1 to 3. */
  int level();

  /**
   * A slot's Job was created, or was found to exist already as ours.
   *
   * @param latency from the slot to the API server's answer
   */
  record SlotLaunched(
      ScheduleRef schedule,
      int level,
      Instant slot,
      String run,
      LaunchReason reason,
      Duration latency)
      implements RunEvent {}

  /**
   * Slots were skipped.
   *
   * @param count how many; counting costs time, so it is left to the subscriber's thread
   */
  record SlotsSkipped(
      ScheduleRef schedule,
      int level,
      Instant from,
      Instant to,
      SkipReason reason,
      LongSupplier count)
      implements RunEvent {}

  /**
   * Slots were missed: they should have been launched.
   *
   * @param count how many, at most 10,000; left to the subscriber's thread
   */
  record SlotsMissed(
      ScheduleRef schedule,
      int level,
      Instant from,
      Instant to,
      MissReason reason,
      LongSupplier count)
      implements RunEvent {}

  /**
   * Slots were refused by the API server until their deadline.
   *
   * @param message the last refusal
   * @param news false if the slots before failed for the same reason
   */
  record SlotsFailed(
      ScheduleRef schedule,
      int level,
      Instant from,
      Instant to,
      String message,
      boolean news,
      LongSupplier count)
      implements RunEvent {}

  /**
   * The API server did not take a slot's Job: the create is tried again until the slot's deadline.
   *
   * @param message the API server's words
   * @param news false if the tries before were refused for the same reason
   */
  record LaunchRefused(
      ScheduleRef schedule,
      int level,
      Instant slot,
      RefusalReason reason,
      String message,
      boolean news)
      implements RunEvent {}

  /** A run ended. */
  record RunFinished(ScheduleRef schedule, int level, String run, RunResult result)
      implements RunEvent {}

  /**
   * The API server took the order to stop a run.
   *
   * @param cause why, in words
   */
  record RunStopped(ScheduleRef schedule, int level, String run, String cause)
      implements RunEvent {}

  /** A degradation began to hold the schedule, or another one or another action does so now. */
  record ScheduleHeld(
      ScheduleRef schedule, int level, DegradationAction action, List<String> heldBy, String reason)
      implements RunEvent {}

  /** No degradation holds the schedule any longer. */
  record ScheduleLifted(ScheduleRef schedule, int level) implements RunEvent {}

  /**
   * The schedule can't run as it is written.
   *
   * @param reason the condition's reason
   * @param message names the field, the value and what would be right
   */
  record ScheduleInvalid(ScheduleRef schedule, int level, String reason, String message)
      implements RunEvent {}

  /** A Job that is not ours has the name of a slot's run. */
  record NameConflict(ScheduleRef schedule, int level, Instant slot, String run)
      implements RunEvent {}
}
