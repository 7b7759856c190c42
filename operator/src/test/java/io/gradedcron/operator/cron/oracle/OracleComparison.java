package io.gradedcron.operator.cron.oracle;

import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.cron.InvalidScheduleException;
import io.gradedcron.operator.cron.SlotTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compares line after line and counts. Every slot must be the one that the line gives for this
 * project; and where Kubernetes has another one, a reason must hold that {@link SlotReasons} has
 * checked.
 *
 * <p>Used by one thread.
 */
public final class OracleComparison {

  private final Map<String, SlotReasons> zones = new HashMap<>();
  private final Map<Reason, Long> excused = new EnumMap<>(Reason.class);
  private final SortedMap<String, Long> otherRules = new TreeMap<>();
  private long taken;
  private long refused;
  private long sameSlots;

  /** Compares one line; a sentence if something is wrong with it. */
  public Optional<String> compare(OracleLine line) {
    CronSchedule schedule;
    try {
      schedule = CronSchedule.parse(line.text(), line.zone());
    } catch (InvalidScheduleException e) {
      return line.refusedHere() ? refused(line) : fault(line, "refused here: " + e.getMessage());
    }
    if (line.refusedHere()) {
      return fault(line, "taken here");
    }
    SlotReasons reasons = zones.computeIfAbsent(line.zone(), SlotReasons::new);
    if (!reasons.sameOffsets(line)) {
      otherRules.merge(line.zone(), 1L, Long::sum);
      return Optional.empty();
    }
    for (Reason reason : line.reasons()) {
      if (!reason.fits(line.text()) || reason.effect() == Reason.Effect.REFUSED_HERE) {
        return fault(line, reason + " does not hold");
      }
      if (reason.effect() == Reason.Effect.TAKEN_HERE) {
        excused.merge(reason, 1L, Long::sum);
      }
    }
    taken++;
    return slots(line, schedule.slots(line.after(), Duration.ZERO), reasons);
  }

  private Optional<String> refused(OracleLine line) {
    refused++;
    boolean onlyHere = !line.kubernetes().get(0).equals("refused");
    if (onlyHere != (line.reasons().size() == 1)) {
      return fault(line, "a text that only this project refuses needs one reason");
    }
    for (Reason reason : line.reasons()) {
      if (reason.effect() != Reason.Effect.REFUSED_HERE || !reason.fits(line.text())) {
        return fault(line, reason + " does not hold");
      }
      excused.merge(reason, 1L, Long::sum);
    }
    return Optional.empty();
  }

  private Optional<String> slots(OracleLine line, SlotTimes slots, SlotReasons reasons) {
    Instant from = line.after();
    for (int i = 0; i < line.gradedcron().size(); i++) {
      String expected = line.gradedcron().get(i);
      Optional<Instant> slot = slots.next(from);
      String found = slot.map(Instant::toString).orElse("none");
      if (!found.equals(expected)) {
        return fault(line, "after " + from + " the slot here is " + found);
      }
      String theirs = line.kubernetes().get(i);
      if (theirs.equals(found)) {
        sameSlots++;
      } else if (!excuse(line, reasons, from, theirs, slot)) {
        return fault(line, "nothing explains that after " + from + " Kubernetes has " + theirs);
      }
      if (slot.isPresent()) {
        Optional<String> wrong = backwards(line, slots, from, slot.get());
        if (wrong.isPresent()) {
          return wrong;
        }
        from = slot.get();
      }
    }
    return Optional.empty();
  }

  private boolean excuse(
      OracleLine line, SlotReasons reasons, Instant from, String theirs, Optional<Instant> ours) {
    for (Reason reason : line.reasons()) {
      if (reason.effect() == Reason.Effect.OTHER_SLOT
          && (ours.isPresent()
              ? reasons.explain(reason, from, theirs, ours.get())
              : reasons.explainNone(reason, from, theirs))) {
        excused.merge(reason, 1L, Long::sum);
        return true;
      }
    }
    return false;
  }

  /** The newest slot and the count must see the same slots as the next one. */
  private static Optional<String> backwards(
      OracleLine line, SlotTimes slots, Instant from, Instant slot) {
    if (!slots.latest(slot).equals(Optional.of(slot))) {
      return fault(line, "latest(" + slot + ") is " + slots.latest(slot));
    }
    Optional<Instant> before = slots.latest(slot.minusNanos(1));
    if (before.isPresent() && before.get().isAfter(from)) {
      return fault(line, "a slot between two: " + before.get());
    }
    return slots.count(from, slot, 3) == 1
        ? Optional.empty()
        : fault(line, "count(" + from + ", " + slot + ") is not 1");
  }

  private static Optional<String> fault(OracleLine line, String problem) {
    return Optional.of(problem + "\n  " + line.source());
  }

  /** How many texts were taken and compared by their slots. */
  public long taken() {
    return taken;
  }

  /** How many were refused, by text or zone. */
  public long refused() {
    return refused;
  }

  /** How many slots are the same as Kubernetes'. */
  public long sameSlots() {
    return sameSlots;
  }

  /**
   * How often each reason held: for texts that only one side takes the texts, otherwise the slots.
   */
  public Map<Reason, Long> excused() {
    return Map.copyOf(excused);
  }

  /** The texts left out because Go's and the JDK's rules of their zone differ, by zone. */
  public SortedMap<String, Long> otherRules() {
    return new TreeMap<>(otherRules);
  }

  @Override
  public String toString() {
    long slots =
        excused.entrySet().stream()
            .filter(entry -> entry.getKey().effect() == Reason.Effect.OTHER_SLOT)
            .mapToLong(Map.Entry::getValue)
            .sum();
    return "texts taken "
        + taken
        + ", refused "
        + refused
        + "; instants compared "
        + (sameSlots + slots)
        + ": as Kubernetes' "
        + sameSlots
        + ", other ones with a reason "
        + slots
        + "\n  reasons (texts or instants): "
        + new TreeMap<>(excused)
        + "\n  left out, since Go's and Java's rules of the zone differ there: "
        + otherRules.values().stream().mapToLong(Long::longValue).sum()
        + " texts "
        + otherRules;
  }
}
