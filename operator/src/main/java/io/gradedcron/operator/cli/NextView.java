package io.gradedcron.operator.cli;

import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.cron.SlotTimes;
import io.gradedcron.operator.cron.TimeZones;
import io.gradedcron.operator.degrade.DegradationPolicy;
import io.gradedcron.operator.degrade.Subject;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.plan.CompiledSchedule;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The next slots of a schedule, and what becomes of them as things stand.
 *
 * @param namespace its namespace
 * @param name its name
 * @param schedule its text
 * @param timeZone the zone that the text is read in
 * @param time the instant that it is asked for
 * @param slots in order
 */
record NextView(
    String namespace, String name, String schedule, String timeZone, Instant time, List<Slot> slots)
    implements Answer {

  /**
   * A slot.
   *
   * @param time the instant
   * @param local what the clocks of its zone show then
   * @param outcome launched, or skipped and why; null if the degradations are not known
   * @param clocks what the clocks did since the slot before; null if nothing of note
   */
  record Slot(Instant time, String local, String outcome, String clocks) {}

  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  /**
   * Returns the view.
   *
   * @param policy empty if the degradations are not known
   * @throws PluginException if the schedule has no slots
   */
  static NextView of(
      GradedCronJob schedule,
      Optional<DegradationPolicy> policy,
      Subject subject,
      int number,
      Instant now) {
    String namespace = schedule.getMetadata().getNamespace();
    String name = schedule.getMetadata().getName();
    CompiledSchedule compiled = CompiledSchedule.of(schedule);
    SlotTimes times =
        compiled
            .times()
            .orElseThrow(
                () ->
                    new PluginException(
                        "%s/%s has no slots: %s"
                            .formatted(namespace, name, compiled.readiness().message())));
    ZoneRules rules = TimeZones.rules(schedule.getSpec().timeZone());
    List<Slot> slots = new ArrayList<>();
    Instant before = now;
    for (Instant slot : times.next(now, number)) {
      slots.add(
          new Slot(
              slot,
              local(rules, slot),
              outcome(schedule, policy, subject, slot),
              clocks(rules, before, slot)));
      before = slot;
    }
    return new NextView(
        namespace, name, schedule.getSpec().schedule(), schedule.getSpec().timeZone(), now, slots);
  }

  private static String outcome(
      GradedCronJob schedule, Optional<DegradationPolicy> policy, Subject subject, Instant slot) {
    if (schedule.getSpec().suspend()) {
      return "skipped: suspended";
    }
    return policy
        .map(p -> p.verdict(subject, slot))
        .map(verdict -> verdict.action() == DegradationAction.Run ? "launched" : held(verdict))
        .orElse(null);
  }

  private static String held(Verdict verdict) {
    return "skipped: held by " + String.join(", ", verdict.heldBy());
  }

  private static String local(ZoneRules rules, Instant instant) {
    return LOCAL.format(LocalDateTime.ofInstant(instant, rules.getOffset(instant)))
        + " "
        + rules.getOffset(instant);
  }

  /** Tells of a change of the clocks if it moved the slots, or was on the day of this one. */
  private static String clocks(ZoneRules rules, Instant before, Instant slot) {
    ZoneOffsetTransition change = rules.previousTransition(slot.plusNanos(1));
    if (change == null || !change.getInstant().isAfter(before)) {
      return null;
    }
    boolean moved = !rules.getOffset(before).equals(rules.getOffset(slot));
    boolean sameDay =
        change
            .getDateTimeAfter()
            .toLocalDate()
            .equals(LocalDateTime.ofInstant(slot, rules.getOffset(slot)).toLocalDate());
    return moved || sameDay
        ? "clocks went %s on %s, from %s to %s"
            .formatted(
                change.isGap() ? "forward" : "back",
                change.getDateTimeBefore().toLocalDate(),
                CLOCK.format(change.getDateTimeBefore()),
                CLOCK.format(change.getDateTimeAfter()))
        : null;
  }

  @Override
  public Object document() {
    return this;
  }

  @Override
  public void print(PrintWriter out) {
    out.println("%s/%s: \"%s\" in %s".formatted(namespace, name, schedule, timeZone));
    if (slots.isEmpty()) {
      out.println("It is never due again.");
      return;
    }
    boolean hasNotes = slots.stream().anyMatch(slot -> slot.clocks() != null);
    TextTable table =
        hasNotes
            ? new TextTable("SLOT", "LOCAL TIME", "IN", "AS THINGS STAND", "NOTE")
            : new TextTable("SLOT", "LOCAL TIME", "IN", "AS THINGS STAND");
    for (Slot slot : slots) {
      String in = TimeText.between(time, slot.time());
      if (hasNotes) {
        table.row(slot.time(), slot.local(), in, slot.outcome(), slot.clocks());
      } else {
        table.row(slot.time(), slot.local(), in, slot.outcome());
      }
    }
    table.print(out);
  }
}
