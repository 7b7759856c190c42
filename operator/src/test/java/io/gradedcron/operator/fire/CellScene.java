package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.plan.CompiledSchedule;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.SlotPlanner;
import io.gradedcron.operator.plan.StatusFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * One schedule's cell, without threads and without an API server: {@code shop/report}, made at
 * 11:00:30 and due every minute, on a replica that leads since 11:30.
 */
final class CellScene {
  static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  static final Instant LIVE = NOON.minusSeconds(1_800);
  static final String UID = "ours";

  final ScheduleCell cell;
  final SlotPlanner planner = new SlotPlanner();
  final Backoff backoff = new Backoff(new Random(1));
  Verdict verdict = Verdict.RUN;
  Instant liveSince = LIVE;

  CellScene() {
    this(LevelCeilings.NONE);
  }

  CellScene(LevelCeilings ceilings) {
    cell = new ScheduleCell(ceilings);
  }

  /** Returns a schedule of a level, described further by the test. */
  static GradedCronJob schedule(int level, String cron, UnaryOperator<Schedule> further) {
    GradedCronJob schedule =
        further.apply(new Schedule("shop", "report", level, cron).keeps(3)).build();
    schedule.getMetadata().setUid(UID);
    schedule.getMetadata().setGeneration(1L);
    schedule.getMetadata().setResourceVersion("1");
    schedule.getMetadata().setCreationTimestamp("2026-11-23T11:00:30Z");
    return schedule;
  }

  static GradedCronJob minutely(UnaryOperator<Schedule> further) {
    return schedule(2, "* * * * *", further);
  }

  /** Returns a status that was saved with this handled time, for this schedule's spec. */
  static GradedCronJobStatus handled(GradedCronJob schedule, Instant until) {
    return new GradedCronJobStatus(
        1L,
        GradedCronJobStatus.Observed.of(schedule.getSpec()),
        until,
        null,
        null,
        null,
        null,
        List.of(),
        0,
        null,
        null,
        List.of(),
        null,
        List.of());
  }

  /** Returns the schedule as the next edit leaves it. */
  static GradedCronJob edited(GradedCronJob before, GradedCronJob with) {
    with.getMetadata().setGeneration(before.getMetadata().getGeneration() + 1);
    with.setStatus(before.getStatus());
    return with;
  }

  /** Returns an active run of a slot, as the watch shows it. */
  static Run run(Instant slot, int level) {
    return new Run(
        "report-" + slot.getEpochSecond(),
        "job-" + slot.getEpochSecond(),
        slot,
        level,
        Run.Phase.ACTIVE,
        false,
        Optional.empty());
  }

  /** The watch shows the schedule. */
  List<RunEvent> put(GradedCronJob schedule, Instant now) {
    return cell.put(schedule, CompiledSchedule.of(schedule), now);
  }

  /** The watch shows the schedule to a replica that leads, at an instant. */
  CellScene begin(GradedCronJob schedule, Instant now) {
    put(schedule, now);
    lead(now);
    return this;
  }

  /** The replica begins to lead; if it has to ask, the API server says what the caches say. */
  List<RunEvent> lead(Instant now) {
    List<RunEvent> events = new ArrayList<>(cell.begin(now));
    if (cell.isUncertain()) {
      CompiledSchedule compiled = CompiledSchedule.of(cell.resource());
      events.addAll(
          cell.confirm(
              cell.takeOverNumber(), cell.resource(), compiled, cell.runs(), liveSince, now));
    }
    return events;
  }

  /** The schedule had handled all up to a minute before noon. */
  CellScene beginBeforeNoon(GradedCronJob schedule) {
    schedule.setStatus(handled(schedule, NOON.minusSeconds(60)));
    return begin(schedule, LIVE);
  }

  /** A worker looks for due slots. */
  Step look(Instant now) {
    return cell.decide(planner, verdict, liveSince, now);
  }

  /** The launch that a look orders. */
  LaunchOrder order(Instant now) {
    return look(now).order().orElseThrow(() -> new AssertionError("no launch at " + now));
  }

  List<RunEvent> settle(LaunchOrder order, LaunchOutcome outcome, Instant now) {
    return cell.settle(order, outcome, backoff, now);
  }

  /** A worker looks, and what it orders succeeds. */
  Instant launch(Instant now) {
    LaunchOrder order = order(now);
    settle(order, new LaunchOutcome.Done(), now);
    return order.slot();
  }

  LaunchOutcome.Retry noAnswer() {
    return LaunchOutcome.Retry.unavailable("no answer");
  }

  /** The status that the writer would write now. */
  GradedCronJobStatus status(Instant now) {
    return cell.draft(new StatusFactory(), now).orElseThrow().status();
  }

  /** A condition as {@code status reason}. */
  String condition(String type, Instant now) {
    return StatusFactory.condition(status(now), type)
        .map(condition -> condition.getStatus() + " " + condition.getReason())
        .orElse("");
  }

  /** A degradation of the test's own that holds the schedules of the namespace shop. */
  static Manifests.Peak peak(int level) {
    return new Manifests.Peak("peak", level, "shop");
  }
}
