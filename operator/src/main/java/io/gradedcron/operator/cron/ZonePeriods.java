package io.gradedcron.operator.cron;

import java.time.Instant;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/**
 * The time line of a zone as {@link OffsetPeriod}s. Those that touch the years 2000 to 2099 lie in
 * a table (about 200 for a zone with daylight saving, some 12 KB); before and after, which no
 * running schedule asks for, they are made from the zone's rules each time.
 *
 * <p>Immutable; any thread.
 */
final class ZonePeriods {

  private static final long TABLE_START = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();
  private static final long TABLE_END = Instant.parse("2100-01-01T00:00:00Z").getEpochSecond();

  private final ZoneRules rules;
  private final OffsetPeriod[] periods;
  private final long[] starts;
  private final long end;

  ZonePeriods(ZoneRules rules) {
    this.rules = rules;
    List<OffsetPeriod> table = new ArrayList<>();
    OffsetPeriod last = fromRules(TABLE_START);
    table.add(last);
    while (last.end() < TABLE_END) {
      last = fromRules(last.end());
      table.add(last);
    }
    this.periods = table.toArray(OffsetPeriod[]::new);
    this.starts = table.stream().mapToLong(OffsetPeriod::start).toArray();
    this.end = last.end();
  }

  /** The period that holds the given epoch second. */
  OffsetPeriod at(long second) {
    if (second < starts[0] || second >= end) {
      return fromRules(second);
    }
    int low = 0;
    int high = starts.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= second) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return periods[low];
  }

  private OffsetPeriod fromRules(long second) {
    Instant instant = Instant.ofEpochSecond(second);
    // A transition at this very second has begun the period; the rules' "previous" is strict.
    ZoneOffsetTransition begun = rules.previousTransition(instant.plusSeconds(1));
    ZoneOffsetTransition next = rules.nextTransition(instant);
    int offset = rules.getOffset(instant).getTotalSeconds();
    return new OffsetPeriod(
        begun == null ? OffsetPeriod.BEGINNING : begun.toEpochSecond(),
        next == null ? OffsetPeriod.END : next.toEpochSecond(),
        offset,
        begun == null ? offset : begun.getOffsetBefore().getTotalSeconds());
  }
}
