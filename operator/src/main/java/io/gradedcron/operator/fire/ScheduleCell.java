package io.gradedcron.operator.fire;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.HeldRunPolicy;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.RunResult;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.cron.SlotTimes;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.plan.CompiledSchedule;
import io.gradedcron.operator.plan.HistoryPlanner;
import io.gradedcron.operator.plan.ObservedSpec;
import io.gradedcron.operator.plan.PendingSlot;
import io.gradedcron.operator.plan.Readiness;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.ScheduleFacts;
import io.gradedcron.operator.plan.SlotPlanner;
import io.gradedcron.operator.plan.SlotRange;
import io.gradedcron.operator.plan.SlotRecord;
import io.gradedcron.operator.plan.StatusFactory;
import io.gradedcron.operator.plan.StatusReader;
import io.gradedcron.operator.plan.WholeSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * All that is known of one schedule, under one lock, which is never held while waiting for the
 * network. Any thread.
 */
public final class ScheduleCell {
  /** How long a due slot may lie before an alarm that got lost is the only explanation. */
  private static final Duration LONGEST_UNNOTICED = Duration.ofSeconds(5);

  private final CellSignals signals = new CellSignals(this);

  /** The object as read last; null while only Jobs of it were seen. Written under the lock. */
  private volatile GradedCronJob resource;

  /** The slots; empty while there are none. Written under the lock. */
  private volatile Optional<SlotTimes> times = Optional.empty();

  @GuardedBy("this")
  private final SlotBook slots = new SlotBook();

  @GuardedBy("this")
  private final RunBook runs = new RunBook();

  @GuardedBy("this")
  private final SaveMark saves = new SaveMark();

  @GuardedBy("this")
  private Readiness readiness = Readiness.UNTRIED;

  @GuardedBy("this")
  private Verdict verdict = Verdict.RUN;

  /** True once this replica leads and the state was taken over. */
  @GuardedBy("this")
  private boolean begun;

  /**
   * True while what this replica took over from its caches asks for something to be caught up: the
   * API server itself has to be asked first, since a cache may lag behind the last leader's writes.
   */
  @GuardedBy("this")
  private boolean uncertain;

  /** How often the API server was asked in vain. */
  @GuardedBy("this")
  private int questions;

  /** When it may be asked again. */
  @GuardedBy("this")
  private Instant askAgain = Instant.MIN;

  /** True while a create is under way. */
  @GuardedBy("this")
  private boolean launching;

  /**
   * True if somebody looked for due slots while a create was under way: it has to be done again.
   */
  @GuardedBy("this")
  private boolean askedMeanwhile;

  CellSignals signals() {
    return signals;
  }

  /** Returns the object as read last; null while only Jobs of it were seen. */
  GradedCronJob resource() {
    return resource;
  }

  /** Returns which schedule it is; only once its object was seen. */
  public ScheduleRef ref() {
    return ScheduleRef.of(resource.getMetadata());
  }

  /** Returns the schedule's present level. */
  public int level() {
    return resource.getSpec().level();
  }

  Map<String, String> labels() {
    Map<String, String> labels = resource.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  /** Returns the next slot after an instant, in epoch milliseconds; {@link Alarm#OFF} if none. */
  long slotAfter(Instant instant) {
    return times.flatMap(t -> t.next(instant)).map(Instant::toEpochMilli).orElse(Alarm.OFF);
  }

  // --- the object

  /**
   * Takes the object with a new spec. Returns what happened by that.
   *
   * @param compiled what its text means
   */
  synchronized List<RunEvent> put(GradedCronJob now, CompiledSchedule compiled, Instant instant) {
    if (resource != null && isFormer(now.getMetadata(), resource.getMetadata())) {
      return List.of();
    }
    take(now, compiled);
    return begun && !uncertain ? adopt(instant) : List.of();
  }

  @GuardedBy("this")
  private void take(GradedCronJob now, CompiledSchedule compiled) {
    resource = WholeSchedule.of(now);
    times = compiled.times();
    readiness =
        compiled.readiness().hasNoSlots()
            ? compiled.readiness()
            : StatusReader.readiness(resource).orElse(Readiness.UNTRIED);
  }

  /** Takes the object where its spec is the one that is known. */
  synchronized void refresh(GradedCronJob now) {
    if (!isOlder(now.getMetadata(), resource.getMetadata())) {
      resource = WholeSchedule.of(now);
    }
    boolean further =
        StatusReader.handledUntil(now).filter(slots.ledger().handledUntil()::isBefore).isPresent();
    if (begun && further) {
      // Another leader wrote it: what it says of the slots holds.
      slots.ledger().restore(WholeSchedule.of(now).getStatus(), CompiledSchedule.created(now));
    }
  }

  /**
   * A watch may lag behind the answers to our own writes. Resource versions of one resource type
   * can be compared as numbers (KEP-5504); where one is none, the newcomer is taken.
   */
  private static boolean isOlder(ObjectMeta one, ObjectMeta other) {
    String version = one.getResourceVersion();
    String otherVersion = other.getResourceVersion();
    return isNumber(version)
        && isNumber(otherVersion)
        && Long.parseLong(version) < Long.parseLong(otherVersion);
  }

  /** An answer that we read ourselves may be ahead of the watch by an edit. */
  private static boolean isFormer(ObjectMeta one, ObjectMeta other) {
    return one.getGeneration() != null
        && other.getGeneration() != null
        && one.getGeneration() < other.getGeneration()
        && isOlder(one, other);
  }

  private static boolean isNumber(String version) {
    return version != null && version.matches("[0-9]{1,18}");
  }

  /** Takes over from the status and from the runs that exist: this replica leads from now on. */
  synchronized List<RunEvent> begin(Instant now) {
    if (resource == null || begun) {
      return List.of();
    }
    begun = true;
    questions = 0;
    askAgain = Instant.MIN;
    verdict =
        resource.getStatus() == null ? Verdict.RUN : StatusReader.verdict(resource.getStatus());
    takeOver();
    uncertain = hasToCatchUp(now);
    return uncertain ? List.of() : adopt(now);
  }

  /** Takes what the object's status says. */
  @GuardedBy("this")
  private void takeOver() {
    GradedCronJobStatus status = resource.getStatus();
    slots.ledger().restore(status, CompiledSchedule.created(resource));
    slots.refusals().restore(StatusReader.refusal(status));
    saves.restore(StatusReader.handledUntil(resource).orElse(Instant.MIN));
    if (status != null) {
      runs.restore(
          Optional.ofNullable(status.lastSuccessfulTime()),
          Optional.ofNullable(status.lastFailureTime()));
    }
  }

  @GuardedBy("this")
  private boolean hasToCatchUp(Instant now) {
    Instant handled = slots.ledger().handledUntil();
    boolean due = times.flatMap(t -> t.next(handled)).filter(s -> !s.isAfter(now)).isPresent();
    boolean launched = runs.newestSeen().filter(handled::isBefore).isPresent();
    boolean mayReopen =
        verdict.action().holds() && resource.getSpec().heldRunPolicy() == HeldRunPolicy.RunLatest;
    return due || launched || mayReopen || wasEdited();
  }

  @GuardedBy("this")
  private boolean wasEdited() {
    GradedCronJobStatus.Observed present = GradedCronJobStatus.Observed.of(resource.getSpec());
    return formerText().filter(text -> !text.equals(present)).isPresent();
  }

  /** Returns the text that the times belong to. */
  @GuardedBy("this")
  private Optional<GradedCronJobStatus.Observed> formerText() {
    return slots.ledger().record().spec().map(ObservedSpec::text);
  }

  /** Returns true if the API server has to be asked before anything is decided. */
  synchronized boolean isUncertain() {
    return isLive() && uncertain;
  }

  /** Returns true if it may be asked now. */
  synchronized boolean mayAsk(Instant now) {
    return !now.isBefore(askAgain);
  }

  /** It did not answer: it is to be asked again after a while. */
  synchronized void notAnswered(Backoff backoff, Instant now) {
    askAgain = now.plus(backoff.after(++questions));
  }

  /**
   * Takes what the API server itself says. Returns what happened by that.
   *
   * @param liveSince since when slots are watched as they come due
   */
  synchronized List<RunEvent> confirm(
      GradedCronJob fresh,
      CompiledSchedule compiled,
      Collection<Run> freshRuns,
      Instant liveSince,
      Instant now) {
    if (!begun || !uncertain) {
      return List.of();
    }
    uncertain = false;
    if (!isOlder(fresh.getMetadata(), resource.getMetadata())) {
      take(fresh, compiled);
    }
    boolean open = slots.ledger().reopened().isPresent();
    takeOver();
    freshRuns.forEach(runs::observe);
    List<RunEvent> events = new ArrayList<>(find(formerTimes(), liveSince, now));
    events.addAll(adopt(now));
    if (open) {
      slots.ledger().reopen(runs.newestSeen());
    }
    return events;
  }

  /** Records runs of slots that nobody recorded. */
  @GuardedBy("this")
  private List<RunEvent> find(Optional<SlotTimes> text, Instant liveSince, Instant now) {
    Instant handled = slots.ledger().handledUntil();
    if (text.isEmpty() || runs.newestSeen().filter(handled::isBefore).isEmpty()) {
      return List.of();
    }
    List<RunEvent> events = slots.found(resource, text.get(), runs.launchedSlots(), liveSince, now);
    if (slots.ledger().handledUntil().isAfter(handled)) {
      saves.slotEnded();
    }
    return events;
  }

  /** Returns the slots of the text that the times of the status belong to. */
  @GuardedBy("this")
  private Optional<SlotTimes> formerTimes() {
    return wasEdited()
        ? formerText().flatMap(text -> CompiledSchedule.of(resource, text).times())
        : times;
  }

  /** This replica leads no longer: what it knew beyond the status and the runs is void. */
  synchronized void standDown() {
    begun = false;
    uncertain = false;
  }

  /** Compares the spec with what was observed before: a difference is an edit made now. */
  @GuardedBy("this")
  private List<RunEvent> adopt(Instant now) {
    List<RunEvent> events = new ArrayList<>(1);
    if (wasEdited()) {
      boolean wasSuspended =
          formerText().filter(text -> Boolean.TRUE.equals(text.suspend())).isPresent();
      events.addAll(
          slots.edited(resource, formerTimes(), wasSuspended, verdict.action().holds(), now));
      saves.slotEnded();
    }
    saves.changed();
    slots.ledger().observed(ObservedSpec.of(resource));
    boolean news =
        readiness.verdict() == Readiness.Verdict.FALSE
            && !StatusReader.says(resource.getStatus(), readiness);
    if (news) {
      events.add(invalid());
    }
    return events;
  }

  @GuardedBy("this")
  private RunEvent invalid() {
    return new RunEvent.ScheduleInvalid(ref(), level(), readiness.reason(), readiness.message());
  }

  /** Returns when the slot alarm has to ring, from what has been handled. */
  synchronized long firstWake() {
    return isLive() ? slotAfter(slots.ledger().handledUntil()) : Alarm.OFF;
  }

  /** True if it may be worked on: this replica leads and the object is not being deleted. */
  @GuardedBy("this")
  private boolean isLive() {
    return begun && resource != null && resource.getMetadata().getDeletionTimestamp() == null;
  }

  /** Returns true if the template of this generation has still to be tried. */
  synchronized boolean isUntried() {
    return isLive() && readiness.equals(Readiness.UNTRIED);
  }

  /** Takes the result of the template's trial, unless the spec has changed meanwhile. */
  synchronized List<RunEvent> tried(long generation, Readiness result) {
    boolean current = isLive() && resource.getMetadata().getGeneration() == generation;
    // Only a launch shows that a name is free again.
    boolean open = !readiness.hasNoSlots() && !readiness.reason().equals(Readiness.NAME_CONFLICT);
    return current && open ? becomes(result) : List.of();
  }

  @GuardedBy("this")
  private List<RunEvent> becomes(Readiness result) {
    if (readiness.equals(result)) {
      return List.of();
    }
    readiness = result;
    saves.changed();
    return result.verdict() == Readiness.Verdict.FALSE ? List.of(invalid()) : List.of();
  }

  /** The object is gone: nothing of it is launched any more. */
  synchronized void forget() {
    times = Optional.empty();
    begun = false;
  }

  /** Returns true if neither its object nor any Job of it is known. */
  synchronized boolean isForgotten() {
    return resource == null && runs.isEmpty();
  }

  // --- slots

  /**
   * Decides about the due slots and records all decisions but a launch, whose order is returned.
   */
  synchronized Step decide(SlotPlanner planner, Verdict present, Instant liveSince, Instant now) {
    if (launching) {
      askedMeanwhile = true;
      return Step.NOTHING;
    }
    if (!isLive() || uncertain || times.isEmpty()) {
      return Step.NOTHING;
    }
    List<RunEvent> events = find(times, liveSince, now);
    Step step =
        slots.decide(planner, resource, times.get(), present, runs.active(), liveSince, now);
    launching = step.order().isPresent();
    if (!step.events().isEmpty()) {
      saves.slotEnded();
    }
    return step.after(events);
  }

  /** Records how a launch ended. Returns what happened by that. */
  synchronized List<RunEvent> settle(
      LaunchOrder order, LaunchOutcome outcome, Backoff backoff, Instant now) {
    launching = false;
    if (resource == null || times.isEmpty()) {
      return List.of();
    }
    List<RunEvent> events = new ArrayList<>(2);
    if (outcome instanceof LaunchOutcome.Done) {
      events.add(slots.launched(order, times.get(), now));
      runs.launched(Run.launched(order.runName(), order.slot(), order.level()));
      // What was accepted now proves the template, and that the name is free again.
      events.addAll(becomes(Readiness.READY));
    } else if (outcome instanceof LaunchOutcome.Conflict) {
      String message =
          "Job " + order.runName() + " exists and is not this schedule's: delete or rename it";
      boolean news = !readiness.reason().equals(Readiness.NAME_CONFLICT);
      events.add(slots.failed(resource, times.get(), SlotRange.of(order.slot()), message, news));
      readiness = Readiness.no(Readiness.NAME_CONFLICT, message);
      events.add(new RunEvent.NameConflict(ref(), level(), order.slot(), order.runName()));
    } else if (outcome instanceof LaunchOutcome.Invalid refusal) {
      String message = refusal.message();
      // Its words name the run and so change with each slot: those of the first refusal stand.
      boolean news = !readiness.reason().equals(Readiness.INVALID_JOB_TEMPLATE);
      events.add(slots.failed(resource, times.get(), SlotRange.of(order.slot()), message, news));
      if (news) {
        events.addAll(becomes(Readiness.invalidTemplate(message)));
      }
    } else if (outcome instanceof LaunchOutcome.Retry refusal) {
      boolean open =
          order.reason() == LaunchReason.Lifted
              || order.slot().isAfter(slots.ledger().handledUntil());
      saves.changed();
      return open ? List.of(slots.refused(order, refusal, backoff, now)) : List.of();
    } else {
      return List.of();
    }
    saves.slotEnded();
    return events;
  }

  /** Returns true, once, if a look at the slots has to be made up for. */
  synchronized boolean takeAskedMeanwhile() {
    boolean asked = askedMeanwhile && !launching;
    askedMeanwhile &= launching;
    return asked;
  }

  /** Returns true if a slot has been due for a while and nothing is going to look at it. */
  synchronized boolean isOverlooked(Instant now) {
    if (!isLive() || launching || signals.isInLaunchQueue()) {
      return false;
    }
    Instant since = now.minus(LONGEST_UNNOTICED);
    if (uncertain) {
      return askAgain.isBefore(since);
    }
    Optional<PendingSlot> pending = slots.ledger().pending();
    if (pending.isEmpty()) {
      return times
          .flatMap(t -> t.next(slots.ledger().handledUntil()))
          .filter(since::isAfter)
          .isPresent();
    }
    return pending.get().reason() == PendingSlot.Reason.RETRYING
        ? pending.get().notBefore().isBefore(since)
        : runs.active() == 0;
  }

  /** Returns when what was refused may be tried again, in epoch milliseconds. */
  synchronized long retryAt() {
    if (uncertain) {
      return askAgain.toEpochMilli() + 1;
    }
    return slots
        .ledger()
        .pending()
        .filter(p -> p.reason() == PendingSlot.Reason.RETRYING)
        .map(p -> p.notBefore().toEpochMilli() + 1)
        .orElse(Alarm.OFF);
  }

  // --- degradation

  /** Takes the present verdict. Returns what happened by that. */
  synchronized List<RunEvent> judge(Verdict present) {
    if (!isLive()) {
      return List.of();
    }
    Verdict before = verdict;
    verdict = present;
    if (present.action() == before.action() && present.heldBy().equals(before.heldBy())) {
      return List.of();
    }
    saves.changed();
    if (!present.action().holds()) {
      return List.of(new RunEvent.ScheduleLifted(ref(), level()));
    }
    slots.ledger().held();
    return List.of(
        new RunEvent.ScheduleHeld(
            ref(), level(), present.action(), present.heldBy(), present.reason().orElse("")));
  }

  /** A degradation ended: opens the newest skipped slot again if the schedule asks for it. */
  synchronized boolean reopen() {
    return isLive()
        && resource.getSpec().heldRunPolicy() == HeldRunPolicy.RunLatest
        && !resource.getSpec().suspend()
        && slots.ledger().reopen(runs.newestSeen());
  }

  // --- runs

  /** Takes a run as the watch shows it. Returns what happened by that. */
  synchronized List<RunEvent> observe(Run run) {
    saves.changed();
    return finished(run, runs.observe(run));
  }

  /** A run is gone. Returns what happened by that. */
  synchronized List<RunEvent> gone(String run) {
    saves.changed();
    return runs.gone(run)
        .map(before -> finished(before, stoppedIfActive(before)))
        .orElse(List.of());
  }

  private static Optional<RunResult> stoppedIfActive(Run run) {
    return run.isActive() ? Optional.of(RunResult.Stopped) : Optional.empty();
  }

  @GuardedBy("this")
  private List<RunEvent> finished(Run run, Optional<RunResult> result) {
    return begun && result.isPresent()
        ? List.of(new RunEvent.RunFinished(ref(), run.level(), run.name(), result.get()))
        : List.of();
  }

  /** Returns true if a due slot waits for active runs to end. */
  synchronized boolean isBlocked() {
    return slots.ledger().isPending(PendingSlot.Reason.BLOCKED)
        || slots.ledger().isPending(PendingSlot.Reason.REPLACING);
  }

  /**
   * Returns the active runs that are to be stopped now, each judged at its own level; also those
   * whose stop is under way while their pods still lack the grace period that they are to have.
   */
  synchronized List<StopOrder> stops(Function<Run, Verdict> judgement) {
    if (!isLive()) {
      return List.of();
    }
    boolean replacing = slots.ledger().isPending(PendingSlot.Reason.REPLACING);
    List<StopOrder> orders = new ArrayList<>();
    for (Run run : runs.all()) {
      if (run.isActive()) {
        Verdict ofRun = judgement.apply(run);
        OptionalLong grace = ofRun.gracePeriodSeconds();
        boolean toZero = ofRun.action() == DegradationAction.ScaleToZero;
        if (toZero && (!run.deleting() || runs.lacksGrace(run.name(), grace))) {
          orders.add(new StopOrder(run, grace, ofRun.heldBy()));
        } else if (replacing && !run.deleting()) {
          orders.add(new StopOrder(run, OptionalLong.empty(), List.of()));
        }
      }
    }
    return orders;
  }

  /** Returns the finished runs that the history limits give up. */
  synchronized List<Run> surplus(HistoryPlanner planner) {
    return isLive()
        ? planner.surplus(
            runs.all(),
            resource.getSpec().successfulJobsHistoryLimit(),
            resource.getSpec().failedJobsHistoryLimit())
        : List.of();
  }

  /** Returns true if the saved status covers this run, so that its Job may be deleted. */
  synchronized boolean mayDelete(Run run) {
    return saves.mayDelete(run);
  }

  /** The API server took the order to stop the run. */
  synchronized void stopped(StopOrder order) {
    deleting(order.run());
    if (order.gracePeriodSeconds().isPresent()) {
      runs.graced(order.run().name(), order.gracePeriodSeconds().getAsLong());
    }
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
    if (!isLive() || uncertain) {
      return Optional.empty();
    }
    SlotLedger ledger = slots.ledger();
    SlotRecord record = ledger.toSave();
    Instant from = ledger.handledUntil().isAfter(now) ? ledger.handledUntil() : now;
    ScheduleFacts facts =
        new ScheduleFacts(
            resource,
            record,
            runs.lastSuccess(),
            runs.lastFailure(),
            times.flatMap(t -> t.next(from)),
            runs.copy(),
            slots.refusals().standing(),
            verdict,
            readiness);
    // An older record says nothing of the newest changes.
    long change = record == ledger.record() ? saves.newest() : SaveMark.NONE;
    return Optional.of(new StatusDraft(resource, factory.status(facts, now), record, change));
  }

  /** The status was saved. Returns true if another has to follow. */
  synchronized boolean saved(StatusDraft draft, GradedCronJob answer) {
    saves.saved(draft.change(), draft.status().lastHandledTime());
    if (resource != null
        && resource.getMetadata().getGeneration().equals(answer.getMetadata().getGeneration())) {
      resource = WholeSchedule.of(answer);
    }
    return slots.ledger().saved(draft.record());
  }
}
