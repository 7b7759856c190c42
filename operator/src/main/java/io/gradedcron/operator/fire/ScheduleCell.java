package io.gradedcron.operator.fire;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.RunResult;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.plan.CompiledSchedule;
import io.gradedcron.operator.plan.HistoryPlanner;
import io.gradedcron.operator.plan.PendingSlot;
import io.gradedcron.operator.plan.Readiness;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.ScheduleFacts;
import io.gradedcron.operator.plan.SlotPlanner;
import io.gradedcron.operator.plan.SlotRecord;
import io.gradedcron.operator.plan.StatusFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * All that is known of one schedule, under one lock, which is never held while waiting for the
 * network. Any thread.
 *
 * <p>Its parts have no lock of their own: each does one thing, and the cell says when.
 */
public final class ScheduleCell {
  /** How long a due slot may lie before an alarm that got lost is the only explanation. */
  private static final Duration LONGEST_UNNOTICED = Duration.ofSeconds(5);

  private final CellSignals signals = new CellSignals(this);

  /** Written under the lock. */
  private final KnownSchedule known = new KnownSchedule();

  @GuardedBy("this")
  private final SlotBook slots = new SlotBook();

  @GuardedBy("this")
  private final RunBook runs = new RunBook();

  @GuardedBy("this")
  private final SaveMark saves = new SaveMark();

  @GuardedBy("this")
  private final LevelPlaces places;

  @GuardedBy("this")
  private final LaunchDesk desk;

  @GuardedBy("this")
  private final Hold hold = new Hold(known, slots.ledger(), saves);

  @GuardedBy("this")
  private final EditWatch edits = new EditWatch(known, slots, saves, hold);

  @GuardedBy("this")
  private final TakeOver takeOver;

  /** Makes a cell of a schedule of which nothing is known yet, where no level has a ceiling. */
  ScheduleCell() {
    this(LevelCeilings.NONE);
  }

  /** Makes a cell of a schedule of which nothing is known yet. */
  ScheduleCell(LevelCeilings ceilings) {
    places = new LevelPlaces(ceilings, this, known, slots.ledger(), runs);
    desk = new LaunchDesk(known, slots, runs, saves, places);
    takeOver = new TakeOver(known, slots, runs, saves, hold, edits, desk);
  }

  CellSignals signals() {
    return signals;
  }

  /** Returns the object as read last; null while only Jobs of it were seen. */
  GradedCronJob resource() {
    return known.resource();
  }

  /** Returns which schedule it is; only once its object was seen. */
  public ScheduleRef ref() {
    return known.ref();
  }

  /** Returns the schedule's present level. */
  public int level() {
    return known.level();
  }

  Map<String, String> labels() {
    return known.labels();
  }

  /** Returns the next slot after an instant, in epoch milliseconds; {@link Alarm#OFF} if none. */
  long slotAfter(Instant instant) {
    return known.next(instant).map(Instant::toEpochMilli).orElse(Alarm.OFF);
  }

  // --- the object

  /**
   * Takes the object with a new spec. Returns what happened by that.
   *
   * @param compiled what its text means
   */
  synchronized List<RunEvent> put(GradedCronJob now, CompiledSchedule compiled, Instant instant) {
    if (known.isEditOf(now)) {
      return List.of();
    }
    known.take(now, compiled);
    List<RunEvent> events = takeOver.isDone() ? edits.look(instant) : List.of();
    places.lookAtAll();
    places.follow();
    return events;
  }

  /**
   * Takes the object where its spec is the one that is known. Returns true if a run is asked for
   * that was not known to be.
   */
  synchronized boolean refresh(GradedCronJob now) {
    boolean triggered = known.refresh(now);
    takeOver.statusSeen(now);
    places.follow();
    return triggered;
  }

  /** Returns true if the template of this generation has still to be tried. */
  synchronized boolean isUntried() {
    return isLive() && known.readiness().equals(Readiness.UNTRIED);
  }

  /** Returns true if it cannot run as it is written. */
  synchronized boolean isInvalid() {
    return known.resource() != null && known.isInvalid();
  }

  /** Takes the result of the template's trial, unless the spec has changed meanwhile. */
  synchronized List<RunEvent> tried(long generation, Readiness result) {
    boolean current = isLive() && known.isOfGeneration(generation);
    return current && known.mayBeTried() ? desk.becomes(result) : List.of();
  }

  /** The object is gone: nothing of it is launched any more. */
  synchronized void forget() {
    known.forget();
    takeOver.end();
    places.forget();
  }

  /** Returns true if neither its object nor any Job of it is known. */
  synchronized boolean isForgotten() {
    return known.resource() == null && runs.isEmpty();
  }

  // --- leading

  /** True if it may be worked on. */
  @GuardedBy("this")
  private boolean isLive() {
    return takeOver.hasBegun() && known.isThere();
  }

  /** Takes over from the status and from the runs that exist: this replica leads from now on. */
  synchronized List<RunEvent> begin(Instant now) {
    if (known.resource() == null || takeOver.hasBegun()) {
      return List.of();
    }
    List<RunEvent> events = takeOver.begin(now);
    places.begin();
    return events;
  }

  /** Returns true if the API server has to be asked before anything is decided. */
  synchronized boolean isUncertain() {
    return isLive() && takeOver.isUncertain();
  }

  /** Returns true if it may be asked now. */
  synchronized boolean mayAsk(Instant now) {
    return !now.isBefore(takeOver.askAgain());
  }

  /** Returns which take-over it is that the API server is asked for. */
  synchronized long takeOverNumber() {
    return takeOver.number();
  }

  /** Returns how often it was asked in vain. */
  synchronized int unanswered() {
    return takeOver.unanswered();
  }

  /** It did not answer in this take-over: it is to be asked again at an instant. */
  synchronized void notAnswered(long number, Instant again) {
    if (takeOver.number() == number) {
      takeOver.notAnswered(again);
    }
  }

  /**
   * Takes what the API server itself says. Returns what happened by that.
   *
   * @param number the take-over in which it was asked: an older answer may lag behind whoever led
   *     since
   * @param liveSince since when slots are watched as they come due
   */
  synchronized List<RunEvent> confirm(
      long number,
      GradedCronJob fresh,
      CompiledSchedule compiled,
      Collection<Run> freshRuns,
      Instant liveSince,
      Instant now) {
    if (!takeOver.isUncertain() || takeOver.number() != number) {
      return List.of();
    }
    List<RunEvent> events = takeOver.confirm(fresh, compiled, freshRuns, liveSince, now);
    places.lookAtAll();
    places.follow();
    return events;
  }

  /** This replica leads no longer: what it knew beyond the status and the runs is void. */
  synchronized void standDown() {
    takeOver.end();
    places.standDown();
  }

  // --- slots

  /** Returns when the slot alarm has to ring, from what has been handled. */
  synchronized long firstWake() {
    return isLive() ? slotAfter(slots.ledger().handledUntil()) : Alarm.OFF;
  }

  /**
   * Decides about the due slots and records all decisions but a launch, whose order is returned.
   */
  synchronized Step decide(SlotPlanner planner, Verdict present, Instant liveSince, Instant now) {
    if (desk.isLaunching()) {
      desk.askedMeanwhile();
      return Step.NOTHING;
    }
    return isLive() && takeOver.isDone()
        ? desk.decide(planner, present, liveSince, now)
        : Step.NOTHING;
  }

  /** Records how a launch ended. Returns what happened by that. */
  synchronized List<RunEvent> settle(
      LaunchOrder order, LaunchOutcome outcome, Backoff backoff, Instant now) {
    return desk.settle(order, outcome, backoff, now);
  }

  /** Returns true, once, if a look at the slots has to be made up for. */
  synchronized boolean takeAskedMeanwhile() {
    return desk.takeAskedMeanwhile();
  }

  /** Returns true if a slot has been due for a while and nothing is going to look at it. */
  synchronized boolean isOverlooked(Instant now) {
    if (!isLive() || desk.isLaunching() || signals.isInLaunchQueue()) {
      return false;
    }
    Instant since = now.minus(LONGEST_UNNOTICED);
    return takeOver.isUncertain() ? takeOver.askAgain().isBefore(since) : desk.isOverlooked(since);
  }

  /**
   * Returns when what was refused may be tried again, or what waits for a place has to be given up,
   * in epoch milliseconds.
   */
  synchronized long retryAt() {
    return takeOver.isUncertain() ? takeOver.askAgain().toEpochMilli() + 1 : desk.retryAt();
  }

  // --- degradation

  /** Takes the present verdict. Returns what happened by that. */
  synchronized List<RunEvent> judge(Verdict present) {
    return isLive() ? hold.judge(present) : List.of();
  }

  /** A degradation ended: opens the newest skipped slot again if the schedule asks for it. */
  synchronized boolean reopen() {
    return isLive() && hold.reopen(runs.newestSeen());
  }

  // --- runs

  /** Takes a run as the watch shows it. Returns what happened by that. */
  synchronized List<RunEvent> observe(Run run) {
    saves.changed();
    Optional<RunResult> end = runs.observe(run);
    places.look(run.name());
    return finished(run, end);
  }

  /** A run is gone. Returns what happened by that. */
  synchronized List<RunEvent> gone(String run) {
    saves.changed();
    Optional<Run> gone = runs.gone(run);
    places.look(run);
    return gone.filter(Run::isActive)
        .map(before -> finished(before, Optional.of(RunResult.Stopped)))
        .orElse(List.of());
  }

  @GuardedBy("this")
  private List<RunEvent> finished(Run run, Optional<RunResult> result) {
    return takeOver.hasBegun() && result.isPresent()
        ? List.of(new RunEvent.RunFinished(ref(), run.level(), run.name(), result.get()))
        : List.of();
  }

  /** Returns true if a due slot waits for active runs to end. */
  synchronized boolean isBlocked() {
    return slots.ledger().waitsForRuns();
  }

  /** Returns true if a due slot waits for a place under its level's ceiling. */
  synchronized boolean waitsForPlace() {
    return slots.ledger().isPending(PendingSlot.Reason.CEILING);
  }

  /** Returns the active runs that are to be stopped now, each judged at its own level. */
  synchronized List<StopOrder> stops(Function<Run, Verdict> judgement) {
    boolean replacing = slots.ledger().isPending(PendingSlot.Reason.REPLACING);
    return isLive() ? runs.stops(replacing, judgement) : List.of();
  }

  /** Returns the finished runs that the history limits give up. */
  synchronized List<Run> surplus(HistoryPlanner planner) {
    return isLive() ? runs.surplus(planner, known.spec()) : List.of();
  }

  /** Returns true if the saved status covers this run, so that its Job may be deleted. */
  synchronized boolean mayDelete(Run run) {
    return saves.mayDelete(run);
  }

  /** The API server took the order to stop the run. */
  synchronized void stopped(StopOrder order) {
    runs.stopped(order);
    saves.changed();
  }

  /** The API server took the order to delete the run. */
  synchronized void deleting(Run run) {
    runs.deleting(run.name());
    saves.changed();
  }

  /** Returns its runs, finished ones included. */
  synchronized List<Run> runs() {
    return runs.copy();
  }

  // --- status

  /** Returns the status that should stand now; empty if this replica has nothing to say. */
  synchronized Optional<StatusDraft> draft(StatusFactory factory, Instant now) {
    if (!isLive() || takeOver.isUncertain()) {
      return Optional.empty();
    }
    SlotLedger ledger = slots.ledger();
    SlotRecord record = ledger.toSave();
    Instant from = ledger.handledUntil().isAfter(now) ? ledger.handledUntil() : now;
    ScheduleFacts facts =
        new ScheduleFacts(
            known.resource(),
            record,
            runs.lastSuccess(),
            runs.lastFailure(),
            known.next(from),
            runs.copy(),
            slots.refusals().standing(),
            hold.verdict(),
            known.readiness());
    // An older record says nothing of the newest changes.
    long change = record == ledger.record() ? saves.newest() : SaveMark.NONE;
    return Optional.of(
        new StatusDraft(known.resource(), factory.status(facts, now), record, change));
  }

  /** The status was saved. Returns true if another has to follow. */
  synchronized boolean saved(StatusDraft draft, GradedCronJob answer) {
    saves.saved(draft.change(), draft.status().lastHandledTime());
    known.saved(answer);
    return slots.ledger().saved(draft.record());
  }
}
