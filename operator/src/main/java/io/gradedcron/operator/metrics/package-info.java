/**
 * What the operator does, as numbers that Prometheus scrapes: a subscriber turns events into
 * counters and a histogram, and gauges are read from whoever knows when a scrape asks.
 *
 * <p>Every label has few values, all known beforehand: a level, an outcome, a reason, an action.
 * There is no label per schedule or namespace, so the number of series does not grow with the
 * cluster, and every series exists from the first scrape on. May use {@code event} and the values
 * of {@code api} that events carry.
 */
package io.gradedcron.operator.metrics;
