package io.gradedcron.operator.event;

/**
 * Whoever wants to know what happened. Called by the bus's one thread; must not wait for the
 * network.
 */
@FunctionalInterface
public interface RunEventSubscriber {
  /** Takes one event. */
  void on(RunEvent event);
}
