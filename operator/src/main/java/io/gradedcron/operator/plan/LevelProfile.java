package io.gradedcron.operator.plan;

import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What whoever runs the cluster has laid down for the runs of a level: where they run, how they are
 * ranked, and how many there may be.
 *
 * @param priorityClassName the PriorityClass of a template that names none
 * @param nodeSelector added to a template's own, whose keys win
 * @param tolerations appended to a template's own
 * @param maxConcurrentRuns the ceiling: how many runs there may be at a time, 1 or more; empty if
 *     there is none
 */
public record LevelProfile(
    Optional<String> priorityClassName,
    Map<String, String> nodeSelector,
    List<Toleration> tolerations,
    OptionalInt maxConcurrentRuns) {

  /** Nothing is laid down. */
  public static final LevelProfile NONE =
      new LevelProfile(Optional.empty(), Map.of(), List.of(), OptionalInt.empty());

  /** Keeps what it is given, whatever becomes of that. */
  public LevelProfile {
    nodeSelector = Map.copyOf(nodeSelector);
    tolerations = List.copyOf(tolerations);
  }

  /** Returns true if a Job's pods differ by it from what the template says. */
  public boolean addsToPods() {
    return priorityClassName.isPresent() || !nodeSelector.isEmpty() || !tolerations.isEmpty();
  }
}
