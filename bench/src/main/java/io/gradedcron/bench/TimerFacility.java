package io.gradedcron.bench;

/**
 * Something that keeps timers, as the benchmarks see it: timers are numbered from 0, and each is
 * added and cancelled by its number. What is kept beyond the facility itself, such as the handle
 * that cancelling takes, is a field of an array here, as it would be a field of the caller's.
 *
 * <p>One thread calls it.
 */
interface TimerFacility extends AutoCloseable {
  /** Adds a timer that is not in the facility. */
  void add(int timer, long delayMillis);

  /** Takes out a timer that is in the facility. */
  void cancel(int timer);

  /**
   * Objects from which everything that the facility keeps can be reached, and with it what each
   * timer carries: of these the sizes cancel out, as they are the caller's own.
   */
  Object[] roots();

  @Override
  void close();

  /** One whose caller says what time it is; time begins at 0. */
  interface Driven extends TimerFacility {
    /** Hands over, on this thread, everything that is due up to a time. */
    void advanceTo(long nowMillis);
  }

  /** One with a thread and a clock of its own. */
  interface Threaded extends TimerFacility {
    /** Adds a timer that is due at once and is never cancelled. */
    void addDue(int timer);
  }
}
