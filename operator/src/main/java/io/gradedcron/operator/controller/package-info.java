/**
 * How the cluster's state gets in: caches and event sources that feed the firing engine, the two
 * reconcilers, and the checks before the start.
 *
 * <p>Firing never depends on a reconcile: the feeds hand every change of a schedule, a run, a
 * degradation or a namespace on as the watch shows it, on standbys too. The reconcilers do what may
 * take a moment: the trial of a Job template, the status of a degradation. May use {@code fire},
 * {@code status} and what they may, the Java Operator SDK and the Kubernetes client.
 */
package io.gradedcron.operator.controller;
