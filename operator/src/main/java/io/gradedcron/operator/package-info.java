/**
 * The program: its options, its commands, and the only place where the parts are put together.
 *
 * <p>May use every package; none may use this one.
 */
package io.gradedcron.operator;
