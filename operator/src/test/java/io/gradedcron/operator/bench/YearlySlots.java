package io.gradedcron.operator.bench;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cron texts that are due once a year, each at another minute, and none soon.
 *
 * @param months in which they are due
 */
record YearlySlots(List<Integer> months) {
  private static final int MINUTES = 60;
  private static final int HOURS = 24;
  private static final int DAYS = 28;

  /** Returns texts that are not due in the month of an instant, nor in the one after. */
  static YearlySlots farFrom(Instant now) {
    int month = now.atZone(ZoneOffset.UTC).getMonthValue();
    return new YearlySlots(
        IntStream.rangeClosed(1, 12)
            .filter(m -> m != month && m != month % 12 + 1)
            .boxed()
            .toList());
  }

  /** Returns the text of a number; the first 403,200 are different. */
  String cron(int number) {
    int rest = number / months.size();
    return "%d %d %d %d *"
        .formatted(
            rest % MINUTES,
            rest / MINUTES % HOURS,
            1 + rest / MINUTES / HOURS % DAYS,
            months.get(number % months.size()));
  }
}
