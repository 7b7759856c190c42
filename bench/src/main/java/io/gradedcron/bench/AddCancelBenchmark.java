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
 * Timers stand at random milliseconds of the hour after the next minute, so that none falls due.
 * Adding and cancelling among them, at such a time too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AddCancelBenchmark {
  private static final int MINUTE = 60_000;
  private static final int HOUR = 60 * MINUTE;
  private static final int DELAYS = 1 << 12;

  @Param public Facility facility;

  @Param({"1000", "100000", "1000000"})
  public int count;

  private final Draws draws = new Draws();
  private final int[] delays = new int[DELAYS];
  private int turn;
  private TimerFacility timers;

  @Setup(Level.Trial)
  public void fill() {
    timers = facility.open(count + 1, timer -> {}, false);
    for (int i = 0; i < count; i++) {
      timers.add(i, delay());
    }
    for (int i = 0; i < DELAYS; i++) {
      delays[i] = delay();
    }
    // As in a process that runs: what stands for long has left the young generation.
    System.gc();
  }

  /** One more is added, and cancelled: what becomes of most time-outs. */
  @Benchmark
  public void addCancel() {
    timers.add(count, delays[++turn & (DELAYS - 1)]);
    timers.cancel(count);
  }

  /** One of those that stand, at random, is cancelled and added for another time. */
  @Benchmark
  public void move() {
    int timer = draws.below(count);
    timers.cancel(timer);
    timers.add(timer, delays[++turn & (DELAYS - 1)]);
  }

  @TearDown(Level.Trial)
  public void close() {
    timers.close();
  }

  private int delay() {
    return MINUTE + draws.below(HOUR);
  }
}
