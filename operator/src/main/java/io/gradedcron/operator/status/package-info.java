/**
 * What the operator tells Kubernetes about its work: the status of schedules and of degradations,
 * and Kubernetes Events.
 *
 * <p>The status of a GradedCronJob has one writer, {@link
 * io.gradedcron.operator.status.StatusWriter}. May use {@code plan}, {@code event} and {@code api},
 * and the Kubernetes client.
 */
package io.gradedcron.operator.status;
