package io.gradedcron.operator.plan;

/**
 * Whether a schedule can run as it is written.
 *
 * @param verdict yes, no, or not known yet
 * @param reason a word for the condition
 * @param message one line that names the field, the value and what would be right
 */
public record Readiness(Verdict verdict, String reason, String message) {
  /** The three values that a condition can have. */
  public enum Verdict {
    /** It can run. */
    TRUE("True"),
    /** It can't. */
    FALSE("False"),
    /** The template has not been tried yet. */
    UNKNOWN("Unknown");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    /** Returns the text of a condition's status. */
    public String text() {
      return text;
    }
  }

  /** The reason of a schedule whose text is broken. */
  public static final String INVALID_SCHEDULE = "InvalidSchedule";

  /** The reason of a zone that nobody knows. */
  public static final String UNKNOWN_TIME_ZONE = "UnknownTimeZone";

  /** The reason of a schedule that is never due. */
  public static final String NEVER_DUE = "NeverDue";

  /** The reason of a template that the API server refuses. */
  public static final String INVALID_JOB_TEMPLATE = "InvalidJobTemplate";

  /** The reason of a slot whose Job's name was taken by somebody else. */
  public static final String NAME_CONFLICT = "NameConflict";

  /** Its text is right and its template was accepted. */
  public static final Readiness READY =
      new Readiness(Verdict.TRUE, "Scheduled", "schedule, zone and Job template are valid");

  /** Its text is right and its template has not been tried yet. */
  public static final Readiness UNTRIED =
      new Readiness(Verdict.UNKNOWN, "Checking", "the Job template has not been tried yet");

  /** Returns the readiness of a schedule that can't run. */
  public static Readiness no(String reason, String message) {
    return new Readiness(Verdict.FALSE, reason, message);
  }

  /** Returns the readiness of a schedule whose Job the API server refused in these words. */
  public static Readiness invalidTemplate(String refusal) {
    return no(
        INVALID_JOB_TEMPLATE,
        "jobTemplate: the API server refuses its Job: " + Refusal.shortened(refusal));
  }

  /** Returns true if its text can't be evaluated, so that it has no slots at all. */
  public boolean hasNoSlots() {
    return reason.equals(INVALID_SCHEDULE)
        || reason.equals(UNKNOWN_TIME_ZONE)
        || reason.equals(NEVER_DUE);
  }
}
