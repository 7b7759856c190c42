package io.gradedcron.operator.chaos;

import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.GradedCronJobStatus.Observed;
import io.gradedcron.operator.chaos.Evidence.ScheduleVersion;
import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.cron.SlotTimes;
import io.gradedcron.operator.plan.Spread;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which slots one schedule had, by what its statuses say was observed.
 *
 * <p>An edit makes void what was due before it and not handled. When the operator saw it no record
 * says to the instant: it was after the last saved lastHandledTime under the old spec and at or
 * before the first one under the new. Slots of either spec between the two are open: they are
 * neither expected nor lost, but doubled they may not be.
 *
 * @param slots those that have to be accounted for, ascending
 * @param open those that an edit leaves open
 * @param skipped all ranges that were ever recorded as skipped
 * @param missed all ranges that were ever recorded as missed
 * @param problems lastHandledTime that went back or did not reach the end
 */
record Timeline(
    String uid,
    String name,
    List<Instant> slots,
    List<Instant> open,
    Set<Range> skipped,
    Set<Range> missed,
    List<String> problems) {

  /** From the first to the last, both included. */
  record Range(Instant from, Instant to) {
    boolean contains(Instant slot) {
      return !slot.isBefore(from) && !slot.isAfter(to);
    }
  }

  /** Reads the versions of one schedule, in the order in which they were written. */
  static Timeline of(List<ScheduleVersion> versions, Instant end) {
    ScheduleVersion first = versions.get(0);
    Timeline timeline =
        new Timeline(
            first.uid(),
            first.name(),
            new ArrayList<>(),
            new ArrayList<>(),
            new HashSet<>(),
            new HashSet<>(),
            new ArrayList<>());
    timeline.read(versions, end);
    return timeline;
  }

  private void read(List<ScheduleVersion> versions, Instant end) {
    ScheduleVersion first = versions.get(0);
    Instant start = first.created();
    Instant handled = start;
    Observed observed = null;
    for (ScheduleVersion version : versions) {
      GradedCronJobStatus status = version.status();
      if (status == null || status.lastHandledTime() == null || status.observed() == null) {
        continue;
      }
      ranges(status);
      if (status.lastHandledTime().isBefore(handled)) {
        problems.add(
            name
                + ": lastHandledTime went back from "
                + handled
                + " to "
                + status.lastHandledTime()
                + " in version "
                + version.version());
      }
      if (observed != null && !observed.equals(status.observed())) {
        between(first, observed, start, handled, end, slots);
        between(first, observed, handled, status.lastHandledTime(), end, open);
        between(first, status.observed(), handled, status.lastHandledTime(), end, open);
        start = status.lastHandledTime();
      }
      observed = status.observed();
      handled = status.lastHandledTime();
    }
    if (observed == null) {
      problems.add(name + ": no status was ever written");
      return;
    }
    between(first, observed, start, end, end, slots);
    Instant unhandled = handled;
    next(first, observed, handled)
        .filter(slot -> !slot.isAfter(end))
        .ifPresent(slot -> problems.add(name + ": came to rest at " + unhandled + ", not " + end));
  }

  private void ranges(GradedCronJobStatus status) {
    if (status.lastSkipped() != null) {
      skipped.add(new Range(status.lastSkipped().from(), status.lastSkipped().to()));
    }
    if (status.lastMissed() != null) {
      missed.add(new Range(status.lastMissed().from(), status.lastMissed().to()));
    }
  }

  private static void between(
      ScheduleVersion schedule,
      Observed observed,
      Instant after,
      Instant until,
      Instant end,
      List<Instant> into) {
    Instant last = until.isBefore(end) ? until : end;
    SlotTimes times = times(schedule, observed);
    for (Optional<Instant> slot = times.next(after);
        slot.isPresent() && !slot.get().isAfter(last);
        slot = times.next(slot.get())) {
      into.add(slot.get());
    }
  }

  private static Optional<Instant> next(
      ScheduleVersion schedule, Observed observed, Instant after) {
    return times(schedule, observed).next(after);
  }

  private static SlotTimes times(ScheduleVersion schedule, Observed observed) {
    return CronSchedule.parse(observed.schedule(), observed.timeZone())
        .slots(schedule.created(), Spread.offset(schedule.uid(), observed.spreadSeconds()));
  }

  boolean isSkipped(Instant slot) {
    return skipped.stream().anyMatch(range -> range.contains(slot));
  }

  boolean isMissed(Instant slot) {
    return missed.stream().anyMatch(range -> range.contains(slot));
  }
}
