/**
 * What to do: which slot to launch, skip or miss, which Job a slot becomes, which finished runs to
 * delete, which status to show.
 *
 * <p>Pure functions of values; no client, no thread and no clock of its own. May use {@code api},
 * {@code cron} and {@code degrade}.
 */
package io.gradedcron.operator.plan;
