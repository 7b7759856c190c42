package io.gradedcron.operator.degrade;

import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationAction;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What all Degradations of a cluster mean, as one immutable snapshot that any thread may ask. It is
 * made anew whenever a Degradation changes; time is not part of it and comes with each question.
 *
 * <p>Level 0 gives up nothing, 3 gives up level 3, 2 gives up levels 3 and 2. Level 1 is never
 * degraded. A schedule that several Degradations match gets the strictest action.
 *
 * <p>Two decisions of its own:
 *
 * <ul>
 *   <li>A Degradation whose recurring window or selector cannot be understood is <em>inactive</em>,
 *       and {@link #problem} says why. The other choice would stop running work at an hour nobody
 *       chose because of a typing error, and what was killed does not come back; work that goes on
 *       by mistake shows in the Degradation's condition and is stopped by one patch. It is inactive
 *       as a whole: a selector is never widened by leaving its broken part out.
 *   <li>A Degradation with a {@code deletionTimestamp} is not in the snapshot: somebody lifted it,
 *       and how long another controller's finalizer keeps the object is no reason to hold work.
 * </ul>
 *
 * <p>Questions about a name that is not in the snapshot get the answer of a Degradation that does
 * nothing.
 */
public final class DegradationPolicy {
  private static final DegradationPolicy NONE = new DegradationPolicy(new TreeMap<>());

  private final Map<String, CompiledDegradation> byName;
  // By name, so that what is held names its Degradations in order; an array, because its loop
  // allocates nothing.
  private final CompiledDegradation[] all;

  private DegradationPolicy(SortedMap<String, CompiledDegradation> byName) {
    this.all = byName.values().toArray(CompiledDegradation[]::new);
    this.byName = Map.copyOf(byName);
  }

  /** Returns the policy without any Degradation: everything runs. */
  public static DegradationPolicy none() {
    return NONE;
  }

  /**
   * Compiles all that are not being deleted. A broken one never throws and never disturbs the
   * others. Of two with the same name the later one counts.
   *
   * @param degradations with a name each; not kept
   */
  public static DegradationPolicy of(Collection<Degradation> degradations) {
    SortedMap<String, CompiledDegradation> byName = new TreeMap<>();
    for (Degradation degradation : degradations) {
      if (degradation.getMetadata().getDeletionTimestamp() == null) {
        byName.put(degradation.getMetadata().getName(), DegradationCompiler.compile(degradation));
      }
    }
    return new DegradationPolicy(byName);
  }

  /**
   * Returns what applies to a schedule at an instant: the strictest of all Degradations that are
   * active and match. Made for the path of each launch: nothing is parsed, and nothing is allocated
   * where none matches.
   */
  public Verdict verdict(Subject subject, Instant now) {
    Verdict joined = Verdict.RUN;
    for (CompiledDegradation degradation : all) {
      joined = joined.and(degradation.verdict(subject, now));
    }
    return joined;
  }

  /**
   * Returns the first instant after {@code now} at which the activity of any Degradation changes: a
   * window opens or closes, {@code startTime} or {@code until} is reached. Empty if none ever does
   * again.
   *
   * <p>No change is left out. Where windows overlap, the end of one inside another is not answered,
   * with one exception: behind a long chain of overlapping windows an instant without a change may
   * be; asking again then leads on.
   */
  public Optional<Instant> nextChange(Instant now) {
    Optional<Instant> first = Optional.empty();
    for (CompiledDegradation degradation : all) {
      first = Window.earliest(first, degradation.nextChange(now));
    }
    return first;
  }

  /**
   * Returns where one Degradation stands; empty if the snapshot has none of that name. One with a
   * {@link #problem} is never active: it is OutsideWindow where it would be InWindow.
   */
  public Optional<Activity> activity(String degradation, Instant now) {
    return find(degradation).map(found -> found.activity(now));
  }

  /**
   * Returns true if the selectors of this Degradation select the schedule, whatever its level, the
   * time and the actions.
   */
  public boolean matches(String degradation, Subject subject) {
    return find(degradation).filter(found -> found.matches(subject)).isPresent();
  }

  /**
   * Returns what this Degradation alone means for a schedule: Run if it is not matched, not active,
   * or if the schedule's level is not given up or exempt.
   */
  public DegradationAction action(String degradation, Subject subject, Instant now) {
    return find(degradation)
        .map(found -> found.verdict(subject, now).action())
        .orElse(DegradationAction.Run);
  }

  /**
   * Returns what is wrong with the spec of a Degradation, as one line that names each broken field,
   * the value and what would be right; empty if nothing is. Only what the CRD's schema cannot see:
   * the window's text and the selectors.
   */
  public Optional<String> problem(String degradation) {
    return find(degradation).flatMap(CompiledDegradation::problem);
  }

  private Optional<CompiledDegradation> find(String degradation) {
    return Optional.ofNullable(byName.get(degradation));
  }
}
