package io.gradedcron.operator.degrade;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.DegradationSpec;
import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.cron.GoDuration;
import io.gradedcron.operator.cron.InvalidScheduleException;
import io.gradedcron.operator.cron.SlotTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Compiles one Degradation and gathers what is wrong with it. Used once, by one thread. */
final class DegradationCompiler {
  private static final int LONGEST_PROBLEM = 1_024;

  private final List<String> problems = new ArrayList<>();

  private DegradationCompiler() {}

  /** Returns the Degradation in compiled form; whatever is wrong with it becomes its problem. */
  static CompiledDegradation compile(Degradation degradation) {
    return new DegradationCompiler().compiled(degradation);
  }

  private CompiledDegradation compiled(Degradation degradation) {
    DegradationSpec spec = degradation.getSpec();
    if (spec == null) {
      problems.add("spec: is required");
      spec = new DegradationSpec(0, null, null, null, null, null, null, null, null);
    }
    int level = spec.level();
    if (level != 0 && level != 2 && level != 3) {
      problems.add(
          "spec.level: " + level + " is refused; use 0, 3 or 2 (core work is never degraded)");
    }
    LabelMatcher namespaces = matcher("spec.namespaceSelector", spec.namespaceSelector());
    LabelMatcher schedules = matcher("spec.selector", spec.selector());
    Openings openings =
        spec.recurring() == null ? Openings.ALWAYS : recurring(degradation, spec.recurring());
    if (!problems.isEmpty()) {
      openings = Openings.NEVER;
    }
    String name = degradation.getMetadata().getName();
    DegradationSpec.Actions actions = spec.actions();
    return new CompiledDegradation(
        level == 2 || level == 3,
        level == 2 || level == 3 ? verdict(name, spec, actions.level3()) : Verdict.RUN,
        level == 2 ? verdict(name, spec, actions.level2()) : Verdict.RUN,
        new Window(spec.startTime(), spec.until(), openings),
        namespaces,
        schedules,
        problems.isEmpty() ? Optional.empty() : Optional.of(line(problems)));
  }

  /** One line of bounded length, for it becomes a condition's message. */
  private static String line(List<String> problems) {
    String all = String.join("; ", problems).replaceAll("[\\p{Cntrl}\\s]+", " ");
    return all.length() <= LONGEST_PROBLEM
        ? all
        : all.codePoints()
                .limit(LONGEST_PROBLEM)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            + " ...";
  }

  private static Verdict verdict(String name, DegradationSpec spec, DegradationAction action) {
    if (!action.holds()) {
      return Verdict.RUN;
    }
    Long grace = spec.gracePeriodSeconds();
    return new Verdict(
        action,
        List.of(name),
        // A Degradation that stops nothing has no say in how fast others stop.
        grace != null && action == DegradationAction.ScaleToZero
            ? OptionalLong.of(grace)
            : OptionalLong.empty(),
        Optional.ofNullable(spec.reason()).filter(reason -> !reason.isBlank()));
  }

  private LabelMatcher matcher(String field, LabelSelector selector) {
    try {
      return LabelMatcher.of(field, selector);
    } catch (IllegalArgumentException broken) {
      problems.add(broken.getMessage());
      return LabelMatcher.NOTHING;
    }
  }

  private Openings recurring(Degradation degradation, DegradationSpec.Recurring recurring) {
    Optional<SlotTimes> slots = slots(degradation, recurring);
    Optional<Duration> duration = duration(recurring.duration());
    return slots.isPresent() && duration.isPresent()
        ? new Openings.Recurring(slots.get(), duration.get())
        : Openings.NEVER;
  }

  private Optional<SlotTimes> slots(Degradation degradation, DegradationSpec.Recurring recurring) {
    if (recurring.schedule() == null) {
      problems.add("spec.recurring.schedule: is required");
      return Optional.empty();
    }
    try {
      CronSchedule cron = CronSchedule.parse(recurring.schedule(), recurring.timeZone());
      if (cron.everDue()) {
        return Optional.of(cron.slots(anchor(degradation), Duration.ZERO));
      }
      problems.add(
          "spec.recurring.schedule: \"" + recurring.schedule() + "\" has no day, it is never due");
    } catch (InvalidScheduleException broken) {
      // Its message begins with schedule or timeZone, which are our fields' names too.
      problems.add("spec.recurring." + broken.getMessage());
    } catch (DateTimeParseException broken) {
      problems.add(
          "metadata.creationTimestamp: \""
              + degradation.getMetadata().getCreationTimestamp()
              + "\" is no RFC 3339 time");
    }
    return Optional.empty();
  }

  /** An object that the API server has not seen yet has no creation: any fixed instant will do. */
  private static Instant anchor(Degradation degradation) {
    String created = degradation.getMetadata().getCreationTimestamp();
    return created == null ? Instant.EPOCH : Instant.parse(created);
  }

  private Optional<Duration> duration(String text) {
    if (text == null) {
      problems.add("spec.recurring.duration: is required");
      return Optional.empty();
    }
    try {
      Duration duration = GoDuration.parse(text);
      if (duration.compareTo(Duration.ZERO) > 0) {
        return Optional.of(duration);
      }
      problems.add("spec.recurring.duration: \"" + text + "\" is not more than zero");
    } catch (IllegalArgumentException broken) {
      problems.add("spec.recurring.duration: " + broken.getMessage());
    }
    return Optional.empty();
  }
}
