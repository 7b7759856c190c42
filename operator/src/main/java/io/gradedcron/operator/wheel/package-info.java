/**
 * The timing wheel: keeps which timer is due when, and hands over what has become due, the more
 * important level first.
 *
 * <p>A plain data structure: it has no thread, no lock and no clock, and the caller says what time
 * it is. It may use {@code java.*} only. Here a <em>slot</em> is a place of the wheel that covers a
 * span of time, not the instant at which a schedule is due.
 */
package io.gradedcron.operator.wheel;
