/**
 * Decides what Degradations mean for a schedule at an instant: run, drain or stop, and when that
 * changes next.
 *
 * <p>Pure: no client, no thread and no clock of its own; whoever asks brings the instant. May use
 * {@code api} for the resources and {@code cron} for recurring windows, and nothing else of ours.
 */
package io.gradedcron.operator.degrade;
