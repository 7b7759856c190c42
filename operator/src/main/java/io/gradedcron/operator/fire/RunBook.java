package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.GradedCronJobSpec;
import io.gradedcron.operator.api.RunResult;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.plan.HistoryPlanner;
import io.gradedcron.operator.plan.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A schedule's runs as the watch and the answers to our own calls show them. Not thread-safe:
 * guarded by the lock of the {@link ScheduleCell} that it belongs to.
 */
final class RunBook {
  private final Map<String, Run> runs = new LinkedHashMap<>(4);

  /** The grace period that the pods of a stopped run were given, by the run's name, in seconds. */
  private final Map<String, Long> graces = new HashMap<>();

  /**
   * The newest slot of which a run was ever seen; null if none. It outlives the run: whoever
   * deletes a Job before its slot is saved does not have it launched again.
   */
  private Instant newestSeen;

  private Optional<Instant> lastSuccess = Optional.empty();
  private Optional<Instant> lastFailure = Optional.empty();

  void restore(Optional<Instant> success, Optional<Instant> failure) {
    lastSuccess = later(success, lastSuccess);
    lastFailure = later(failure, lastFailure);
  }

  /** Takes what the watch shows. Returns how the run ended, if it ended just now. */
  Optional<RunResult> observe(Run run) {
    saw(run);
    Run before = runs.get(run.name());
    // A delete that was answered may be ahead of the watch.
    boolean deleting =
        run.deleting() || (before != null && before.deleting() && isSame(before, run));
    boolean wasActive = before != null && before.isActive();
    if (deleting && wasActive && run.phase() == Run.Phase.FAILED) {
      // A stopped Job may be marked as failed while its pods go: it is no failure, and it counts as
      // active until it is gone.
      runs.put(run.name(), before.asDeleting());
      return Optional.empty();
    }
    runs.put(run.name(), deleting ? run.asDeleting() : run);
    return switch (run.phase()) {
      case ACTIVE -> Optional.empty();
      case SUCCEEDED -> {
        lastSuccess = later(run.finishedAt(), lastSuccess);
        yield wasActive ? Optional.of(RunResult.Succeeded) : Optional.empty();
      }
      case FAILED -> {
        lastFailure = later(run.finishedAt(), lastFailure);
        yield wasActive ? Optional.of(RunResult.Failed) : Optional.empty();
      }
    };
  }

  private void saw(Run run) {
    newestSeen = newestSeen == null || run.slot().isAfter(newestSeen) ? run.slot() : newestSeen;
  }

  private static boolean isSame(Run before, Run now) {
    return before.uid().isEmpty() || before.uid().equals(now.uid());
  }

  private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return one.get().isAfter(other.get()) ? one : other;
  }

  /** A run that was created just now, unless the watch showed it first. */
  void launched(Run run) {
    saw(run);
    runs.putIfAbsent(run.name(), run);
  }

  /** The run is gone. Returns it if it was there. */
  Optional<Run> gone(String name) {
    graces.remove(name);
    return Optional.ofNullable(runs.remove(name));
  }

  /** The API server took the order to stop it. */
  void stopped(StopOrder order) {
    deleting(order.run().name());
    order.gracePeriodSeconds().ifPresent(seconds -> graced(order.run().name(), seconds));
  }

  /** The API server took the order to delete it. */
  void deleting(String name) {
    runs.computeIfPresent(name, (key, run) -> run.asDeleting());
  }

  /** The pods of a stopped run were given a grace period. */
  void graced(String name, long seconds) {
    graces.merge(name, seconds, Math::min);
  }

  /** Returns true if the pods of a run have not been given this grace period, nor a shorter one. */
  boolean lacksGrace(String name, OptionalLong seconds) {
    return seconds.isPresent() && graces.getOrDefault(name, Long.MAX_VALUE) > seconds.getAsLong();
  }

  /**
   * Returns the active runs that are to be stopped now, each judged at its own level; also those
   * whose stop is under way while their pods still lack the grace period that they are to have.
   *
   * @param replacing true if a due slot is to replace the active runs
   */
  List<StopOrder> stops(boolean replacing, Function<Run, Verdict> judgement) {
    List<StopOrder> orders = new ArrayList<>();
    for (Run run : runs.values()) {
      if (run.isActive()) {
        Verdict ofRun = judgement.apply(run);
        OptionalLong grace = ofRun.gracePeriodSeconds();
        boolean toZero = ofRun.action() == DegradationAction.ScaleToZero;
        if (toZero && (!run.deleting() || lacksGrace(run.name(), grace))) {
          orders.add(new StopOrder(run, grace, ofRun.heldBy()));
        } else if (replacing && !run.deleting()) {
          orders.add(new StopOrder(run, OptionalLong.empty(), List.of()));
        }
      }
    }
    return orders;
  }

  /** Returns the finished runs that the history limits give up. */
  List<Run> surplus(HistoryPlanner planner, GradedCronJobSpec spec) {
    return planner.surplus(
        runs.values(), spec.successfulJobsHistoryLimit(), spec.failedJobsHistoryLimit());
  }

  Optional<Run> find(String name) {
    return Optional.ofNullable(runs.get(name));
  }

  List<Run> copy() {
    return List.copyOf(runs.values());
  }

  int active() {
    int active = 0;
    for (Run run : runs.values()) {
      active += run.isActive() ? 1 : 0;
    }
    return active;
  }

  /** Returns the newest slot of which a run was ever seen. */
  Optional<Instant> newestSeen() {
    return Optional.ofNullable(newestSeen);
  }

  /** Returns the slots that are known to have been launched: those of the runs, and the newest. */
  NavigableSet<Instant> launchedSlots() {
    NavigableSet<Instant> slots = new TreeSet<>();
    runs.values().forEach(run -> slots.add(run.slot()));
    newestSeen().ifPresent(slots::add);
    return slots;
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  Optional<Instant> lastSuccess() {
    return lastSuccess;
  }

  Optional<Instant> lastFailure() {
    return lastFailure;
  }
}
