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

/**
 * Timers are due at random milliseconds, one a millisecond on average, and time goes on by one
 * millisecond after the other until none is left.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SpreadBenchmark {
  @Param({"GRADEDCRON", "AGRONA", "BINARY_HEAP"})
  public Facility facility;

  @Param({"1000", "100000", "1000000"})
  public int count;

  private final Draws draws = new Draws();
  private TimerFacility.Driven timers;
  private long now;
  private int expired;

  @Setup(Level.Trial)
  public void open() {
    timers = (TimerFacility.Driven) facility.open(count, timer -> expired++, false);
  }

  @Setup(Level.Invocation)
  public void fill() {
    expired = 0;
    for (int i = 0; i < count; i++) {
      timers.add(i, 1 + draws.below(count));
    }
  }

  @Benchmark
  public int spread() {
    for (int i = 0; i < count; i++) {
      timers.advanceTo(++now);
    }
    return expired;
  }
}
