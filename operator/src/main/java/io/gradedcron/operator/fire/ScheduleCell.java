package io.gradedcron.operator.fire;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.Condition;
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
import io.gradedcron.operator.plan.PendingSlot;
import io.gradedcron.operator.plan.Readiness;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.ScheduleFacts;
import io.gradedcron.operator.plan.SlotDecision;
import io.gradedcron.operator.plan.SlotPlanner;
import io.gradedcron.operator.plan.SlotQuestion;
import io.gradedcron.operator.plan.SlotRange;
import io.gradedcron.operator.plan.StatusFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * All that is known of one schedule, under one lock, which is never held while waiting for the
 * network. Any thread.
 */
public final class ScheduleCell {
  private static final long MOST_COUNTED = 10_000;

  private final Alarm slotAlarm = Alarm.of(Alarm.Kind.SLOT, this);
  private final Alarm retryAlarm = Alarm.of(Alarm.Kind.RETRY, this);
  private final Alarm attendAlarm = Alarm.of(Alarm.Kind.ATTEND, this);
  private final AtomicBoolean inLaunchQueue = new AtomicBoolean();
  private final AtomicReference<CellQueue.Turn> keeperTurn =
      new AtomicReference<>(CellQueue.Turn.IDLE);
  private final AtomicReference<CellQueue.Turn> historyTurn =
      new AtomicReference<>(CellQueue.Turn.IDLE);

  /** The object as read last; null while only Jobs of it were seen. Written under the lock. */
  private volatile GradedCronJob resource;

  /** The slots; empty while there are none. Written under the lock. */
  private volatile Optional<SlotTimes> times = Optional.empty();

  @GuardedBy("this")
  private final SlotLedger ledger = new SlotLedger();

  @GuardedBy("this")
  private final RunBook runs = new RunBook();

  @GuardedBy("this")
  private GradedCronJobStatus.Observed observed;

  @GuardedBy("this")
  private Readiness readiness = Readiness.UNTRIED;

  @GuardedBy("this")
  private Verdict verdict = Verdict.RUN;

  /** True once this replica leads and the state was taken over. */
  @GuardedBy("this")
  private boolean begun;

  /** True once the state was read from the API server itself and not from a cache that may lag. */
  @GuardedBy("this")
  private boolean confirmed;

  /** True while a create is under way. */
  @GuardedBy("this")
  private boolean launching;

  @GuardedBy("this")
  private long change;

  /** The newest change that a deleted Job must not outrun. */
  @GuardedBy("this")
  private long launchChange;

  @GuardedBy("this")
  private long savedChange = -1;

  @GuardedBy("this")
  private Instant savedHandled = Instant.MIN;

  // --- what others may read without the lock

  GradedCronJob resource() {
    return resource;
  }

  boolean isKnown() {
    return resource != null;
  }

  public ScheduleRef ref() {
    return ScheduleRef.of(resource.getMetadata());
  }

  public int level() {
    return resource.getSpec().level();
  }

  public Map<String, String> labels() {
    Map<String, String> labels = resource.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  Alarm slotAlarm() {
    return slotAlarm;
  }

  Alarm retryAlarm() {
    return retryAlarm;
  }

  Alarm attendAlarm() {
    return attendAlarm;
  }

  boolean enterQueue() {
    return inLaunchQueue.compareAndSet(false, true);
  }

  void leaveQueue() {
    inLaunchQueue.set(false);
  }

  AtomicReference<CellQueue.Turn> keeperTurn() {
    return keeperTurn;
  }

  AtomicReference<CellQueue.Turn> historyTurn() {
    return historyTurn;
  }

  /** Returns the next slot after an instant, in epoch milliseconds; {@link Alarm#OFF} if none. */
  long slotAfter(Instant instant) {
    return times.flatMap(t -> t.next(instant)).map(Instant::toEpochMilli).orElse(Alarm.OFF);
  }

  // --- the object

  /**
   * Takes the object as a watch or an answer shows it. Returns what happened by that; empty where
   * only metadata or status differ.
   */
  synchronized Optional<Step> put(GradedCronJob now, CompiledSchedule compiled, Instant instant) {
    GradedCronJob before = resource;
    resource = now;
    if (before != null && compiled == null) {
      if (begun && now.getStatus() != null && now.getStatus().lastHandledTime() != null) {
        ledger.handledTo(now.getStatus().lastHandledTime());
      }
      return Optional.empty();
    }
    times = compiled.times();
    readiness = compiled.readiness().hasNoSlots() ? compiled.readiness() : tried(now);
    return begun ? Optional.of(adopt(instant)) : Optional.of(Step.NOTHING);
  }

  /** What the status says of the trial of this very generation's template. */
  private static Readiness tried(GradedCronJob schedule) {
    Optional<Condition> ready = StatusFactory.condition(schedule.getStatus(), StatusFactory.READY);
    boolean current =
        ready
            .filter(c -> schedule.getMetadata().getGeneration().equals(c.getObservedGeneration()))
            .isPresent();
    if (!current) {
      return Readiness.UNTRIED;
    }
    if ("True".equals(ready.get().getStatus())) {
      return Readiness.READY;
    }
    return Readiness.INVALID_JOB_TEMPLATE.equals(ready.get().getReason())
        ? Readiness.no(Readiness.INVALID_JOB_TEMPLATE, ready.get().getMessage())
        : Readiness.UNTRIED;
  }

  /** Takes over from the status and from the runs that exist: this replica leads from now on. */
  synchronized Step begin(Instant now) {
    if (resource == null || begun) {
      return Step.NOTHING;
    }
    GradedCronJobStatus status = resource.getStatus();
    begun = true;
    boolean missed =
        StatusFactory.condition(status, StatusFactory.MISSED)
            .filter(c -> "True".equals(c.getStatus()))
            .isPresent();
    ledger.restore(status, CompiledSchedule.created(resource), missed);
    savedHandled =
        status == null || status.lastHandledTime() == null ? Instant.MIN : status.lastHandledTime();
    savedChange = change;
    runs.newestSlot().ifPresent(ledger::handledTo);
    if (ledger.handledUntil().isAfter(savedHandled)) {
      launchChange = ++change;
    }
    if (status != null) {
      runs.restore(
          Optional.ofNullable(status.lastSuccessfulTime()),
          Optional.ofNullable(status.lastFailureTime()));
      observed = status.observed();
      verdict = heldBefore(status);
    }
    return adopt(now);
  }

  private static Verdict heldBefore(GradedCronJobStatus status) {
    return StatusFactory.condition(status, StatusFactory.HELD)
        .filter(c -> "True".equals(c.getStatus()))
        .map(
            c ->
                new Verdict(
                    DegradationAction.ScaleToZero.name().equals(c.getReason())
                        ? DegradationAction.ScaleToZero
                        : DegradationAction.DrainThenStop,
                    status.heldBy() == null ? List.of() : status.heldBy(),
                    OptionalLong.empty(),
                    Optional.empty()))
        .orElse(Verdict.RUN);
  }

  /** Compares the spec with what was observed before: a difference is an edit made now. */
  @GuardedBy("this")
  private Step adopt(Instant now) {
    GradedCronJobStatus.Observed present = GradedCronJobStatus.Observed.of(resource.getSpec());
    if (observed != null && !observed.equals(present)) {
      ledger.edited(now);
      change++;
    }
    observed = present;
    if (readiness.verdict() != Readiness.Verdict.FALSE || wasReported(readiness)) {
      return Step.NOTHING;
    }
    return new Step(
        List.of(
            new RunEvent.ScheduleInvalid(ref(), level(), readiness.reason(), readiness.message())),
        Optional.empty(),
        false);
  }

  private boolean wasReported(Readiness now) {
    return StatusFactory.condition(resource.getStatus(), StatusFactory.READY)
        .filter(c -> now.message().equals(c.getMessage()))
        .isPresent();
  }

  /** Returns when the slot alarm has to ring, from what has been handled. */
  synchronized long firstWake() {
    return begun && !isEnding() ? slotAfter(ledger.handledUntil()) : Alarm.OFF;
  }

  @GuardedBy("this")
  private boolean isEnding() {
    return resource == null || resource.getMetadata().getDeletionTimestamp() != null;
  }

  /** Returns true if the template of this generation has still to be tried. */
  synchronized boolean isUntried() {
    return begun && !isEnding() && readiness.equals(Readiness.UNTRIED);
  }

  /** Takes the result of the template's trial, unless the spec has changed meanwhile. */
  synchronized List<RunEvent> tried(long generation, Readiness result) {
    if (isEnding()
        || resource.getMetadata().getGeneration() != generation
        || readiness.hasNoSlots()) {
      return List.of();
    }
    return becomes(result);
  }

  @GuardedBy("this")
  private List<RunEvent> becomes(Readiness result) {
    boolean changed = !readiness.equals(result);
    readiness = result;
    change += changed ? 1 : 0;
    return changed && result.verdict() == Readiness.Verdict.FALSE
        ? List.of(new RunEvent.ScheduleInvalid(ref(), level(), result.reason(), result.message()))
        : List.of();
  }

  // --- slots

  /**
   * Decides about the due slots and records all decisions but a launch, whose order is returned.
   */
  synchronized Step decide(SlotPlanner planner, Verdict present, Instant liveSince, Instant now) {
    if (!begun || isEnding() || launching || times.isEmpty()) {
      return Step.NOTHING;
    }
    List<RunEvent> events = new ArrayList<>(1);
    Optional<LaunchOrder> order = Optional.empty();
    boolean stopFirst = false;
    for (SlotDecision decision : planner.decide(question(present, liveSince, now))) {
      if (decision instanceof SlotDecision.Launch launch) {
        launching = true;
        order = Optional.of(new LaunchOrder(resource, launch.slot(), launch.reason()));
      } else if (decision instanceof SlotDecision.Skip skip) {
        ledger.skipped(skip.slots(), skip.reason());
        events.add(
            new RunEvent.SlotsSkipped(
                ref(),
                level(),
                skip.slots().from(),
                skip.slots().to(),
                skip.reason(),
                () -> count(skip.slots())));
        launchChange = ++change;
      } else if (decision instanceof SlotDecision.Miss miss) {
        ledger.missed(miss.slots());
        events.add(
            new RunEvent.SlotsMissed(
                ref(), level(), miss.slots().from(), miss.slots().to(), () -> count(miss.slots())));
        launchChange = ++change;
      } else if (decision instanceof SlotDecision.Fail fail) {
        events.add(failed(fail.slots(), ledger.refusal()));
      } else if (decision instanceof SlotDecision.Wait wait) {
        ledger.waits(wait.pending());
      } else if (decision instanceof SlotDecision.Replace replace) {
        ledger.waits(PendingSlot.of(replace.slot(), PendingSlot.Reason.REPLACING));
        stopFirst = true;
      }
    }
    return new Step(events, order, stopFirst);
  }

  @GuardedBy("this")
  private SlotQuestion question(Verdict present, Instant liveSince, Instant now) {
    Long deadline = resource.getSpec().startingDeadlineSeconds();
    return new SlotQuestion(
        times.orElseThrow(),
        ledger.handledUntil(),
        ledger.pending(),
        ledger.reopened(),
        resource.getSpec().suspend(),
        present.action().holds(),
        resource.getSpec().concurrencyPolicy(),
        runs.active(),
        Optional.ofNullable(deadline).map(Duration::ofSeconds),
        liveSince,
        now);
  }

  @GuardedBy("this")
  private RunEvent failed(SlotRange slots, String message) {
    ledger.failed(slots);
    launchChange = ++change;
    return new RunEvent.SlotsFailed(
        ref(), level(), slots.from(), slots.to(), message, () -> count(slots));
  }

  private long count(SlotRange slots) {
    return times.map(t -> t.count(slots.from().minusNanos(1), slots.to(), MOST_COUNTED)).orElse(1L);
  }

  /** Returns true if the slot about to be caught up was decided on what a cache said. */
  synchronized boolean mustConfirm(LaunchOrder order) {
    return order.reason() == LaunchReason.CatchUp && !confirmed;
  }

  /** Takes what the API server itself says; the launch that was decided before is void. */
  synchronized void confirm(GradedCronJob fresh, Collection<Run> freshRuns) {
    confirmed = true;
    launching = false;
    if (fresh.getStatus() != null && fresh.getStatus().lastHandledTime() != null) {
      ledger.handledTo(fresh.getStatus().lastHandledTime());
    }
    freshRuns.forEach(runs::observe);
    runs.newestSlot().ifPresent(ledger::handledTo);
  }

  /** Records how a launch ended. Returns what happened by that. */
  synchronized List<RunEvent> settle(
      LaunchOrder order, LaunchOutcome outcome, Backoff backoff, Instant now) {
    launching = false;
    if (outcome instanceof LaunchOutcome.Done) {
      return List.of(launched(order, now));
    }
    if (outcome instanceof LaunchOutcome.Conflict) {
      List<RunEvent> events = new ArrayList<>(2);
      events.add(
          failed(
              SlotRange.of(order.slot()),
              "a Job that is not ours has the name " + order.runName()));
      events.add(new RunEvent.NameConflict(ref(), level(), order.slot(), order.runName()));
      readiness =
          Readiness.no(
              Readiness.NAME_CONFLICT,
              "Job " + order.runName() + " exists and is not this schedule's: delete or rename it");
      return events;
    }
    if (outcome instanceof LaunchOutcome.Invalid invalid) {
      List<RunEvent> events = new ArrayList<>(2);
      events.add(failed(SlotRange.of(order.slot()), invalid.message()));
      events.addAll(becomes(Readiness.no(Readiness.INVALID_JOB_TEMPLATE, invalid.message())));
      return events;
    }
    if (outcome instanceof LaunchOutcome.Retry retry) {
      Duration wait = backoff.after(ledger.attempts() + 1);
      wait = wait.compareTo(retry.after()) > 0 ? wait : retry.after();
      ledger.refused(order.slot(), earlier(now.plus(wait), order), retry.message());
    }
    return List.of();
  }

  /** The slot's own deadline, if it comes first: then it has to be given up. */
  @GuardedBy("this")
  private Instant earlier(Instant retryAt, LaunchOrder order) {
    Long seconds = resource.getSpec().startingDeadlineSeconds();
    if (seconds == null) {
      return retryAt;
    }
    Instant deadline = order.slot().plusSeconds(seconds).plusMillis(1);
    return retryAt.isBefore(deadline) ? retryAt : deadline;
  }

  @GuardedBy("this")
  private RunEvent launched(LaunchOrder order, Instant now) {
    ledger.launched(
        order.slot(), order.reason(), times.flatMap(t -> t.latest(order.slot().minusNanos(1))));
    runs.launched(Run.launched(order.runName(), order.slot(), order.level()));
    if (readiness.verdict() != Readiness.Verdict.TRUE && !readiness.hasNoSlots()) {
      readiness = Readiness.READY;
    }
    launchChange = ++change;
    return new RunEvent.SlotLaunched(
        ref(),
        order.level(),
        order.slot(),
        order.runName(),
        order.reason(),
        Duration.between(order.slot(), now));
  }

  /** Returns when the refused launch may be tried again, in epoch milliseconds. */
  synchronized long retryAt() {
    return ledger
        .pending()
        .filter(p -> p.reason() == PendingSlot.Reason.RETRYING)
        .map(p -> p.notBefore().toEpochMilli() + 1)
        .orElse(Alarm.OFF);
  }

  // --- degradation

  /** Takes the present verdict. Returns what happened by that. */
  synchronized List<RunEvent> judge(Verdict present) {
    if (!begun || isEnding()) {
      return List.of();
    }
    Verdict before = verdict;
    verdict = present;
    if (present.action() == before.action() && present.heldBy().equals(before.heldBy())) {
      return List.of();
    }
    change++;
    if (present.action().holds()) {
      ledger.held();
      return List.of(
          new RunEvent.ScheduleHeld(
              ref(), level(), present.action(), present.heldBy(), present.reason().orElse("")));
    }
    return List.of(new RunEvent.ScheduleLifted(ref(), level()));
  }

  /** A degradation ended: opens the newest skipped slot again if the schedule asks for it. */
  synchronized boolean reopen() {
    return resource != null
        && resource.getSpec().heldRunPolicy() == HeldRunPolicy.RunLatest
        && !resource.getSpec().suspend()
        && ledger.reopen();
  }

  // --- runs

  /** Takes a run as the watch shows it. Returns what happened by that. */
  synchronized List<RunEvent> observe(Run run) {
    Optional<RunResult> result = runs.observe(run);
    change++;
    return finished(run, result);
  }

  /** A run is gone. Returns what happened by that. */
  synchronized List<RunEvent> gone(String run) {
    Optional<Run> before = runs.gone(run);
    change++;
    return before.isPresent()
        ? finished(before.get(), before.filter(Run::isActive).map(r -> RunResult.Stopped))
        : List.of();
  }

  @GuardedBy("this")
  private List<RunEvent> finished(Run run, Optional<RunResult> result) {
    return begun && result.isPresent()
        ? List.of(new RunEvent.RunFinished(ref(), run.level(), run.name(), result.get()))
        : List.of();
  }

  /** Returns true if a due slot waits for active runs to end. */
  synchronized boolean isBlocked() {
    return ledger.isPending(PendingSlot.Reason.BLOCKED)
        || ledger.isPending(PendingSlot.Reason.REPLACING);
  }

  /** Returns the active runs that are to be stopped now, each judged at its own level. */
  synchronized List<StopOrder> stops(Function<Run, Verdict> judgement) {
    if (!begun || isEnding()) {
      return List.of();
    }
    boolean replacing = ledger.isPending(PendingSlot.Reason.REPLACING);
    List<StopOrder> orders = new ArrayList<>();
    for (Run run : runs.all()) {
      if (run.isActive() && !run.deleting()) {
        Verdict ofRun = judgement.apply(run);
        if (ofRun.action() == DegradationAction.ScaleToZero) {
          orders.add(new StopOrder(run, ofRun.gracePeriodSeconds(), ofRun.heldBy()));
        } else if (replacing) {
          orders.add(new StopOrder(run, OptionalLong.empty(), List.of()));
        }
      }
    }
    return orders;
  }

  /** Returns the finished runs that the history limits give up. */
  synchronized List<Run> surplus(HistoryPlanner planner) {
    if (!begun || isEnding()) {
      return List.of();
    }
    return planner.surplus(
        runs.all(),
        resource.getSpec().successfulJobsHistoryLimit(),
        resource.getSpec().failedJobsHistoryLimit());
  }

  /**
   * Returns true if the status that was saved covers this run, so that its Job may be deleted:
   * without it a new leader could launch the slot again.
   */
  synchronized boolean mayDelete(Run run) {
    return savedChange >= launchChange && !run.slot().isAfter(savedHandled);
  }

  /** The API server took the order to delete the run. */
  synchronized void deleting(Run run) {
    runs.deleting(run.name());
    change++;
  }

  synchronized List<Run> runs() {
    return runs.copy();
  }

  synchronized Verdict verdict() {
    return verdict;
  }

  synchronized boolean isForgotten() {
    return resource == null && runs.isEmpty();
  }

  /** The object is gone: nothing of it is launched any more. */
  synchronized void forget() {
    resource = null;
    times = Optional.empty();
    begun = false;
  }

  // --- status

  /** Returns the status that should stand now; empty if this replica has nothing to say. */
  synchronized Optional<StatusDraft> draft(StatusFactory factory, Instant now) {
    if (!begun || isEnding()) {
      return Optional.empty();
    }
    Instant from = ledger.handledUntil().isAfter(now) ? ledger.handledUntil() : now;
    ScheduleFacts facts =
        new ScheduleFacts(
            resource,
            observed,
            ledger.handledUntil(),
            ledger.lastSchedule(),
            runs.lastSuccess(),
            runs.lastFailure(),
            times.flatMap(t -> t.next(from)),
            runs.copy(),
            ledger.lastSkipped(),
            ledger.lastMissed(),
            ledger.endedMissed(),
            verdict,
            readiness);
    return Optional.of(new StatusDraft(resource, factory.status(facts, now), change));
  }

  /** The status was saved. */
  synchronized void saved(StatusDraft draft, GradedCronJob answer) {
    savedChange = Math.max(savedChange, draft.change());
    savedHandled = draft.status().lastHandledTime();
    if (resource != null && !isEnding()) {
      resource = answer;
    }
  }
}
