package io.gradedcron.operator.cron;

import java.time.Duration;
import java.time.Instant;

/**
 * A schedule's text and time zone, checked and compiled.
 *
 * <p>A text has five fields (minute, hour, day of the month, month, day of the week), or six with
 * leading seconds; or it is a macro such as {@code @daily}; or {@code @every} and a Go duration.
 * What the fields mean is what they mean to a Kubernetes CronJob; only around changes of a zone's
 * UTC offset are the instants this project's own (see {@link CalendarSlots}). Dates are searched
 * for as far as the calendar goes, whereas Kubernetes' parser gives up five years ahead.
 *
 * <p>Immutable; any thread. Two schedules are equal if their text and zone are, so equal ones may
 * be shared.
 */
public final class CronSchedule {

  private static final String DEFAULT_ZONE = "UTC";
  private static final String EVERY = "@every ";

  private final String text;
  private final String timeZone;
  private final SlotSource slots;

  private CronSchedule(String text, String timeZone, SlotSource slots) {
    this.text = text;
    this.timeZone = timeZone;
    this.slots = slots;
  }

  /**
   * Checks and compiles a schedule.
   *
   * @param schedule the text, as in {@code spec.schedule}
   * @param timeZone a name of the tz database, as in {@code spec.timeZone}; null for UTC
   * @throws InvalidScheduleException if the text or the zone cannot be used; a text that is valid
   *     but never due is none of these, see {@link #everDue}
   */
  public static CronSchedule parse(String schedule, String timeZone) {
    if (schedule == null) {
      throw InvalidScheduleException.schedule(
          "is missing: write a cron text such as 0 3 * * * or a macro such as @daily");
    }
    if (schedule.contains("TZ")) {
      throw InvalidScheduleException.schedule(
          "a TZ= or CRON_TZ= inside the text is not taken: write the zone into timeZone");
    }
    String zone = timeZone == null ? DEFAULT_ZONE : timeZone;
    if (schedule.startsWith(EVERY)) {
      SlotSource interval = interval(schedule);
      // Without effect on the slots, but a wrong name is wrong here too.
      TimeZones.requireKnown(zone);
      return new CronSchedule(schedule, zone, interval);
    }
    LocalCalendar calendar = CronCompiler.compile(CronGrammar.canonical(schedule));
    return new CronSchedule(schedule, zone, new CalendarSlots(calendar, TimeZones.named(zone)));
  }

  private static SlotSource interval(String schedule) {
    Duration duration;
    try {
      duration = GoDuration.parse(schedule.substring(EVERY.length()));
    } catch (IllegalArgumentException e) {
      throw InvalidScheduleException.schedule("@every: " + e.getMessage(), e);
    }
    if (duration.isNegative()) {
      throw InvalidScheduleException.schedule(
          "@every: "
              + Quoted.of(schedule.substring(EVERY.length()))
              + " is negative: write a duration of at least 1s");
    }
    return new IntervalSlots(0, Math.max(1, duration.toSeconds()));
  }

  /** The text as it was given. */
  public String text() {
    return text;
  }

  /** The time zone's name as it was given; UTC where none was. */
  public String timeZone() {
    return timeZone;
  }

  /**
   * The slots of a schedule with this text and zone.
   *
   * @param creation when the schedule was created: the anchor of {@code @every}, in whole seconds
   *     (a fraction is dropped, as the API server does); of no meaning to other texts
   * @param shift what is added to every slot, the schedule's spread: whole seconds, at most a day
   * @throws IllegalArgumentException if the shift is negative, above a day or no whole seconds
   */
  public SlotTimes slots(Instant creation, Duration shift) {
    return new SlotTimes(slots.createdAt(creation.getEpochSecond()), shift);
  }

  /** False if no instant at all is a slot, as on the 30th of February. */
  public boolean everDue() {
    return slots.everDue();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CronSchedule that
        && text.equals(that.text)
        && timeZone.equals(that.timeZone);
  }

  @Override
  public int hashCode() {
    return 31 * text.hashCode() + timeZone.hashCode();
  }

  @Override
  public String toString() {
    return text + " " + timeZone;
  }
}
