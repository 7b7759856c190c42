package io.gradedcron.operator.status;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import java.util.Optional;

/**
 * Where the {@link StatusWriter} gets what it writes and says what it wrote. Any thread; no
 * waiting.
 */
public interface StatusSource {
  /**
   * A status to be written.
   *
   * @param resource the object as read last: its resource version guards the write
   * @param status the status that should stand
   * @param saved to be told once it stands, with the object as the API server answered it
   */
  record Draft(GradedCronJob resource, GradedCronJobStatus status, Saved saved) {}

  /** Is told that a status stands. */
  @FunctionalInterface
  interface Saved {
    /** Takes the object as the API server answered it. */
    void saved(GradedCronJob answer);
  }

  /** Returns the status that should stand now; empty if there is nothing to write. */
  Optional<Draft> draft(String uid);

  /** Takes an object that was read anew because a write met a conflict. */
  void reread(GradedCronJob fresh);
}
