/**
 * What the tests against a real API server stand on: a cluster, kubectl, the operator as a process.
 */
package io.gradedcron.operator.harness;
