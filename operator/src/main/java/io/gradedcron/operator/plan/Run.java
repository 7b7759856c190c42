package io.gradedcron.operator.plan;

import java.time.Instant;
import java.util.Optional;

/**
 * What of a Job matters here.
 *
 * @param name the Job's name
 * @param uid the Job's UID; empty until the API server's answer or watch told it
 * @param slot the slot that it was launched for
 * @param level the level that it was launched at, from its label
 * @param phase whether it is unfinished, or how it finished
 * @param deleting true once it is being deleted: it counts as active until its pods are gone
 * @param finishedAt when it finished
 */
public record Run(
    String name,
    String uid,
    Instant slot,
    int level,
    Phase phase,
    boolean deleting,
    Optional<Instant> finishedAt) {

  /** How far a run is. */
  public enum Phase {
    /** Not finished. */
    ACTIVE,
    /** Completed. */
    SUCCEEDED,
    /** Failed. */
    FAILED
  }

  /** Returns a run that was created just now. */
  public static Run launched(String name, Instant slot, int level) {
    return new Run(name, "", slot, level, Phase.ACTIVE, false, Optional.empty());
  }

  /** Returns true if it is not finished. */
  public boolean isActive() {
    return phase == Phase.ACTIVE;
  }

  /**
   * Returns the level at which it counts: the more important of the one that it was launched at and
   * its schedule's present one.
   */
  public int levelUnder(int present) {
    return Math.min(present, level);
  }

  /** Returns this run as one that is being deleted. */
  public Run asDeleting() {
    return new Run(name, uid, slot, level, phase, true, finishedAt);
  }
}
