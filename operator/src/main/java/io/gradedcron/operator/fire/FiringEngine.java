package io.gradedcron.operator.fire;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.degrade.DegradationPolicy;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.event.RunEventBus;
import io.gradedcron.operator.plan.CompiledSchedule;
import io.gradedcron.operator.plan.HistoryPlanner;
import io.gradedcron.operator.plan.Readiness;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.SlotPlanner;
import io.gradedcron.operator.plan.StatusFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(5);
  private static final int KEEPERS = 16;
  private static final int TIDIERS = 2;

  /**
   * One worker in eight takes level 1 only, so that it finds one free behind any burst; and one in
   * eight takes what keeps workers waiting, so that no other does.
   */
  private static final int RESERVE = 8;

  private final Clock clock;
  private final PolicyBook policies;
  private final RunEventBus events;
  private final StatusPort status;
  private final SlotLauncher launcher;
  private final RunKeeper keeper;
  private final Backoff backoff;
  private final LaunchGate gate = new LaunchGate();
  private final SlowNamespaces slow = new SlowNamespaces();
  private final LaunchQueue queue;
  private final WheelThread wheel;
  private final WorkerThreads workers;
  private final WorkerThreads coreWorkers;
  private final WorkerThreads slowWorkers;
  private final CellQueue attention;
  private final CellQueue tidying;
  private final Alarm policyAlarm = Alarm.forPolicy();
  private final Semaphore policyTurns = new Semaphore(0);
  private final WorkerThreads policyWorker = new WorkerThreads("policy", 1, this::turnPolicy);
  private final StatusFactory statuses = new StatusFactory();
  private final Map<String, ScheduleCell> cells = new ConcurrentHashMap<>();

  private volatile boolean leading;
  private volatile Instant liveSince = Instant.MAX;

  /** What the engine works with. */
  public record Parts(
      Clock clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      PolicyBook policies,
      RunEventBus events,
      StatusPort status,
      JobLauncher launcher,
      RunDeleter deleter,
      FreshState fresh) {}

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
    this.backoff = new Backoff(parts.random());
    this.launcher =
        new SlotLauncher(
            clock,
            new SlotPlanner(),
            policies,
            gate,
            parts.launcher(),
            parts.fresh(),
            backoff,
            events,
            slow,
            parts.nanoTime());
    this.keeper =
        new RunKeeper(clock, policies, parts.deleter(), new HistoryPlanner(), status, events);
    this.wheel = new WheelThread(clock, parts.nanoTime(), new Due());
    int reserve = workers / RESERVE;
    this.queue = new LaunchQueue(reserve > 0 ? slow::hold : cell -> false);
    this.workers = new WorkerThreads("launch", workers - 2 * reserve, () -> look(queue.take()));
    this.slowWorkers = new WorkerThreads("launch-slow", reserve, () -> look(queue.takeSlow()));
    this.coreWorkers = new WorkerThreads("launch-core", reserve, () -> look(queue.takeCore()));
    this.attention =
        new CellQueue("keeper", KEEPERS, cell -> cell.signals().keeper(), this::attend);
    this.tidying = new CellQueue("history", TIDIERS, cell -> cell.signals().history(), this::tidy);
  }

  /** Starts the threads; nothing is launched before {@link #lead()}. */
  public void start() {
    wheel.start();
    workers.start();
    coreWorkers.start();
    slowWorkers.start();
    attention.start();
    tidying.start();
    policyWorker.start();
  }

  // --- what the caches show

  /** Takes a schedule as a watch or an answer shows it. */
  public void put(GradedCronJob schedule) {
    ScheduleCell cell = cell(schedule.getMetadata().getUid());
    Optional<ObjectMeta> before =
        Optional.ofNullable(cell.resource()).map(HasMetadata::getMetadata);
    if (before.filter(known -> sameSpec(known, schedule.getMetadata())).isPresent()) {
      cell.refresh(schedule);
      if (leading
          && !Objects.equals(before.get().getLabels(), schedule.getMetadata().getLabels())) {
        attention.ask(cell);
      }
      return;
    }
    List<RunEvent> happened = cell.put(schedule, CompiledSchedule.of(schedule), clock.instant());
    if (leading) {
      adopted(cell, before.isPresent() ? happened : cell.begin(clock.instant()));
    }
  }

  private static boolean sameSpec(ObjectMeta one, ObjectMeta other) {
    return Objects.equals(one.getGeneration(), other.getGeneration())
        && Objects.equals(one.getDeletionTimestamp(), other.getDeletionTimestamp());
  }

  private void adopted(ScheduleCell cell, List<RunEvent> happened) {
    happened.forEach(events::publish);
    wheel.post(cell.signals().slot(), cell.level(), cell.firstWake());
    if (cell.isUncertain()) {
      queue.offer(cell, cell.level(), clock.millis());
    }
    attention.ask(cell);
    tidying.ask(cell);
    status.changed(cell.ref());
  }

  /** Forgets a schedule that is gone. */
  public void remove(GradedCronJob schedule) {
    String uid = schedule.getMetadata().getUid();
    ScheduleCell cell = cells.remove(uid);
    if (cell != null) {
      cell.forget();
      wheel.post(cell.signals().slot(), 1, Alarm.OFF);
      wheel.post(cell.signals().retry(), 1, Alarm.OFF);
      wheel.post(cell.signals().attend(), 1, Alarm.OFF);
    }
  }

  private ScheduleCell cell(String uid) {
    return cells.computeIfAbsent(uid, key -> new ScheduleCell());
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
    if (!leading || cell.resource() == null) {
      return;
    }
    happened.forEach(events::publish);
    if (cell.isBlocked()) {
      queue.offer(cell, cell.level(), clock.millis());
    }
    attention.ask(cell);
    tidying.ask(cell);
    status.changed(cell.ref());
  }

  /** The degradations, or the labels of a namespace, changed. */
  public void policyChanged() {
    armPolicy();
    if (leading) {
      known().forEach(attention::ask);
    }
  }

  /** A window opened or closed: every schedule is looked at, away from the wheel's thread. */
  private void turnPolicy() throws InterruptedException {
    policyTurns.acquire();
    policyTurns.drainPermits();
    policyChanged();
  }

  private void armPolicy() {
    DegradationPolicy policy = policies.policy();
    wheel.post(
        policyAlarm,
        1,
        policy.nextChange(clock.instant()).map(Instant::toEpochMilli).orElse(Alarm.OFF));
  }

  // --- leading

  /** This replica leads from now on: takes every schedule over from its status and its runs. */
  public void lead() {
    Instant now = clock.instant();
    liveSince = now;
    leading = true;
    known().forEach(cell -> adopted(cell, cell.begin(now)));
    armPolicy();
    log.info("leading: schedules={}", cells.size());
  }

  /** Returns true between {@link #lead()} and {@link #follow()} or {@link #close()}. */
  public boolean isLeading() {
    return leading;
  }

  // --- what moves

  private final class Due implements DueHandler {
    @Override
    public long following(Alarm alarm, long dueMillis, long nowMillis) {
      return alarm.kind() == Alarm.Kind.SLOT
          ? alarm.cell().slotAfter(Instant.ofEpochMilli(Math.max(dueMillis, nowMillis)))
          : Alarm.OFF;
    }

    @Override
    public void handOn(Alarm alarm, int level, long dueMillis) {
      if (!leading) {
        return;
      }
      switch (alarm.kind()) {
        case SLOT, RETRY -> queue.offer(alarm.cell(), level, dueMillis);
        case ATTEND -> {
          attention.ask(alarm.cell());
          tidying.ask(alarm.cell());
        }
        case POLICY -> policyTurns.release();
      }
    }

    @Override
    public void clockJumped(Instant now) {
      liveSince = now;
      log.warn("the wall clock jumped ahead: slots before {} are caught up", now);
    }
  }

  private void look(ScheduleCell cell) {
    if (!leading) {
      return;
    }
    switch (launcher.look(cell, liveSince)) {
      case NOTHING -> {}
      case CHANGED -> status.changed(cell.ref());
      case ATTEND -> {
        status.changed(cell.ref());
        attention.ask(cell);
      }
      case CONFIRMED -> {
        adopted(cell, List.of());
        // A lift may have opened a slot meanwhile, which no alarm rings for.
        queue.offer(cell, cell.level(), clock.millis());
      }
      case RETRY -> {
        wheel.post(cell.signals().retry(), cell.level(), cell.retryAt());
        status.changed(cell.ref());
      }
    }
    if (cell.takeAskedMeanwhile()) {
      queue.offer(cell, cell.level(), clock.millis());
    }
  }

  private void attend(ScheduleCell cell) {
    if (!leading) {
      return;
    }
    RunKeeper.Result result = keeper.attend(cell);
    if (result.launch()) {
      queue.offer(cell, cell.level(), clock.millis());
    }
    if (result.retry()) {
      attendLater(cell);
    } else {
      cell.signals().keeperSucceeded();
    }
  }

  private void tidy(ScheduleCell cell) {
    if (leading && !keeper.tidy(cell)) {
      attendLater(cell);
    }
  }

  private void attendLater(ScheduleCell cell) {
    wheel.post(
        cell.signals().attend(),
        3,
        clock.millis() + backoff.after(cell.signals().keeperFailed() + 1).toMillis());
  }

  /** Sets a schedule's alarm anew and has it looked at. */
  void rearm(ScheduleCell cell) {
    wheel.post(cell.signals().slot(), cell.level(), cell.firstWake());
    queue.offer(cell, cell.level(), clock.millis());
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
      attention.ask(cell);
      tidying.ask(cell);
    }
  }

  /** Returns true if the template of the schedule's present generation has still to be tried. */
  public boolean isUntried(String scheduleUid) {
    ScheduleCell cell = cells.get(scheduleUid);
    return leading && cell != null && cell.isUntried();
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
    return queue;
  }

  /** Returns the wheel's thread, for its size and health. */
  public WheelThread wheel() {
    return wheel;
  }

  /** Returns what knows which launches are under way. */
  public LaunchGate gate() {
    return gate;
  }

  /** This replica leads no longer: launches nothing until it leads again. Waits up to 5 s. */
  public void follow() {
    leading = false;
    liveSince = Instant.MAX;
    awaitLaunches();
    for (ScheduleCell cell : known()) {
      cell.standDown();
      wheel.post(cell.signals().slot(), cell.level(), Alarm.OFF);
    }
  }

  private void awaitLaunches() {
    try {
      gate.settled().get(PATIENCE_AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.warn("launches still under way at the stop: they are tried again by the next leader");
    }
  }

  /** Launches nothing any more, waits up to 5 s for what is under way, and ends the threads. */
  @Override
  public void close() {
    leading = false;
    wheel.close();
    awaitLaunches();
    workers.close();
    coreWorkers.close();
    slowWorkers.close();
    attention.close();
    tidying.close();
    policyWorker.close();
  }
}
