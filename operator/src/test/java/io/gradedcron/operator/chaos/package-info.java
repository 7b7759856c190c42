/**
 * The fault harness: replicas of the operator behind proxies that misbehave, and a count of what
 * became of every slot, taken from the API server's own record. Run by {@code make chaos}.
 */
package io.gradedcron.operator.chaos;
