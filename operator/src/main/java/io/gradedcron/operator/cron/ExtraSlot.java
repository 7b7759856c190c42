package io.gradedcron.operator.cron;

import java.util.Optional;

/**
 * A set of slots and one second more, which may be one of them.
 *
 * @param base the set
 * @param second the second
 */
record ExtraSlot(SlotSource base, long second) implements SlotSource {

  @Override
  public long atOrAfter(long from) {
    long regular = base.atOrAfter(from);
    return second >= from && (regular == NONE || second < regular) ? second : regular;
  }

  @Override
  public long atOrBefore(long to) {
    long regular = base.atOrBefore(to);
    // NONE is smaller than every slot.
    return second <= to ? Math.max(second, regular) : regular;
  }

  @Override
  public long count(long from, long to, long limit) {
    long regular = base.count(from, to, limit);
    boolean more = second >= from && second <= to && base.atOrAfter(second) != second;
    return more && regular < limit ? regular + 1 : regular;
  }

  @Override
  public SlotSource createdAt(long created) {
    return new ExtraSlot(base.createdAt(created), second);
  }

  @Override
  public boolean everDue() {
    return true;
  }

  /** Returns a set without what was added to it. */
  static SlotSource without(SlotSource source) {
    return source instanceof ExtraSlot extra ? extra.base() : source;
  }

  /** Returns what was added to a set; empty if nothing was. */
  static Optional<Long> of(SlotSource source) {
    return source instanceof ExtraSlot extra ? Optional.of(extra.second()) : Optional.empty();
  }
}
