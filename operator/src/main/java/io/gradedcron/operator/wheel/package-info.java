/**
 * The timing wheel: which timers are due, and when the next one will be.
 *
 * <p>This package keeps timers in order of time and level and hands over those that are due. It
 * neither waits nor reads a clock: whoever owns a wheel sleeps until {@link
 * io.gradedcron.operator.wheel.TimingWheel#nextDeadline()} and says what time it is.
 *
 * <p>It may use {@code java.*} and nothing else, starts no thread and takes no lock. A wheel and
 * its timers belong to one thread.
 */
package io.gradedcron.operator.wheel;
