package io.gradedcron.operator.fire;

import io.gradedcron.operator.event.RunEventBus;
import io.gradedcron.operator.plan.CompiledSchedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings schedules from the wheel before the launcher and the keeper, on threads of its own, and
 * sees to what those ask for next. Any thread.
 */
final class CellDispatcher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CellDispatcher.class);
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(5);
  private static final int KEEPERS = 32;
  private static final int TIDIERS = 2;

  /**
   * One worker in eight takes level 1 only, so that it finds one free behind any burst; and one in
   * eight takes what keeps workers waiting, so that no other does.
   */
  private static final int RESERVE = 8;

  private final Clock clock;
  private final LeadTerm term;
  private final StatusPort status;
  private final SlotLauncher launcher;
  private final RunKeeper keeper;
  private final Backoff backoff;
  private final LaunchGate gate;
  private final Runnable policyTurn;
  private final LaunchQueue queue;
  private final WheelThread wheel;
  private final WorkerThreads workers;
  private final WorkerThreads coreWorkers;
  private final WorkerThreads slowWorkers;
  private final FreshReader fresh;
  private final CellQueue attention;
  private final CellQueue tidying;

  /** As many launches may be kept waiting for long, while nothing is the matter with the others. */
  private final int patientLaunches;

  /**
   * Makes a dispatcher.
   *
   * @param workers how many launches may be under way at most, 1 or more
   * @param policyTurn called when a degradation's window opens or closes; must not wait
   */
  CellDispatcher(
      Clock clock,
      LongSupplier nanoTime,
      LeadTerm term,
      StatusPort status,
      SlotLauncher launcher,
      RunKeeper keeper,
      Backoff backoff,
      LaunchGate gate,
      SlowNamespaces slow,
      FreshState fresh,
      CompiledSchedule.Texts texts,
      RunEventBus events,
      int workers,
      Runnable policyTurn) {
    this.clock = clock;
    this.term = term;
    this.status = status;
    this.launcher = launcher;
    this.keeper = keeper;
    this.backoff = backoff;
    this.gate = gate;
    this.policyTurn = policyTurn;
    this.wheel = new WheelThread(clock, nanoTime, new Due());
    int reserve = workers / RESERVE;
    this.patientLaunches = reserve > 0 ? reserve : workers;
    this.queue = new LaunchQueue(reserve > 0 ? slow::hold : cell -> false);
    this.workers = new WorkerThreads("launch", workers - 2 * reserve, () -> look(queue.take()));
    this.slowWorkers = new WorkerThreads("launch-slow", reserve, () -> look(queue.takeSlow()));
    this.coreWorkers = new WorkerThreads("launch-core", reserve, () -> look(queue.takeCore()));
    this.fresh =
        new FreshReader(clock, term, fresh, texts, backoff, events, this::confirmed, this::retry);
    this.attention =
        new CellQueue("keeper", KEEPERS, cell -> cell.signals().keeper(), this::attendNow);
    this.tidying =
        new CellQueue("history", TIDIERS, cell -> cell.signals().history(), this::tidyNow);
  }

  void start() {
    wheel.start();
    workers.start();
    coreWorkers.start();
    slowWorkers.start();
    fresh.start();
    attention.start();
    tidying.start();
  }

  LaunchQueue queue() {
    return queue;
  }

  /**
   * Returns true while schedules wait for a worker or a keeper, or have one as the last of many: of
   * a burst the last launches are the late ones.
   */
  boolean urgentWorkWaits() {
    return !queue.isEmpty() || !attention.isEmpty() || gate.underWay() > patientLaunches;
  }

  WheelThread wheel() {
    return wheel;
  }

  // --- what is asked for

  /** Has a schedule's due slots looked at now. */
  void launch(ScheduleCell cell) {
    queue.offer(cell, cell.level(), clock.millis());
  }

  /** Has a schedule that was promised a place launch the slot that waited for it. */
  void promised(ScheduleCell cell, Instant slot) {
    queue.offer(cell, cell.level(), slot.toEpochMilli());
  }

  /** Has a schedule held, lifted and its runs stopped, as the policy says. */
  void attend(ScheduleCell cell) {
    attention.ask(cell);
  }

  /** Has a schedule's history tidied. */
  void tidy(ScheduleCell cell) {
    tidying.ask(cell);
  }

  /** Has all done that may follow from a schedule's spec, or from taking it over. */
  void adopt(ScheduleCell cell) {
    arm(cell);
    if (cell.isUncertain()) {
      fresh.ask(cell);
    }
    if (cell.waitsForPlace()) {
      // An edit may have taken it out of the line, or brought its deadline forward.
      launch(cell);
    }
    attend(cell);
    tidy(cell);
    status.changed(cell.ref());
  }

  /** Sets the alarm to a schedule's first slot that has not been handled. */
  void arm(ScheduleCell cell) {
    wheel.post(cell.signals().slot(), cell.level(), cell.firstWake());
  }

  /** Switches off the alarm for a schedule's slots. */
  void disarm(ScheduleCell cell) {
    wheel.post(cell.signals().slot(), 1, Alarm.OFF);
  }

  /** Switches off all alarms of a schedule. */
  void forget(ScheduleCell cell) {
    disarm(cell);
    wheel.post(cell.signals().retry(), 1, Alarm.OFF);
    wheel.post(cell.signals().attend(), 1, Alarm.OFF);
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
      if (!term.isRunning()) {
        return;
      }
      switch (alarm.kind()) {
        case SLOT, RETRY -> queue.offer(alarm.cell(), level, dueMillis);
        case ATTEND -> {
          attend(alarm.cell());
          tidy(alarm.cell());
        }
        case POLICY -> policyTurn.run();
      }
    }

    @Override
    public void clockJumped(Instant now) {
      term.jumped(now);
      log.warn("the wall clock jumped ahead: slots before {} are caught up", now);
    }
  }

  private void look(ScheduleCell cell) {
    Optional<Instant> liveSince = term.liveSince();
    if (liveSince.isEmpty()) {
      return;
    }
    switch (launcher.look(cell, liveSince.get())) {
      case NOTHING -> {}
      case CHANGED -> status.changed(cell.ref());
      case ATTEND -> {
        status.changed(cell.ref());
        attend(cell);
      }
      case ASK -> fresh.ask(cell);
      case WAIT, RETRY -> {
        retry(cell);
        status.changed(cell.ref());
      }
    }
    if (cell.takeAskedMeanwhile()) {
      launch(cell);
    }
  }

  private void retry(ScheduleCell cell) {
    long at = cell.retryAt();
    if (at != Alarm.OFF) {
      wheel.post(cell.signals().retry(), cell.level(), at);
    }
  }

  private void confirmed(ScheduleCell cell) {
    adopt(cell);
    // A lift may have opened a slot meanwhile, which no alarm rings for.
    launch(cell);
  }

  private void attendNow(ScheduleCell cell) {
    if (!term.isRunning()) {
      return;
    }
    RunKeeper.Result result = keeper.attend(cell);
    if (result.launch()) {
      launch(cell);
    }
    if (result.retry()) {
      attendLater(cell);
    } else {
      cell.signals().keeperSucceeded();
    }
  }

  private void tidyNow(ScheduleCell cell) {
    if (term.isRunning() && !keeper.tidy(cell)) {
      attendLater(cell);
    }
  }

  private void attendLater(ScheduleCell cell) {
    wheel.post(
        cell.signals().attend(),
        3,
        clock.millis() + backoff.after(cell.signals().keeperFailed() + 1).toMillis());
  }

  // --- the end

  /** Waits up to 5 s for the launches that are under way. */
  void awaitLaunches() {
    try {
      gate.settled().get(PATIENCE_AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.warn("launches still under way at the stop: they are tried again by the next leader");
    }
  }

  /** Hands nothing on any more, waits up to 5 s for what is under way, and ends the threads. */
  @Override
  public void close() {
    wheel.close();
    awaitLaunches();
    workers.close();
    coreWorkers.close();
    slowWorkers.close();
    fresh.close();
    attention.close();
    tidying.close();
  }
}
