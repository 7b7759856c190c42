package io.gradedcron.operator.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.time.Instant;

/**
 * What a person asks of a degradation. Absent fields hold their defaults.
 *
 * @param level 0 nothing, 3 gives up level 3, 2 gives up levels 3 and 2
 * @param actions what happens to a degraded level
 * @param startTime when a one-time window opens; null: open since ever
 * @param until when it closes; null: never
 * @param recurring windows that open again and again; null: none needed
 * @param namespaceSelector which namespaces' schedules; null: all
 * @param selector which schedules, by their labels; null: all
 * @param gracePeriodSeconds for pods that are stopped; null: the pod's own
 * @param reason shown in events and columns
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("How far to degrade, what that does, when, and for which schedules.")
@ValidationRule(
    value = "!has(self.startTime) || !has(self.until) || self.until > self.startTime",
    messageExpression =
        "'until (%s) must be after startTime (%s)'.format([self.until, self.startTime])",
    fieldPath = ".until")
public record DegradationSpec(
    @Default("0")
        @ValidationRule(
            value = "self != 1",
            message =
                "level is 1, but core work cannot be degraded: it must be 0 (nothing), 3 (gives up"
                    + " level 3) or 2 (gives up levels 3 and 2)")
        @ValidationRule(
            value = "self >= 0 && self <= 3",
            messageExpression =
                "'level is %d: it must be 0 (nothing), 3 (gives up level 3) or 2 (gives up levels"
                    + " 3 and 2)'.format([self])")
        @JsonPropertyDescription(
            "How far to degrade. 0: nothing. 3: gives up level 3. 2: gives up levels 3 and 2."
                + " There is no 1: core work cannot be degraded. Default: 0.")
        Integer level,
    @Default("{}")
        @JsonPropertyDescription(
            "What happens to the schedules of a level once it is degraded. ScaleToZero: active"
                + " runs are stopped, no new ones start. DrainThenStop: active runs finish, no new"
                + " ones start. Run: nothing, this Degradation exempts the level.")
        Actions actions,
    @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription(
            "When a one-time window opens, such as 2026-11-27T18:00:00+01:00. Absent: it is open"
                + " already.")
        Instant startTime,
    @JsonFormat(shape = JsonFormat.Shape.STRING)
        @JsonPropertyDescription(
            "When the one-time window closes, such as 2026-11-28T02:00:00Z: passing it lifts the"
                + " degradation and edits nothing. Absent: never.")
        Instant until,
    @JsonPropertyDescription(
            "Known peaks: a window opens at every slot of a cron text. With startTime or until,"
                + " both must be open. Overlapping windows unite.")
        Recurring recurring,
    @ValidationRule(value = SELECTOR_RULE, message = SELECTOR_MESSAGE)
        @JsonPropertyDescription(
            "Selects the namespaces, by their labels, whose schedules are degraded. Absent or"
                + " empty: all.")
        LabelSelector namespaceSelector,
    @ValidationRule(value = SELECTOR_RULE, message = SELECTOR_MESSAGE)
        @JsonPropertyDescription(
            "Selects the schedules that are degraded, by their labels. Absent or empty: all.")
        LabelSelector selector,
    @Min(0)
        @JsonPropertyDescription(
            "Seconds that a pod gets to end by itself when its run is stopped. Absent: the pod's"
                + " own terminationGracePeriodSeconds. The shortest of several Degradations wins.")
        Long gracePeriodSeconds,
    @Size(max = 256) @JsonPropertyDescription("Why, in a few words: shown in events and columns.")
        String reason) {

  // A selector that means nothing would silently degrade everything or nothing.
  private static final String SELECTOR_RULE =
      "!has(self.matchExpressions) || self.matchExpressions.all(e, e.operator in ['In', 'NotIn']"
          + " ? has(e.values) && size(e.values) > 0"
          + " : e.operator in ['Exists', 'DoesNotExist']"
          + " && (!has(e.values) || size(e.values) == 0))";

  private static final String SELECTOR_MESSAGE =
      "operator must be In or NotIn, with values, or Exists or DoesNotExist, without";

  /** Fills in the defaults. */
  public DegradationSpec {
    level = level == null ? 0 : level;
    actions = actions == null ? new Actions(null, null) : actions;
  }

  /**
   * What happens to each level once it is degraded.
   *
   * @param level3 at level 3 and 2
   * @param level2 at level 2
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Actions(
      @Default("ScaleToZero")
          @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
          @JsonPropertyDescription(
              "What happens to schedules of level 3 while the degradation's level is 3 or 2."
                  + " Default: ScaleToZero.")
          DegradationAction level3,
      @Default("DrainThenStop")
          @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
          @JsonPropertyDescription(
              "What happens to schedules of level 2 while the degradation's level is 2."
                  + " Default: DrainThenStop.")
          DegradationAction level2) {
    /** Fills in the defaults: level 3 is scaled to zero, level 2 drains. */
    public Actions {
      level3 = level3 == null ? DegradationAction.ScaleToZero : level3;
      level2 = level2 == null ? DegradationAction.DrainThenStop : level2;
    }
  }

  /**
   * A window that opens at every slot of a cron text.
   *
   * @param schedule the cron text
   * @param duration how long it stays open, as {@code 2h} or {@code 90m}
   * @param timeZone IANA name
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Recurring(
      @Required
          @Size(min = 1, max = 1024)
          @ValidationRule(
              value = "!self.contains('TZ=')",
              message = "schedule must not hold TZ= or CRON_TZ=: name the zone in timeZone")
          @JsonPropertyDescription(
              "When a window opens: a cron text as in a GradedCronJob's schedule.")
          String schedule,
      @Required
          @Size(min = 2, max = 32)
          @ValidationRule(
              value = "self.matches('^([0-9]+h)?([0-9]+m)?([0-9]+s)?$') && self.matches('[1-9]')",
              messageExpression =
                  "'duration is %s: it must be longer than 0 and written as 90m, 2h or 1h30m'"
                      + ".format([self])")
          @JsonPropertyDescription("How long a window stays open, such as 90m, 2h or 1h30m.")
          String duration,
      @Default("UTC")
          @Size(min = 1, max = 128)
          @JsonPropertyDescription(
              "Time zone in which the schedule is read: an IANA name. Default: UTC.")
          String timeZone) {
    /** Fills in the defaults. */
    public Recurring {
      timeZone = timeZone == null ? "UTC" : timeZone;
    }
  }
}
