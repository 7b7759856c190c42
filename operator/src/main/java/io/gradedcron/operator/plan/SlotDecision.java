package io.gradedcron.operator.plan;

import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.MissReason;
import io.gradedcron.operator.api.SkipReason;
import java.time.Instant;

/** What becomes of due slots. */
public sealed interface SlotDecision {
  /** The slot's Job is to be created now. */
  record Launch(Instant slot, LaunchReason reason) implements SlotDecision {}

  /** The slots end unlaunched, on purpose. */
  record Skip(SlotRange slots, SkipReason reason) implements SlotDecision {}

  /** The slots end unlaunched, though they should have been launched. */
  record Miss(SlotRange slots, MissReason reason) implements SlotDecision {}

  /** The slots end unlaunched: the API server refused until their deadline. */
  record Fail(SlotRange slots) implements SlotDecision {}

  /** The slot stays due until something changes. */
  record Wait(PendingSlot pending) implements SlotDecision {}

  /** The active runs are to be stopped, then the slot is launched. */
  record Replace(Instant slot) implements SlotDecision {}
}
