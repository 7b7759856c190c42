package io.gradedcron.operator.cron;

/**
 * The slots of {@code @every}: creation + k × period for k = 1, 2, ...
 *
 * @param creation epoch seconds
 * @param period in seconds, at least 1
 */
record IntervalSlots(long creation, long period) implements SlotSource {

  @Override
  public long atOrAfter(long second) {
    if (second > LAST) {
      return NONE;
    }
    long slot = slot(Math.max(1, Math.floorDiv(clamped(second) - 1 - creation, period) + 1));
    return slot > LAST ? NONE : slot;
  }

  @Override
  public long atOrBefore(long second) {
    long k = Math.floorDiv(clamped(second) - creation, period);
    return k < 1 ? NONE : slot(k);
  }

  @Override
  public long count(long from, long to, long limit) {
    long last = Math.floorDiv(clamped(to) - creation, period);
    long before = Math.max(0, Math.floorDiv(clamped(from) - 1 - creation, period));
    return from > LAST ? 0 : Math.max(0, Math.min(last - before, limit));
  }

  @Override
  public SlotSource createdAt(long second) {
    return new IntervalSlots(clamped(second), period);
  }

  @Override
  public boolean everDue() {
    return true;
  }

  private long slot(long k) {
    // No overflow: at most one period, 292 years, past the years that slots lie in.
    return creation + k * period;
  }

  private static long clamped(long second) {
    return Math.max(FIRST, Math.min(second, LAST));
  }
}
