package io.gradedcron.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/**
 * What a degradation does at present.
 *
 * @param observedGeneration the generation of the spec that governs launches
 * @param matched how many schedules it selects
 * @param held how many of them it holds
 * @param running how many of their runs of degraded levels are still active
 * @param stopped how many runs it has stopped since it was last active
 * @param conditions Active, Drained
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DegradationStatus(
    Long observedGeneration,
    Integer matched,
    Integer held,
    Integer running,
    Integer stopped,
    List<Condition> conditions) {}
