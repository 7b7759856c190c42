package io.gradedcron.operator.cron;

/**
 * A schedule's text or time zone that cannot be used. The message is one line that names the field
 * ({@code schedule} or {@code timeZone}), inside a cron text also the position, and what would be
 * right.
 */
public final class InvalidScheduleException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** Which of the two fields is wrong. */
  public enum Kind {
    /** The schedule's text. */
    INVALID_SCHEDULE,
    /** The time zone's name. */
    UNKNOWN_TIME_ZONE
  }

  private final Kind kind;

  private InvalidScheduleException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  static InvalidScheduleException schedule(String problem) {
    return schedule(problem, null);
  }

  static InvalidScheduleException schedule(String problem, Throwable cause) {
    return new InvalidScheduleException(Kind.INVALID_SCHEDULE, "schedule: " + problem, cause);
  }

  static InvalidScheduleException timeZone(String problem, Throwable cause) {
    return new InvalidScheduleException(Kind.UNKNOWN_TIME_ZONE, "timeZone: " + problem, cause);
  }

  /** Which field is wrong; never null. */
  public Kind kind() {
    return kind;
  }
}
