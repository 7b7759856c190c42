package io.gradedcron.operator.plan;

/**
 * What a degradation has in its hands at one moment.
 *
 * @param matched schedules that it selects
 * @param held schedules of them that it holds
 * @param running unfinished runs of the levels that it degrades
 * @param stopped runs that were stopped because of it since it was last active
 */
public record DegradationCounts(int matched, int held, int running, int stopped) {}
