package io.gradedcron.operator.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
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
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DegradationSpec(
    Integer level,
    Actions actions,
    @JsonFormat(shape = JsonFormat.Shape.STRING) Instant startTime,
    @JsonFormat(shape = JsonFormat.Shape.STRING) Instant until,
    Recurring recurring,
    LabelSelector namespaceSelector,
    LabelSelector selector,
    Long gracePeriodSeconds,
    String reason) {

  /** Fills in the defaults. */
  public DegradationSpec {
    level = level == null ? 0 : level;
    actions = actions == null ? new Actions(null, null) : actions;
  }

  /** What happens to each level once it is degraded. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Actions(DegradationAction level3, DegradationAction level2) {
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
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Recurring(String schedule, String duration, String timeZone) {
    /** Fills in the defaults. */
    public Recurring {
      timeZone = timeZone == null ? "UTC" : timeZone;
    }
  }
}
