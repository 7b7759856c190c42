package io.gradedcron.operator.cli;

import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.DegradationStatus;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.ScheduleState;
import io.gradedcron.operator.plan.DegradationStatusFactory;
import io.gradedcron.operator.plan.StatusReader;
import io.gradedcron.operator.plan.WholeSchedule;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How things stand, as the operator wrote it into the status of schedules and degradations.
 *
 * @param time when it was read
 * @param degradations null if the person may not read them
 * @param levels levels 1 to 3
 * @param held the schedules that are held
 * @param next the next runs, the earliest first
 */
record StatusView(
    Instant time,
    List<OfDegradation> degradations,
    List<OfLevel> levels,
    List<Held> held,
    List<Next> next)
    implements Answer {

  /**
   * A degradation.
   *
   * @param active the reason of its condition Active; Pending until the operator has seen its
   *     present spec
   * @param drained null if nothing is said of that
   */
  record OfDegradation(
      String name,
      int level,
      String active,
      Boolean drained,
      Integer held,
      Integer running,
      Integer stopped,
      Instant until,
      String reason) {}

  /**
   * The schedules of a level.
   *
   * @param running active runs of schedules that are not held
   * @param draining active runs of schedules that are held, and may finish
   * @param stopping active runs of schedules that are held, and are being stopped
   * @param next the earliest next slot
   */
  record OfLevel(
      int level,
      int schedules,
      int held,
      int running,
      int draining,
      int stopping,
      int suspended,
      int invalid,
      Instant next) {}

  /** A schedule that is held. */
  record Held(
      String namespace,
      String name,
      int level,
      DegradationAction action,
      List<String> by,
      int running,
      Instant next) {}

  /** A run to come. */
  record Next(Instant time, int level, String namespace, String name) {}

  private static final int LEVELS = 3;

  /** A schedule with what its status says. */
  private record Seen(GradedCronJob schedule, GradedCronJobStatus status) {
    static Seen of(GradedCronJob any) {
      GradedCronJob whole = WholeSchedule.of(any);
      return new Seen(whole, whole.getStatus());
    }

    int level() {
      return schedule.getSpec().level();
    }

    boolean is(ScheduleState state) {
      return status != null && status.state() == state;
    }

    DegradationAction action() {
      return status == null ? DegradationAction.Run : StatusReader.verdict(status).action();
    }

    int running(DegradationAction under) {
      return status == null || status.activeCount() == null || action() != under
          ? 0
          : status.activeCount();
    }

    Optional<Instant> next() {
      return Optional.ofNullable(status).map(GradedCronJobStatus::nextScheduleTime);
    }

    String namespace() {
      return schedule.getMetadata().getNamespace();
    }

    String name() {
      return schedule.getMetadata().getName();
    }
  }

  /**
   * Returns the view.
   *
   * @param degradations empty if the person may not read them
   * @param most how many of the next runs
   */
  static StatusView of(
      List<GradedCronJob> schedules,
      Optional<List<Degradation>> degradations,
      int most,
      Instant now) {
    List<Seen> seen = schedules.stream().map(Seen::of).toList();
    return new StatusView(
        now,
        degradations.map(all -> all.stream().map(StatusView::degradation).toList()).orElse(null),
        IntStream.rangeClosed(1, LEVELS).mapToObj(level -> level(level, seen)).toList(),
        seen.stream()
            .filter(s -> s.action().holds())
            .sorted(
                Comparator.comparingInt(Seen::level)
                    .thenComparing(Seen::namespace)
                    .thenComparing(Seen::name))
            .map(StatusView::held)
            .toList(),
        seen.stream()
            .filter(s -> !s.action().holds() && s.next().isPresent())
            .map(s -> new Next(s.next().get(), s.level(), s.namespace(), s.name()))
            .sorted(
                Comparator.comparing(Next::time)
                    .thenComparingInt(Next::level)
                    .thenComparing(Next::namespace)
                    .thenComparing(Next::name))
            .limit(most)
            .toList());
  }

  private static OfDegradation degradation(Degradation degradation) {
    Optional<DegradationStatus> status = Optional.ofNullable(degradation.getStatus());
    boolean seen =
        status
            .map(DegradationStatus::observedGeneration)
            .filter(g -> g.equals(degradation.getMetadata().getGeneration()))
            .isPresent();
    return new OfDegradation(
        degradation.getMetadata().getName(),
        degradation.getSpec() == null ? 0 : degradation.getSpec().level(),
        seen ? Conditions.reason(status.get(), DegradationStatusFactory.ACTIVE) : "Pending",
        seen ? Conditions.isTrue(status.get(), DegradationStatusFactory.DRAINED) : null,
        status.map(DegradationStatus::held).orElse(null),
        status.map(DegradationStatus::running).orElse(null),
        status.map(DegradationStatus::stopped).orElse(null),
        degradation.getSpec() == null ? null : degradation.getSpec().until(),
        degradation.getSpec() == null ? null : degradation.getSpec().reason());
  }

  private static OfLevel level(int level, List<Seen> all) {
    List<Seen> seen = all.stream().filter(s -> s.level() == level).toList();
    return new OfLevel(
        level,
        seen.size(),
        count(seen.stream().filter(s -> s.action().holds()).count()),
        running(seen, DegradationAction.Run),
        running(seen, DegradationAction.DrainThenStop),
        running(seen, DegradationAction.ScaleToZero),
        count(seen.stream().filter(s -> s.is(ScheduleState.Suspended)).count()),
        count(seen.stream().filter(s -> s.is(ScheduleState.Invalid)).count()),
        seen.stream()
            .filter(s -> !s.action().holds())
            .flatMap(s -> s.next().stream())
            .min(Comparator.naturalOrder())
            .orElse(null));
  }

  private static int running(List<Seen> seen, DegradationAction under) {
    return seen.stream().mapToInt(s -> s.running(under)).sum();
  }

  private static int count(long number) {
    return Math.toIntExact(number);
  }

  private static Held held(Seen seen) {
    return new Held(
        seen.namespace(),
        seen.name(),
        seen.level(),
        seen.action(),
        StatusReader.verdict(seen.status()).heldBy(),
        seen.running(seen.action()),
        seen.next().orElse(null));
  }

  @Override
  public Object document() {
    return this;
  }

  @Override
  public void print(PrintWriter out) {
    List<Runnable> parts = new ArrayList<>();
    if (degradations == null) {
      parts.add(() -> out.println("Degradations are not yours to read: HELD BY still names them."));
    } else if (degradations.isEmpty()) {
      parts.add(() -> out.println("There is no Degradation: every level runs."));
    } else {
      parts.add(() -> printDegradations(out));
    }
    parts.add(() -> printLevels(out));
    if (!held.isEmpty()) {
      parts.add(() -> printHeld(out));
    }
    if (!next.isEmpty()) {
      parts.add(() -> printNext(out));
    }
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        out.println();
      }
      parts.get(i).run();
    }
  }

  private void printDegradations(PrintWriter out) {
    TextTable table =
        new TextTable(
            "DEGRADATION",
            "LEVEL",
            "ACTIVE",
            "DRAINED",
            "HELD",
            "RUNNING",
            "STOPPED",
            "UNTIL",
            "REASON");
    for (OfDegradation d : degradations) {
      table.row(
          d.name(),
          d.level(),
          d.active(),
          d.drained() == null ? null : d.drained() ? "True" : "False",
          d.held(),
          d.running(),
          d.stopped(),
          d.until(),
          d.reason());
    }
    table.print(out);
  }

  private void printLevels(PrintWriter out) {
    TextTable table =
        new TextTable(
            "LEVEL",
            "SCHEDULES",
            "HELD",
            "RUNNING",
            "DRAINING",
            "STOPPING",
            "SUSPENDED",
            "INVALID",
            "NEXT");
    for (OfLevel level : levels) {
      table.row(
          level.level(),
          level.schedules(),
          level.held(),
          level.running(),
          level.draining(),
          level.stopping(),
          level.suspended(),
          level.invalid(),
          level.next() == null ? null : "in " + TimeText.between(time, level.next()));
    }
    table.print(out);
  }

  private void printHeld(PrintWriter out) {
    TextTable table =
        new TextTable("HELD", "NAME", "LEVEL", "ACTION", "BY", "RUNNING", "NEXT SLOT");
    for (Held h : held) {
      table.row(
          h.namespace(),
          h.name(),
          h.level(),
          h.action(),
          String.join(",", h.by()),
          h.running(),
          Objects.toString(h.next(), ""));
    }
    table.print(out);
  }

  private void printNext(PrintWriter out) {
    TextTable table = new TextTable("NEXT RUN", "IN", "LEVEL", "NAMESPACE", "NAME");
    for (Next n : next) {
      table.row(n.time(), TimeText.between(time, n.time()), n.level(), n.namespace(), n.name());
    }
    table.print(out);
  }
}
