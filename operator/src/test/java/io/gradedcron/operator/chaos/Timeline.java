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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which slots one schedule had, by what its statuses say was observed.
 *
 * <p>When the operator saw an edit no record says to the instant: it was after the edit was written
 * and at or before the first lastHandledTime that was saved with the new generation. Slots of
 * either spec between the two are open: they are neither expected nor lost, but doubled they may
 * not be. What was due under the old spec before the edit was written has to be accounted for.
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
    Instant handled = first.created();
    Observed observed = Observed.of(first.spec());
    boolean seen = false;
    Optional<Instant> edited = Optional.empty();
    Set<Observed> specs = new HashSet<>();
    for (ScheduleVersion version : versions) {
      Observed spec = Observed.of(version.spec());
      specs.add(spec);
      if (edited.isEmpty() && !spec.equals(observed)) {
        // Before its first status nobody has seen the schedule: there is no old spec to account
        // for.
        edited = Optional.of(seen ? version.at() : first.created());
      }
      GradedCronJobStatus status = version.status();
      if (status == null || status.lastHandledTime() == null || status.observed() == null) {
        continue;
      }
      seen = true;
      ranges(status);
      Instant now = status.lastHandledTime();
      if (now.isBefore(handled)) {
        problems.add(
            name
                + ": lastHandledTime went back from "
                + handled
                + " to "
                + now
                + " in version "
                + version.version());
      }
      Instant certain = edited.filter(now::isAfter).orElse(now);
      between(first, observed, handled, certain, end, slots);
      Instant open = certain.isAfter(handled) ? certain : handled;
      specs.add(observed);
      specs.forEach(either -> between(first, either, open, now, end, this.open));
      handled = now;
      observed = status.observed();
      if (observed.equals(spec)
          && Objects.equals(status.observedGeneration(), version.generation())) {
        edited = Optional.empty();
        specs.clear();
      }
    }
    between(first, observed, handled, end, end, slots);
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
