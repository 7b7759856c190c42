package io.gradedcron.operator.leader;

/**
 * Told when leading begins and ends. Both are called on one thread of the {@link Leadership}, one
 * after the other, each at most once; no lock is held and renewing goes on meanwhile.
 */
public interface LeadershipListener {
  /**
   * The Lease is held and the fence is open. Should return soon: {@link #onStopLeading} waits for
   * it. If it throws, leading is given up, as a leader that does not launch is worse than none.
   */
  void onStartLeading();

  /**
   * Leading is over for good; the fence was shut before. Called only after {@link #onStartLeading}:
   * because the Lease could not be renewed or was taken, or because the {@link Leadership} was
   * closed. May end the process by {@code System.exit}, also where a shutdown hook closes the
   * {@link Leadership}.
   */
  void onStopLeading();
}
