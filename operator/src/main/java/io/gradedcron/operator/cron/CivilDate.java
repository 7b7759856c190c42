package io.gradedcron.operator.cron;

/**
 * Dates of the proleptic Gregorian calendar as one int, {@code year * 512 + month * 32 + day}, and
 * back to days since 1970-01-01. The JDK's LocalDate does the same with an object a call, which the
 * search for a slot would pay for.
 *
 * <p>The arithmetic is that of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": the
 * year begins in March, so that the leap day is its last. Valid for the years 0 to 10,000.
 */
final class CivilDate {

  private static final int DAYS_PER_ERA = 146_097;
  private static final int EPOCH_FROM_MARCH_OF_YEAR_0 = 719_468;
  private static final int THIRTY_ONE_DAYS =
      1 << 1 | 1 << 3 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 10 | 1 << 12;

  private CivilDate() {}

  /** The date of a day counted from 1970-01-01. */
  static int ofEpochDay(int epochDay) {
    int days = epochDay + EPOCH_FROM_MARCH_OF_YEAR_0;
    int era = Math.floorDiv(days, DAYS_PER_ERA);
    int dayOfEra = days - era * DAYS_PER_ERA;
    int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int monthFromMarch = (5 * dayOfYear + 2) / 153;
    int day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
    int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    int year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
    return year << 9 | month << 5 | day;
  }

  static int year(int date) {
    return date >> 9;
  }

  static int month(int date) {
    return date >> 5 & 15;
  }

  static int day(int date) {
    return date & 31;
  }

  /** The day, counted from 1970-01-01, of the first of a month. */
  static int firstOfMonth(int year, int month) {
    int marchYear = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(marchYear, 400);
    int yearOfEra = marchYear - era * 400;
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * DAYS_PER_ERA + dayOfEra - EPOCH_FROM_MARCH_OF_YEAR_0;
  }

  static int lengthOfMonth(int year, int month) {
    if (month == 2) {
      return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return 30 + (THIRTY_ONE_DAYS >>> month & 1);
  }

  /** 0 for Sunday to 6 for Saturday; 1970-01-01 was a Thursday. */
  static int weekday(int epochDay) {
    return Math.floorMod(epochDay + 4, 7);
  }
}
