package io.gradedcron.operator.cron.oracle;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Checks, by the JDK's rules of a zone, the reasons that cron-oracle gives, and whether the JDK's
 * and Go's rules are the same at all.
 */
final class SlotReasons {

  private static final Duration CLOSE = Duration.ofHours(26);
  private static final Duration MARGIN = Duration.ofDays(2);
  private static final Duration MONTH = Duration.ofDays(32);

  /** How far the module looks for a date that never comes. */
  private static final Duration SEARCHED = Duration.ofDays(7 * 366);

  /** Names that JDKs leave out, and the zones that the tz database links them to. */
  private static final Map<String, String> LINKS =
      Map.of(
          "EST", "America/Panama",
          "MST", "America/Phoenix",
          "HST", "Pacific/Honolulu",
          "ROC", "Asia/Taipei",
          "GMT+0", "Etc/GMT",
          "GMT-0", "Etc/GMT",
          "Factory", "Etc/UTC",
          "America/Coyhaique", "America/Punta_Arenas");

  private final ZoneRules rules;

  /**
   * @param zone a name that the schedule was taken with
   */
  SlotReasons(String zone) {
    boolean known = ZoneId.getAvailableZoneIds().contains(zone);
    this.rules = ZoneId.of(known ? zone : LINKS.getOrDefault(zone, zone)).getRules();
  }

  /** Whether Go's offsets around the instants of an answer are the JDK's. */
  boolean sameOffsets(OracleLine line) {
    Instant last = line.after();
    for (String slot : line.gradedcron()) {
      last = slot.equals("none") ? last : Instant.parse(slot);
    }
    return line.offsets().isEmpty()
        || line.offsets().equals(offsets(line.after().minus(MARGIN), last.plus(MARGIN)));
  }

  private List<String> offsets(Instant from, Instant to) {
    // Go's are asked for in whole seconds.
    Instant start = Instant.ofEpochSecond(from.getEpochSecond());
    Instant end = Instant.ofEpochSecond(to.getEpochSecond());
    List<String> offsets = new ArrayList<>();
    offsets.add(Integer.toString(rules.getOffset(start).getTotalSeconds()));
    ZoneOffsetTransition next = rules.nextTransition(start);
    while (next != null && !next.getInstant().isAfter(end)) {
      offsets.add(next.getInstant().toString());
      offsets.add(Integer.toString(next.getOffsetAfter().getTotalSeconds()));
      next = rules.nextTransition(next.getInstant());
    }
    return offsets;
  }

  /**
   * Whether a reason explains that the slot after {@code from} is {@code ours} and not {@code
   * theirs}.
   */
  boolean explain(Reason reason, Instant from, String theirs, Instant ours) {
    return switch (reason) {
      case TRANSITION ->
          hasTransition(ours.minus(CLOSE), ours.plus(CLOSE))
              || !theirs.equals("none")
                  && hasTransition(
                      Instant.parse(theirs).minus(CLOSE), Instant.parse(theirs).plus(CLOSE));
      case BEYOND_TRANSITION -> hasTransition(from.minus(MONTH), ours);
      case SECOND_OFFSET -> hasSeconds(from) || hasSeconds(ours);
      case FIVE_YEARS -> theirs.equals("none") && year(ours) > year(from) + 5;
      case SKIPPED_DAY -> theirs.equals("unasked") && skipsADay(from, ours);
      default -> false;
    };
  }

  /**
   * Whether a reason explains that there is no slot after {@code from} where Kubernetes has one.
   */
  boolean explainNone(Reason reason, Instant from, String theirs) {
    return switch (reason) {
      case BEYOND_TRANSITION -> hasTransition(from.minus(MONTH), Instant.parse(theirs));
      case SKIPPED_DAY -> theirs.equals("unasked") && skipsADay(from, from.plus(SEARCHED));
      default -> false;
    };
  }

  private boolean hasTransition(Instant from, Instant to) {
    ZoneOffsetTransition next = rules.nextTransition(from.minusNanos(1));
    return next != null && !next.getInstant().isAfter(to);
  }

  private boolean hasSeconds(Instant instant) {
    return rules.getOffset(instant).getTotalSeconds() % 60 != 0;
  }

  private int year(Instant instant) {
    return instant.atOffset(rules.getOffset(instant)).getYear();
  }

  private boolean skipsADay(Instant from, Instant to) {
    ZoneOffsetTransition next = rules.nextTransition(from.minus(MARGIN));
    while (next != null && next.getInstant().isBefore(to.plus(MARGIN))) {
      if (next.getDuration().compareTo(Duration.ofHours(12)) > 0) {
        return true;
      }
      next = rules.nextTransition(next.getInstant());
    }
    return false;
  }
}
