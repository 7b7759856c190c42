package io.gradedcron.operator.leader;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The fence's state: not yet open, open until a deadline, or shut for good. The deadline is looked
 * at by whoever asks, so that a process which was frozen past it refuses its very first write,
 * before any thread of ours has run; and what one caller has seen shut no late renewal opens again.
 * Any thread, without locks.
 */
final class FenceGate implements Fence {
  private sealed interface State {}

  private record NotYetOpen() implements State {}

  private record Open(long deadlineNanos) implements State {}

  private record Shut(String why) implements State {}

  private static final Shut OUT_OF_TIME = new Shut("it was not renewed before the renew deadline");

  private final LongSupplier nanoTime;
  private final AtomicReference<State> state = new AtomicReference<>(new NotYetOpen());

  FenceGate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public boolean holds() {
    while (true) {
      State seen = state.get();
      if (!(seen instanceof Open open)) {
        return false;
      }
      if (nanoTime.getAsLong() - open.deadlineNanos() < 0) {
        return true;
      }
      // A renewal may have come between: then its deadline counts, as nobody was refused yet.
      if (state.compareAndSet(seen, OUT_OF_TIME)) {
        return false;
      }
    }
  }

  /** Whether it was opened and nobody has found it shut: the state itself, whatever the time. */
  boolean isOpen() {
    return state.get() instanceof Open;
  }

  /** Why it is shut for good, or nothing if it is not. */
  Optional<String> whyShut() {
    return state.get() instanceof Shut shut ? Optional.of(shut.why()) : Optional.empty();
  }

  /**
   * Opens the gate until a deadline or moves an open gate's deadline.
   *
   * @param deadlineNanos in the terms of the {@code nanoTime} given
   * @return false if that is not possible any more: the gate was shut, its old deadline has passed,
   *     or the new one has
   */
  boolean openUntil(long deadlineNanos) {
    while (true) {
      State seen = state.get();
      long now = nanoTime.getAsLong();
      if (seen instanceof Shut || now - deadlineNanos >= 0) {
        return false;
      }
      if (seen instanceof Open open && now - open.deadlineNanos() >= 0) {
        state.compareAndSet(seen, OUT_OF_TIME);
        return false;
      }
      if (state.compareAndSet(seen, new Open(deadlineNanos))) {
        return true;
      }
    }
  }

  /** Shuts it for good; of several reasons the first stays. */
  void shut(String why) {
    state.updateAndGet(seen -> seen instanceof Shut ? seen : new Shut(why));
  }

  /**
   * Time until the deadline of an open gate, in ns; 0 or less where it passed. Otherwise the
   * fallback.
   */
  long nanosLeft(long fallback) {
    return state.get() instanceof Open open
        ? open.deadlineNanos() - nanoTime.getAsLong()
        : fallback;
  }
}
