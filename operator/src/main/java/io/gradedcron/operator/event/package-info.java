/**
 * What happens to slots and runs, as values, and the bus that carries them to whoever counts, logs
 * or records them.
 *
 * <p>The bus is bounded and never blocks the firing path: where it is full, an event is dropped and
 * counted. May use {@code api} only.
 */
package io.gradedcron.operator.event;
