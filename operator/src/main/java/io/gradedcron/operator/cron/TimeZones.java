package io.gradedcron.operator.cron;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesException;
import java.time.zone.ZoneRulesProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The time zones by the names of the tz database, as Go's time.LoadLocation and thereby Kubernetes
 * knows them: {@link ZoneId#of} takes more (offsets, {@code GMT+5}, {@code Z}) and, depending on
 * the JDK, less.
 *
 * <p>Any thread.
 */
public final class TimeZones {

  /**
   * Names of the tz database that JDKs leave out, each with the zone that has had the same rules
   * since at least 1970 (America/Coyhaique: since March 2025; JDKs from 2025 on know it
   * themselves).
   */
  private static final Map<String, String> LEFT_OUT =
      Map.of(
          "EST", "America/Panama",
          "MST", "America/Phoenix",
          "HST", "Pacific/Honolulu",
          "ROC", "Asia/Taipei",
          "GMT+0", "GMT",
          "GMT-0", "GMT",
          "Factory", "UTC",
          "America/Coyhaique", "America/Punta_Arenas");

  /**
   * The tables of the zones asked for so far. A memo and nothing else: a table is a pure function
   * of the zone's name and the JDK's rules, it is never changed or dropped, and there can be no
   * more of them than the tz database has names (about 600). It lets 100,000 schedules share one
   * table a zone while {@link CronSchedule#parse} stays a plain function of its two texts.
   */
  private static final Map<String, ZonePeriods> LOADED = new ConcurrentHashMap<>();

  private TimeZones() {}

  /**
   * The time line of a zone.
   *
   * @throws InvalidScheduleException of kind UNKNOWN_TIME_ZONE
   */
  static ZonePeriods named(String name) {
    ZonePeriods known = LOADED.get(name);
    return known != null
        ? known
        : LOADED.computeIfAbsent(name, unknown -> new ZonePeriods(rules(unknown)));
  }

  /**
   * Checks a name without building its table.
   *
   * @throws InvalidScheduleException of kind UNKNOWN_TIME_ZONE
   */
  static void requireKnown(String name) {
    if (!LOADED.containsKey(name)) {
      rules(name);
    }
  }

  /**
   * The rules of a zone, by which its clocks are set.
   *
   * @throws InvalidScheduleException of kind UNKNOWN_TIME_ZONE
   */
  @CanIgnoreReturnValue
  public static ZoneRules rules(String name) {
    if (name.isEmpty()) {
      throw InvalidScheduleException.timeZone(
          "is empty: write a name of the tz database such as Europe/Berlin, or leave the field out"
              + " for UTC",
          null);
    }
    if (name.startsWith("SystemV/")) {
      throw unknown(name, null);
    }
    try {
      return ZoneRulesProvider.getRules(name, false);
    } catch (ZoneRulesException e) {
      String stand = LEFT_OUT.get(name);
      if (stand == null) {
        throw unknown(name, e);
      }
      return ZoneRulesProvider.getRules(stand, false);
    }
  }

  private static InvalidScheduleException unknown(String name, ZoneRulesException cause) {
    String advice =
        ZoneId.getAvailableZoneIds().stream()
            .filter(known -> known.equalsIgnoreCase(name) && !known.equals(name))
            .findFirst()
            .map(known -> "write " + known)
            .orElse(
                "write a name such as Europe/Berlin or Etc/GMT-5 (five hours east of UTC), or leave"
                    + " the field out for UTC");
    return InvalidScheduleException.timeZone(
        Quoted.of(name) + " is not in the tz database: " + advice, cause);
  }
}
