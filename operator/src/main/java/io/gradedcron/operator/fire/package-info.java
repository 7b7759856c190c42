/**
 * The heart in motion: the thread that waits for time, the queue of due schedules, the workers that
 * launch and stop.
 *
 * <p>{@link io.gradedcron.operator.fire.FiringEngine} knows all schedules. A due alarm goes from
 * {@link io.gradedcron.operator.fire.WheelThread} to {@link
 * io.gradedcron.operator.fire.LaunchQueue}, from there to a {@link
 * io.gradedcron.operator.fire.SlotLauncher} on a worker; {@link
 * io.gradedcron.operator.fire.RunKeeper} does what is not urgent to the millisecond: hold, lift,
 * stop, history. {@link io.gradedcron.operator.fire.CellDispatcher} owns these threads, and sees to
 * what launcher and keeper ask for next.
 *
 * <p>What is known of a schedule stands in its {@link io.gradedcron.operator.fire.ScheduleCell},
 * under that cell's lock, which nobody holds while waiting for the network. Its parts are guarded
 * by it: {@link io.gradedcron.operator.fire.KnownSchedule} (the object), {@link
 * io.gradedcron.operator.fire.TakeOver} and {@link io.gradedcron.operator.fire.EditWatch} (what it
 * starts from), {@link io.gradedcron.operator.fire.SlotBook} and {@link
 * io.gradedcron.operator.fire.LaunchDesk} (slots), {@link io.gradedcron.operator.fire.Hold}, {@link
 * io.gradedcron.operator.fire.RunBook} and {@link io.gradedcron.operator.fire.SaveMark}.
 *
 * <p>May use {@code plan}, {@code wheel}, {@code event} and what they may, and the Kubernetes
 * client.
 */
package io.gradedcron.operator.fire;
