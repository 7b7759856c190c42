package io.gradedcron.bench;

/** The cron texts that are compared. */
public enum CronCase {
  COMMON("daily", "0 3 * * *"),
  STEP("step", "*/5 * * * *"),
  LIST("list", "0,20,40 8-18 * * *"),
  DAYS("day rules", "30 9 1,15 * MON-FRI"),
  LEAP_DAY("29 February", "0 0 29 2 *"),
  SECONDS("six fields", "*/10 * * * * *");

  private final String title;
  private final String text;

  CronCase(String title, String text) {
    this.title = title;
    this.text = text;
  }

  /** What the tables call it. */
  String title() {
    return title;
  }

  /** The text. */
  String text() {
    return text;
  }
}
