/**
 * The management server: health for the kubelet, meters for Prometheus.
 *
 * <p>Knows nothing of what it shows: checks and meters are handed in. Uses the JDK's own HTTP
 * server and the log; imports nothing else of this project.
 */
package io.gradedcron.operator.web;
