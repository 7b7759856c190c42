package io.gradedcron.operator.plan;

import java.time.Instant;

/** Slots from the first to the last, both included. */
public record SlotRange(Instant from, Instant to) {
  /** Returns the range of one slot. */
  public static SlotRange of(Instant slot) {
    return new SlotRange(slot, slot);
  }
}
