package io.gradedcron.operator.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
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
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("What the degradation does at present. Written by the operator alone.")
public record DegradationStatus(
    @JsonPropertyDescription(
            "Generation of the spec that governs launches: from then on no held run starts.")
        Long observedGeneration,
    @JsonPropertyDescription("How many schedules it selects.") Integer matched,
    @JsonPropertyDescription("How many schedules it holds.") Integer held,
    @JsonPropertyDescription("How many runs of degraded levels are still active.") Integer running,
    @JsonPropertyDescription("How many runs it has stopped since it was last activated.")
        Integer stopped,
    @JsonPropertyDescription(
            "Active (whether it degrades at present, and why), Drained (true once no matched run"
                + " of a degraded level is left).")
        List<Condition> conditions) {}
