/**
 * Who may launch: one process out of several, agreed on through a Kubernetes Lease, and a fence
 * that shuts by this process' own monotonic clock before another can lead.
 *
 * <p>The protocol is that of client-go's {@code tools/leaderelection}: a holder renews, and a
 * candidate takes the Lease over once it has not seen it change for the lease duration, by its own
 * monotonic clock; clocks of different machines are never compared, only their rates matter.
 * client-go says of itself that it gives no fencing; {@link io.gradedcron.operator.leader.Fence}
 * adds what a process can do alone.
 *
 * <p>Why it is not the elector of the Kubernetes client in use (fabric8 7.5.2, {@code
 * LeaderElector}, and what Java Operator SDK 5.2.3 builds on it), as its source says and, for the
 * release, a run against a real API server showed:
 *
 * <ul>
 *   <li>a candidate compares its wall clock with the holder's {@code renewTime}: a clock that is
 *       ahead by the lease duration takes the Lease from a living leader;
 *   <li>its deadline for renewing is wall-clock time, too, and is looked at only between requests:
 *       while one hangs (10 s and ten retries by default), the monitor is held and {@code
 *       onStopLeading} does not come, nor can it be stopped;
 *   <li>{@code onStartLeading} and {@code onStopLeading} run under that monitor;
 *   <li>a release is a JSON merge patch without the null that would remove the holder: the Lease
 *       keeps it, and a successor waits for a one-second lease to end by its wall clock, and then
 *       up to 2.2 retry periods;
 *   <li>the Lease is released before {@code onStopLeading} is called;
 *   <li>an exception other than the client's own (such as that of a Lease without a duration) ends
 *       the campaign for good: the standby never leads.
 * </ul>
 *
 * <p>Needs the verbs {@code get}, {@code create} and {@code update} on {@code
 * leases.coordination.k8s.io} in the Lease's namespace. May use the Kubernetes client and the log;
 * imports nothing else of this project.
 */
package io.gradedcron.operator.leader;
