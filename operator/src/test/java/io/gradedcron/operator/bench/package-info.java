/**
 * What {@code make bench} runs against a real API server: bursts and scale, this project beside
 * what people would use instead.
 */
package io.gradedcron.operator.bench;
