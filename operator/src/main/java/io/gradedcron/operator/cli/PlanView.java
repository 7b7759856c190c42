package io.gradedcron.operator.cli;

import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.degrade.DegradationPolicy;
import io.gradedcron.operator.plan.CompiledSchedule;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.WholeSchedule;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a change of a degradation would do now: the operator's own policy, asked with the change and
 * without it.
 *
 * @param degradation its name
 * @param level the level that it is brought to
 * @param time the instant that it is asked for
 * @param levels levels 1 to 3
 * @param schedules those that are held then, or are held now
 */
record PlanView(
    String degradation, int level, Instant time, List<OfLevel> levels, List<OfSchedule> schedules)
    implements Answer {

  /**
   * A schedule.
   *
   * @param now what the degradations do to it now
   * @param then what they do to it then
   * @param by the degradations that hold it then
   * @param stops active runs that are stopped then
   * @param finishes active runs that may finish then
   * @param next its next slot, which is skipped if it is still held; null if there is none
   */
  record OfSchedule(
      String namespace,
      String name,
      int level,
      DegradationAction now,
      DegradationAction then,
      List<String> by,
      int stops,
      int finishes,
      Instant next) {

    boolean isAffected() {
      return now.holds() || then.holds() || stops > 0;
    }
  }

  /**
   * The schedules of a level.
   *
   * @param heldNow how many are held now
   * @param heldThen how many are held then
   * @param stops active runs that are stopped then
   * @param finishes active runs that may finish then
   * @param goOn how many schedules go on
   */
  record OfLevel(
      int level, int schedules, int heldNow, int heldThen, int stops, int finishes, int goOn) {}

  private static final int LEVELS = 3;

  /** Returns what the change would do. */
  static PlanView of(Snapshot snapshot, DegradationChange change) {
    DegradationPolicy before = DegradationPolicy.of(snapshot.degradations());
    List<Degradation> changed = new ArrayList<>(snapshot.degradations());
    changed.removeIf(d -> d.getMetadata().getName().equals(change.name()));
    changed.add(change.after());
    DegradationPolicy after = DegradationPolicy.of(changed);
    List<OfSchedule> all =
        snapshot.schedules().stream()
            .map(WholeSchedule::of)
            .map(schedule -> schedule(snapshot, schedule, before, after))
            .sorted(
                Comparator.comparingInt(OfSchedule::level)
                    .reversed()
                    .thenComparing(OfSchedule::namespace)
                    .thenComparing(OfSchedule::name))
            .toList();
    return new PlanView(
        change.name(),
        change.level(),
        snapshot.now(),
        IntStream.rangeClosed(1, LEVELS).mapToObj(level -> level(level, all)).toList(),
        all.stream().filter(OfSchedule::isAffected).toList());
  }

  private static OfSchedule schedule(
      Snapshot snapshot,
      GradedCronJob schedule,
      DegradationPolicy before,
      DegradationPolicy after) {
    Instant now = snapshot.now();
    int stops = 0;
    int finishes = 0;
    for (Run run : snapshot.active(schedule)) {
      DegradationAction action = after.verdict(snapshot.subject(schedule, run), now).action();
      stops += action == DegradationAction.ScaleToZero ? 1 : 0;
      finishes += action == DegradationAction.DrainThenStop ? 1 : 0;
    }
    return new OfSchedule(
        schedule.getMetadata().getNamespace(),
        schedule.getMetadata().getName(),
        schedule.getSpec().level(),
        before.verdict(snapshot.subject(schedule), now).action(),
        after.verdict(snapshot.subject(schedule), now).action(),
        after.verdict(snapshot.subject(schedule), now).heldBy(),
        stops,
        finishes,
        schedule.getSpec().suspend()
            ? null
            : CompiledSchedule.of(schedule).times().flatMap(t -> t.next(now)).orElse(null));
  }

  private static OfLevel level(int level, List<OfSchedule> all) {
    List<OfSchedule> own = all.stream().filter(s -> s.level() == level).toList();
    int heldThen = (int) own.stream().filter(s -> s.then().holds()).count();
    return new OfLevel(
        level,
        own.size(),
        (int) own.stream().filter(s -> s.now().holds()).count(),
        heldThen,
        own.stream().mapToInt(OfSchedule::stops).sum(),
        own.stream().mapToInt(OfSchedule::finishes).sum(),
        own.size() - heldThen);
  }

  @Override
  public Object document() {
    return this;
  }

  @Override
  public void print(PrintWriter out) {
    out.println(summary());
    out.println();
    TextTable table =
        new TextTable("LEVEL", "SCHEDULES", "HELD NOW", "HELD THEN", "STOPS", "FINISH", "GO ON");
    levels.forEach(
        l ->
            table.row(
                l.level(),
                l.schedules(),
                l.heldNow(),
                l.heldThen(),
                l.stops(),
                l.finishes(),
                l.goOn()));
    table.print(out);
    if (!schedules.isEmpty()) {
      out.println();
      printSchedules(out);
    }
  }

  private String summary() {
    int held = levels.stream().mapToInt(OfLevel::heldThen).sum();
    int before = levels.stream().mapToInt(OfLevel::heldNow).sum();
    return "With degradation %s at level %d: %s held (%d now), %s stopped, %s may finish. Nothing was changed."
        .formatted(
            degradation,
            level,
            TimeText.count(held, "schedule"),
            before,
            TimeText.count(levels.stream().mapToInt(OfLevel::stops).sum(), "run"),
            TimeText.count(levels.stream().mapToInt(OfLevel::finishes).sum(), "run"));
  }

  private void printSchedules(PrintWriter out) {
    TextTable table =
        new TextTable(
            "NAMESPACE", "NAME", "LEVEL", "NOW", "THEN", "BY", "STOPS", "FINISH", "NEXT SLOT");
    schedules.forEach(
        s ->
            table.row(
                s.namespace(),
                s.name(),
                s.level(),
                s.now(),
                s.then(),
                String.join(",", s.by()),
                s.stops(),
                s.finishes(),
                s.next()));
    table.print(out);
  }
}
