package io.gradedcron.operator.cron;

/**
 * The slots of a cron text in a time zone. Inside a period of constant offset local times and
 * instants differ by a constant, so the search is one on local times, period by period.
 *
 * <p>At a transition, a schedule with fixed hours treats skipped and repeated local times so that
 * each is met once: what falls into a gap becomes one slot at the gap's end, and of an overlap only
 * the first pass counts. Every other schedule follows real time: nothing in a gap, both passes of
 * an overlap. {@link #atOrAfter} and {@link #atOrBefore} see the same set of slots.
 *
 * <p>Immutable; any thread.
 */
final class CalendarSlots implements SlotSource {

  /** More than any zone's offset plus any transition's shift, each at most a day. */
  private static final long OFFSET_MARGIN = 48 * 3600L;

  private final LocalCalendar calendar;
  private final ZonePeriods zone;

  CalendarSlots(LocalCalendar calendar, ZonePeriods zone) {
    this.calendar = calendar;
    this.zone = zone;
  }

  @Override
  public long atOrAfter(long second) {
    if (second > LAST) {
      return NONE;
    }
    long from = Math.max(second, FIRST);
    boolean crossed = false;
    while (true) {
      OffsetPeriod period = zone.at(from);
      if (from == period.start() && fillsGap(period)) {
        return bounded(from);
      }
      long local = calendar.atOrAfter(Math.max(from + period.offset(), localStart(period)));
      if (local == NONE) {
        return NONE;
      }
      if (local < period.localEnd()) {
        return bounded(local - period.offset());
      }
      // A rare date may lie many periods ahead. The first step goes to the very next period, whose
      // start may repeat local times; from there on no local time before this one matches.
      from = crossed ? Math.max(period.end(), local - OFFSET_MARGIN) : period.end();
      crossed = true;
    }
  }

  @Override
  public long atOrBefore(long second) {
    if (second < FIRST) {
      return NONE;
    }
    long until = Math.min(second, LAST);
    boolean crossed = false;
    while (true) {
      OffsetPeriod period = zone.at(until);
      long local = calendar.atOrBefore(until + period.offset());
      if (local != NONE && local >= localStart(period)) {
        return bounded(local - period.offset());
      }
      if (fillsGap(period)) {
        return bounded(period.start());
      }
      if (local == NONE) {
        return NONE;
      }
      until = crossed ? Math.min(period.start() - 1, local + OFFSET_MARGIN) : period.start() - 1;
      crossed = true;
    }
  }

  @Override
  public long count(long from, long to, long limit) {
    long count = 0;
    long slot = atOrAfter(from);
    while (count < limit && slot != NONE && slot <= to) {
      count++;
      slot = atOrAfter(slot + 1);
    }
    return count;
  }

  @Override
  public SlotSource createdAt(long second) {
    return this;
  }

  @Override
  public boolean everDue() {
    return !calendar.isEmpty();
  }

  /** The first local time of a period that counts. */
  private long localStart(OffsetPeriod period) {
    return calendar.isFixedHour() ? period.localStartOfFirstPass() : period.localStart();
  }

  private boolean fillsGap(OffsetPeriod period) {
    return period.beginsWithGap()
        && calendar.isFixedHour()
        && calendar.hasAny(period.localStartBefore(), period.localStart());
  }

  private static long bounded(long slot) {
    return slot < FIRST || slot > LAST ? NONE : slot;
  }
}
