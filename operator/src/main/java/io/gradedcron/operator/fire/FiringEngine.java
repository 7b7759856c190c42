package io.gradedcron.operator.fire;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.event.RunEventBus;
import io.gradedcron.operator.plan.CompiledSchedule;
import io.gradedcron.operator.plan.HistoryPlanner;
import io.gradedcron.operator.plan.LevelProfiles;
import io.gradedcron.operator.plan.Readiness;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.SlotPlanner;
import io.gradedcron.operator.plan.StatusFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows all schedules and moves their slots from the wheel to the workers. Any thread.
 *
 * <p>It is fed by the caches on every replica, so that a standby is warm; it launches only between
 * {@link #lead()} and {@link #close()}.
 */
public final class FiringEngine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FiringEngine.class);

  private final Clock clock;
  private final PolicyBook policies;
  private final RunEventBus events;
  private final StatusPort status;
  private final RunKeeper keeper;
  private final LaunchGate gate = new LaunchGate();
  private final LeadTerm term = new LeadTerm();
  private final PolicyTurns policyTurns = new PolicyTurns(this::policyChanged);
  private final CellDispatcher dispatcher;
  private final LevelCeilings ceilings;
  private final StatusFactory statuses = new StatusFactory();
  private final SharedTexts texts = new SharedTexts();
  private final Map<String, ScheduleCell> cells = new ConcurrentHashMap<>();

  /**
   * What the engine works with.
   *
   * @param levels the ceilings
   */
  public record Parts(
      Clock clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      PolicyBook policies,
      RunEventBus events,
      StatusPort status,
      JobLauncher launcher,
      RunDeleter deleter,
      FreshState fresh,
      LevelProfiles levels) {}

  /**
   * Makes an engine.
   *
   * @param workers how many launches may be under way at most, 1 or more
   */
  public FiringEngine(Parts parts, int workers) {
    this.clock = parts.clock();
    this.policies = parts.policies();
    this.events = parts.events();
    this.status = parts.status();
    this.keeper =
        new RunKeeper(clock, policies, parts.deleter(), new HistoryPlanner(), status, events);
    Backoff backoff = new Backoff(parts.random());
    SlowNamespaces slow = new SlowNamespaces();
    SlotLauncher launcher =
        new SlotLauncher(
            clock,
            new SlotPlanner(),
            policies,
            gate,
            parts.launcher(),
            backoff,
            events,
            slow,
            parts.nanoTime());
    this.dispatcher =
        new CellDispatcher(
            clock,
            parts.nanoTime(),
            term,
            status,
            launcher,
            keeper,
            backoff,
            gate,
            slow,
            parts.fresh(),
            texts,
            events,
            workers,
            policyTurns::ring);
    this.ceilings = new LevelCeilings(parts.levels(), dispatcher::promised, slow::hold);
  }

  /** Starts the threads; nothing is launched before {@link #lead()}. */
  public void start() {
    dispatcher.start();
    policyTurns.start();
  }

  // --- what the caches show

  /** Takes a schedule as a watch or an answer shows it. */
  public void put(GradedCronJob schedule) {
    ScheduleCell cell = cell(schedule.getMetadata().getUid());
    Optional<ObjectMeta> before =
        Optional.ofNullable(cell.resource()).map(HasMetadata::getMetadata);
    if (before.filter(known -> sameSpec(known, schedule.getMetadata())).isPresent()) {
      boolean triggered = cell.refresh(schedule);
      if (isLeading() && triggered) {
        rearm(cell);
      }
      if (isLeading()
          && !Objects.equals(before.get().getLabels(), schedule.getMetadata().getLabels())) {
        dispatcher.attend(cell);
      }
      return;
    }
    List<RunEvent> happened =
        cell.put(schedule, CompiledSchedule.of(schedule, texts), clock.instant());
    if (isLeading()) {
      adopted(cell, before.isPresent() ? happened : cell.begin(clock.instant()));
    }
  }

  private static boolean sameSpec(ObjectMeta one, ObjectMeta other) {
    return Objects.equals(one.getGeneration(), other.getGeneration())
        && Objects.equals(one.getDeletionTimestamp(), other.getDeletionTimestamp());
  }

  private void adopted(ScheduleCell cell, List<RunEvent> happened) {
    happened.forEach(events::publish);
    dispatcher.adopt(cell);
  }

  /** Forgets a schedule that is gone. */
  public void remove(GradedCronJob schedule) {
    String uid = schedule.getMetadata().getUid();
    ScheduleCell cell = cells.remove(uid);
    if (cell != null) {
      cell.forget();
      dispatcher.forget(cell);
    }
  }

  private ScheduleCell cell(String uid) {
    return cells.computeIfAbsent(uid, key -> new ScheduleCell(ceilings));
  }

  /** Takes a run as the watch shows it; it may be seen before its schedule is. */
  public void observe(String scheduleUid, Run run) {
    ScheduleCell cell = cell(scheduleUid);
    ran(cell, cell.observe(run));
  }

  /** Forgets a run that is gone. */
  public void gone(String scheduleUid, String run) {
    ScheduleCell cell = cell(scheduleUid);
    ran(cell, cell.gone(run));
    if (cell.isForgotten()) {
      cells.remove(scheduleUid, cell);
    }
  }

  private void ran(ScheduleCell cell, List<RunEvent> happened) {
    if (!isLeading() || cell.resource() == null) {
      return;
    }
    happened.forEach(events::publish);
    if (cell.isBlocked()) {
      dispatcher.launch(cell);
    }
    dispatcher.attend(cell);
    dispatcher.tidy(cell);
    status.changed(cell.ref());
  }

  /** The degradations, or the labels of a namespace, changed. */
  public void policyChanged() {
    armPolicy();
    if (isLeading()) {
      known().forEach(dispatcher::attend);
    }
  }

  private void armPolicy() {
    policyTurns.arm(dispatcher.wheel(), policies.policy(), clock.instant());
  }

  // --- leading

  /** This replica leads from now on: takes every schedule over from its status and its runs. */
  public void lead() {
    Instant now = clock.instant();
    term.begin(now);
    known().forEach(cell -> adopted(cell, cell.begin(now)));
    armPolicy();
    log.info("leading: schedules={}", cells.size());
  }

  /** Returns true between {@link #lead()} and {@link #follow()} or {@link #close()}. */
  public boolean isLeading() {
    return term.isRunning();
  }

  /** Sets a schedule's alarm anew and has it looked at. */
  void rearm(ScheduleCell cell) {
    dispatcher.arm(cell);
    dispatcher.launch(cell);
  }

  // --- status

  /** Returns the status that should stand now; empty if there is nothing to say. */
  public Optional<StatusDraft> draft(String scheduleUid) {
    ScheduleCell cell = cells.get(scheduleUid);
    return cell == null ? Optional.empty() : cell.draft(statuses, clock.instant());
  }

  /** A status was saved: what had to wait for it may go on. */
  public void saved(String scheduleUid, StatusDraft draft, GradedCronJob answer) {
    ScheduleCell cell = cells.get(scheduleUid);
    if (cell != null) {
      if (cell.saved(draft, answer)) {
        status.changed(cell.ref());
      }
      dispatcher.attend(cell);
      dispatcher.tidy(cell);
    }
  }

  /** Returns true if the template of the schedule's present generation has still to be tried. */
  public boolean isUntried(String scheduleUid) {
    ScheduleCell cell = cells.get(scheduleUid);
    return isLeading() && cell != null && cell.isUntried();
  }

  /** Takes the result of a trial of the template of this generation. */
  public void tried(ScheduleRef schedule, long generation, Readiness result) {
    ScheduleCell cell = cells.get(schedule.uid());
    if (cell != null) {
      cell.tried(generation, result).forEach(events::publish);
      status.changed(schedule);
    }
  }

  // --- for status, metrics and health

  /** Returns the schedules that are known. */
  public Collection<ScheduleCell> known() {
    return cells.values().stream().filter(cell -> cell.resource() != null).toList();
  }

  StopTally stopTally() {
    return keeper.tally();
  }

  /** Returns the queue, for its sizes. */
  public LaunchQueue queue() {
    return dispatcher.queue();
  }

  /**
   * Returns true while many due slots, or runs that have to stop, are not done yet: requests that
   * can be late stand back.
   */
  public boolean urgentWorkWaits() {
    return dispatcher.urgentWorkWaits();
  }

  /** Returns the levels' ceilings, for who waits there. */
  public LevelCeilings ceilings() {
    return ceilings;
  }

  /** Returns the wheel's thread, for its size and health. */
  public WheelThread wheel() {
    return dispatcher.wheel();
  }

  /** Returns what knows which launches are under way. */
  public LaunchGate gate() {
    return gate;
  }

  /** This replica leads no longer: launches nothing until it leads again. Waits up to 5 s. */
  public void follow() {
    term.end();
    dispatcher.awaitLaunches();
    for (ScheduleCell cell : known()) {
      cell.standDown();
      dispatcher.disarm(cell);
    }
  }

  /** Launches nothing any more, waits up to 5 s for what is under way, and ends the threads. */
  @Override
  public void close() {
    term.end();
    dispatcher.close();
    policyTurns.close();
  }
}
