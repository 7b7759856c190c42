package io.gradedcron.operator.web;

/** Something that can be asked whether it is well. */
@FunctionalInterface
public interface Health {
  /**
   * Asks. Called by several threads at once, for every probe: should answer at once from what is
   * known. A check that throws counts as failed.
   */
  HealthAnswer check();
}
