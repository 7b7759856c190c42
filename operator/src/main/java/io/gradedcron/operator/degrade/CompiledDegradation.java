package io.gradedcron.operator.degrade;

import io.gradedcron.operator.api.DegradationAction;
import java.time.Instant;
import java.util.Optional;

/**
 * One Degradation, ready to be asked at each launch: nothing is parsed any more, and what it means
 * for a level is made beforehand. Immutable; any thread.
 *
 * @param degrades false at level 0
 * @param level3 the verdict for a matching schedule of level 3 while active
 * @param level2 the same for level 2
 * @param window when it applies
 * @param namespaces which namespaces' schedules
 * @param schedules which schedules
 * @param problem what is wrong with the spec, if anything; a Degradation with a problem is never
 *     active
 */
record CompiledDegradation(
    boolean degrades,
    Verdict level3,
    Verdict level2,
    Window window,
    LabelMatcher namespaces,
    LabelMatcher schedules,
    Optional<String> problem) {

  Activity activity(Instant now) {
    return degrades ? window.activity(now) : Activity.NotDegraded;
  }

  Optional<Instant> nextChange(Instant now) {
    return degrades ? window.nextChange(now) : Optional.empty();
  }

  boolean matches(Subject subject) {
    return schedules.matches(subject.labels()) && namespaces.matches(subject.namespaceLabels());
  }

  /** The cheap questions come first: level, labels, and only then the recurring window. */
  Verdict verdict(Subject subject, Instant now) {
    Verdict whileActive = whileActive(subject.level());
    return whileActive.action() != DegradationAction.Run
            && matches(subject)
            && activity(now).active()
        ? whileActive
        : Verdict.RUN;
  }

  private Verdict whileActive(int level) {
    return switch (level) {
      case 3 -> level3;
      case 2 -> level2;
      // Core work cannot be degraded by construction: there is no verdict to give.
      default -> Verdict.RUN;
    };
  }
}
