/**
 * Compares {@link io.gradedcron.operator.cron.CronSchedule} with the answers that the Go program in
 * {@code cron-oracle/} takes from Kubernetes' own cron parser. The committed answers are compared
 * by a unit test, fresh ones by {@code make fuzz-cron}.
 */
package io.gradedcron.operator.cron.oracle;
