package io.gradedcron.operator.leader;

/** Whether launching is allowed right now. */
@FunctionalInterface
public interface Fence {
  /**
   * Says whether a write may be sent now. Once it was true and then false, it stays false: whoever
   * is refused can drop the write for good, another process will make up for it.
   *
   * <p>Costs a volatile read and a look at the monotonic clock, never blocks; any thread.
   */
  boolean holds();
}
