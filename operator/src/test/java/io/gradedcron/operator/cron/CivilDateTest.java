package io.gradedcron.operator.cron;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** The whole calendar against the JDK's, for a rule of the leap years is met once in 400. */
class CivilDateTest {

  private static final LocalDate FIRST = LocalDate.of(0, 1, 1);
  private static final LocalDate LAST = LocalDate.of(10_000, 12, 31);

  @Test
  void everyDayHasTheDateThatTheJdkGivesIt() {
    assertThat(FIRST.datesUntil(LAST.plusDays(1)).filter(date -> !read(date).equals(date)).limit(3))
        .isEmpty();
  }

  @Test
  void everyMonthBeginsAndEndsWhereTheJdkHasIt() {
    for (LocalDate first = FIRST; first.isBefore(LAST); first = first.plusMonths(1)) {
      int year = first.getYear();
      int month = first.getMonthValue();
      assertThat(CivilDate.firstOfMonth(year, month)).as("%s", first).isEqualTo(day(first));
      assertThat(CivilDate.lengthOfMonth(year, month))
          .as("%s", first)
          .isEqualTo(first.lengthOfMonth());
    }
  }

  private static LocalDate read(LocalDate date) {
    int read = CivilDate.ofEpochDay(day(date));
    return LocalDate.of(CivilDate.year(read), CivilDate.month(read), CivilDate.day(read));
  }

  private static int day(LocalDate date) {
    return Math.toIntExact(date.toEpochDay());
  }
}
