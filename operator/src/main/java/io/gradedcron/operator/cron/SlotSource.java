package io.gradedcron.operator.cron;

import java.time.Instant;

/**
 * A set of slots as epoch seconds. Slots lie in the years that RFC 3339, and with it the Kubernetes
 * API, can write.
 *
 * <p>Implementations are immutable; any thread.
 */
sealed interface SlotSource permits CalendarSlots, ExtraSlot, IntervalSlots {

  /** There is no such slot; smaller than every slot. */
  long NONE = Long.MIN_VALUE;

  /** The first second that can be a slot. */
  long FIRST = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();

  /** The last second that can be a slot. */
  long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  /** The first slot at or after the given second, or {@link #NONE}. */
  long atOrAfter(long second);

  /** The last slot at or before the given second, or {@link #NONE}. */
  long atOrBefore(long second);

  /** The slots in {@code [from, to]}, but at most {@code limit}. */
  long count(long from, long to, long limit);

  /** The slots of a schedule that was created at the given second. */
  SlotSource createdAt(long second);

  /** True if there is a slot at all. */
  boolean everDue();
}
