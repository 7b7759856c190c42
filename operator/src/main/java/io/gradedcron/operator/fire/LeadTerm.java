package io.gradedcron.operator.fire;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Whether this replica leads, and since when it watches slots as they come due. Any thread. */
final class LeadTerm {
  private final AtomicReference<Optional<Instant>> liveSince =
      new AtomicReference<>(Optional.empty());

  void begin(Instant now) {
    liveSince.set(Optional.of(now));
  }

  /** The wall clock jumped ahead: what it passed was not watched. */
  void jumped(Instant now) {
    liveSince.updateAndGet(since -> since.map(before -> now));
  }

  void end() {
    liveSince.set(Optional.empty());
  }

  boolean isRunning() {
    return liveSince().isPresent();
  }

  /** Returns since when slots are watched as they come due; empty while another replica leads. */
  Optional<Instant> liveSince() {
    return liveSince.get();
  }
}
