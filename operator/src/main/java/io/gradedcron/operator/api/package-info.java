/**
 * The custom resources of group {@code gradedcron.io/v1} as Java values, and the names that a run
 * carries.
 *
 * <p>The files in {@code crds/} are generated from these classes and a test holds the two equal:
 * whatever a user may write or read is said here and nowhere else. Uses the Kubernetes model
 * classes and annotations only; every other package may use it.
 */
package io.gradedcron.operator.api;
