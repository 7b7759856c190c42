/**
 * The heart in motion: the thread that waits for time, the queue of due schedules, the workers that
 * launch and stop.
 *
 * <p>A due alarm goes from {@link io.gradedcron.operator.fire.WheelThread} to {@link
 * io.gradedcron.operator.fire.LaunchQueue}, from there to a {@link
 * io.gradedcron.operator.fire.SlotLauncher} on a worker; {@link
 * io.gradedcron.operator.fire.RunKeeper} does what is not urgent to the millisecond: hold, lift,
 * stop, history. What is known of a schedule stands in its {@link
 * io.gradedcron.operator.fire.ScheduleCell}, under that cell's lock, which nobody holds while
 * waiting for the network.
 *
 * <p>May use {@code plan}, {@code wheel}, {@code event} and what they may, and the Kubernetes
 * client.
 */
package io.gradedcron.operator.fire;
