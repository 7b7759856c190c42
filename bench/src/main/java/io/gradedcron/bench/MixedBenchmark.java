package io.gradedcron.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One timer expires, on average, and is added again; a random one is cancelled and added for
 * another time: one expiry, one cancel and two adds together.
 *
 * <p>Where the caller drives the clock, it goes on by a millisecond and the timers lie one a
 * millisecond ahead. A facility with a thread of its own gets one timer that is due at once
 * instead, and is waited for when it lags by more than 100,000, which is what Netty takes in at a
 * tick.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MixedBenchmark {
  private static final int MINUTE = 60_000;
  private static final int HOUR = 60 * MINUTE;
  private static final int LONGEST_LAG = 100_000;

  @Param public Facility facility;

  @Param({"1000", "100000", "1000000"})
  public int count;

  private final Draws draws = new Draws();
  private TimerFacility timers;
  private long now;
  private long handedIn;

  /** Written by one thread, that which hands over. */
  private volatile long expired;

  @Setup(Level.Trial)
  public void fill() {
    timers = facility.open(count, facility.isDriven() ? this::addAgain : this::count, true);
    for (int i = 0; i < count; i++) {
      timers.add(i, delay());
    }
    // As in a process that runs: what stands for long has left the young generation.
    System.gc();
  }

  @Benchmark
  public void mixed() {
    if (timers instanceof TimerFacility.Driven driven) {
      driven.advanceTo(++now);
    } else {
      addDue((TimerFacility.Threaded) timers);
    }
    int timer = draws.below(count);
    timers.cancel(timer);
    timers.add(timer, delay());
  }

  private void addDue(TimerFacility.Threaded threaded) {
    while (handedIn - expired > LONGEST_LAG) {
      Thread.onSpinWait();
    }
    handedIn++;
    threaded.addDue(draws.below(count));
  }

  private void addAgain(int timer) {
    timers.add(timer, delay());
  }

  // The timer's thread is the only one that writes it.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void count(int timer) {
    long next = expired + 1;
    expired = next;
  }

  private int delay() {
    return facility.isDriven() ? 1 + draws.below(2 * count) : MINUTE + draws.below(HOUR);
  }

  @TearDown(Level.Trial)
  public void close() {
    timers.close();
  }
}
