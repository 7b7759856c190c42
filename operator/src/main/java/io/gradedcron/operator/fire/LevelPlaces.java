package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.RefusalReason;
import io.gradedcron.operator.plan.PendingSlot;
import io.gradedcron.operator.plan.Run;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a schedule has of the ceilings: a place for each of its active runs, one for a launch that
 * is under way, and where it waits for one. Where no level has a ceiling it does nothing. Not
 * thread-safe: guarded by the lock of the {@link ScheduleCell} that it belongs to.
 */
final class LevelPlaces {
  private final LevelCeilings ceilings;
  private final ScheduleCell cell;
  private final KnownSchedule known;
  private final SlotLedger ledger;
  private final RunBook runs;

  /** The levels of the runs that have a place, by name; none for levels without a ceiling. */
  private Map<String, Integer> held = Map.of();

  /** The run that a launch took a place for, until it is known what became of it; null if none. */
  private String reserved;

  private boolean launching;

  /** The run whose place was kept without an answer; null if none. */
  private String unanswered;

  /** The slot that was refused last, and when: it waits behind those who waited by then. */
  private Instant refused = Instant.MIN;

  private Instant refusedAt = Instant.MIN;

  /** The level in whose line it stands, or which promised it a place; 0 if none. */
  private int line;

  /** True while its slots are decided about here. */
  private boolean leading;

  private boolean forgotten;

  LevelPlaces(
      LevelCeilings ceilings,
      ScheduleCell cell,
      KnownSchedule known,
      SlotLedger ledger,
      RunBook runs) {
    this.ceilings = ceilings;
    this.cell = cell;
    this.known = known;
    this.ledger = ledger;
    this.runs = runs;
  }

  // --- launches

  /** Takes a place for a launch; returns false, and has its slot wait for one, if none is free. */
  boolean take(LaunchOrder order) {
    if (ceilings.isEmpty()) {
      return true;
    }
    int level = order.level();
    if (reserved != null && !(reserved.equals(order.runName()) && isHeldAt(level, reserved))) {
      giveBack();
    }
    if (line != level) {
      withdraw();
    }
    Optional<LevelCeiling> ceiling = ceilings.of(level);
    if (ceiling.isEmpty()) {
      return true;
    }
    if (!isHeldAt(level, order.runName())
        && !ceiling.get().take(cell, order.slot(), since(order))) {
      line = level;
      return false;
    }
    line = 0;
    launching = true;
    reserved = order.runName();
    Integer before = held().put(reserved, level);
    if (before != null && before != level) {
      ceilings.of(before).ifPresent(LevelCeiling::leave);
    }
    return true;
  }

  private Instant since(LaunchOrder order) {
    return order.slot().equals(refused) ? refusedAt : order.slot();
  }

  private boolean isHeldAt(int level, String run) {
    return Integer.valueOf(level).equals(held.get(run));
  }

  /** Decided: who does not wait for a place needs none that it was promised. */
  void decided() {
    if (line != 0 && !ledger.isPending(PendingSlot.Reason.CEILING)) {
      withdraw();
    }
    giveBackUnlessTriedAgain();
  }

  private void giveBackUnlessTriedAgain() {
    if (reserved != null && !launching && !isTriedAgain()) {
      giveBack();
    }
  }

  private boolean isTriedAgain() {
    return known.isThere() && ledger.isPending(PendingSlot.Reason.RETRYING);
  }

  /**
   * A launch was answered. One without an answer may have made a run all the same, so that its
   * place stays taken until it was tried once more; not for longer, or creates that hang would take
   * all places there are.
   */
  void answered(LaunchOrder order, LaunchOutcome outcome, Instant now) {
    launching = false;
    boolean keep = false;
    if (outcome instanceof LaunchOutcome.Retry retry && isTriedAgain()) {
      refused = order.slot();
      refusedAt = now;
      keep =
          retry.refusal().reason() == RefusalReason.Unavailable
              && !order.runName().equals(unanswered);
    }
    unanswered = keep ? order.runName() : null;
    if (reserved != null && !keep) {
      giveBack();
    }
    // Its level may have got a ceiling since it was launched: by an edit of the schedule.
    look(order.runName());
  }

  private void giveBack() {
    String run = reserved;
    reserved = null;
    look(run);
  }

  // --- the schedule

  /** This replica leads: slots may wait for a place here. */
  void begin() {
    leading = true;
    follow();
  }

  /** This replica leads no longer: nothing waits here. Runs keep their places. */
  void standDown() {
    leading = false;
    withdraw();
  }

  /** The schedule is gone: so is all that it had. */
  void forget() {
    standDown();
    forgotten = true;
    Map<String, Integer> before = held;
    held = Map.of();
    reserved = null;
    before.values().forEach(level -> ceilings.of(level).ifPresent(LevelCeiling::leave));
  }

  /** Something may have ended what it waited for. */
  void follow() {
    if (line != 0 && !(mayLaunch() && waitsForRunsOrAPlace() && line == known.level())) {
      withdraw();
    }
    giveBackUnlessTriedAgain();
  }

  private boolean mayLaunch() {
    return leading && known.isThere() && known.times().isPresent();
  }

  private boolean waitsForRunsOrAPlace() {
    return ledger.isPending(PendingSlot.Reason.CEILING) || ledger.waitsForRuns();
  }

  private void withdraw() {
    if (line != 0) {
      int left = line;
      line = 0;
      ceilings.of(left).ifPresent(ceiling -> ceiling.withdraw(cell));
    }
  }

  /** Returns true if its slot waits and was promised no place yet. */
  boolean isWaiting() {
    return line != 0 && ceilings.of(line).filter(ceiling -> ceiling.isWaiting(cell)).isPresent();
  }

  // --- runs

  /** All runs may have changed. */
  void lookAtAll() {
    if (!ceilings.isEmpty()) {
      for (Run run : runs.copy()) {
        look(run.name());
      }
      List.copyOf(held.keySet()).forEach(this::look);
    }
  }

  /** A run may have begun or ended. */
  void look(String run) {
    if (ceilings.isEmpty() || forgotten || known.resource() == null) {
      return;
    }
    Integer before = held.get(run);
    Integer now = run.equals(reserved) ? before : activeAt(run);
    if (now == null && before != null) {
      held().remove(run);
      leave(before);
    } else if (now != null && !now.equals(before)) {
      held().put(run, now);
      ceilings.of(now).ifPresent(LevelCeiling::occupy);
      if (before != null) {
        leave(before);
      }
    }
  }

  /**
   * Returns the level at which a run takes a place; null if it takes none. Of its label and its
   * schedule the less important counts: who may write Jobs could take the places of another level.
   */
  private Integer activeAt(String run) {
    return runs.find(run)
        .filter(Run::isActive)
        .map(found -> Math.max(found.level(), known.level()))
        .filter(level -> ceilings.of(level).isPresent())
        .orElse(null);
  }

  /**
   * A slot that waited for its schedule's own runs to end waits for a place from now on: in the
   * line, before the place of the last of them goes to anybody. One that replaces needs no other.
   */
  private void leave(int level) {
    LevelCeiling ceiling = ceilings.of(level).orElseThrow();
    boolean takesOver =
        !launching
            && ledger.waitsForRuns()
            && mayLaunch()
            && level == known.level()
            && runs.active() == 0;
    if (!takesOver) {
      ceiling.leave();
      return;
    }
    line = level;
    Instant slot = ledger.pending().orElseThrow().slot();
    if (ledger.isPending(PendingSlot.Reason.REPLACING)) {
      ceiling.handOver(cell, slot);
    } else {
      ceiling.leaveAndWait(cell, slot);
    }
  }

  private Map<String, Integer> held() {
    if (held.isEmpty() && !(held instanceof HashMap)) {
      held = new HashMap<>(4);
    }
    return held;
  }
}
