package io.gradedcron.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * How late a lone timer rings, and what its thread costs while nothing is due.
 *
 * @param lateMicros how late each ring was, in order of size; negative if it was early
 * @param idleMicros CPU time of the bell's threads a second, with one timer an hour ahead
 */
record Punctuality(long[] lateMicros, long idleMicros) {
  private static final long HOUR_MILLIS = 3_600_000;

  /**
   * Measures one kind of bell.
   *
   * @param rings how many times it rings, each 5 to 25 ms ahead
   * @param idleSeconds for how long it then waits
   */
  static Punctuality of(Bell.Kind kind, int rings, int idleSeconds) throws InterruptedException {
    Set<Long> before = threads().boxed().collect(Collectors.toSet());
    SynchronousQueue<Instant> rung = new SynchronousQueue<>();
    Draws draws = new Draws();
    Runnable onRing =
        () -> {
          Instant now = Instant.now();
          try {
            rung.put(now);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (Bell bell = kind.make(onRing)) {
      int warmUp = rings / 10 + 1;
      long[] late = new long[rings];
      for (int i = -warmUp; i < rings; i++) {
        long due = System.currentTimeMillis() + 5 + draws.below(21);
        bell.ringAt(due);
        Instant at = rung.poll(10, TimeUnit.SECONDS);
        if (at == null) {
          throw new IllegalStateException(kind + " did not ring within 10 s");
        }
        if (i >= 0) {
          late[i] = TimeUnit.MILLISECONDS.toMicros(-due) + micros(at);
        }
      }
      Arrays.sort(late);
      bell.ringAt(System.currentTimeMillis() + HOUR_MILLIS);
      return new Punctuality(late, idle(before, idleSeconds));
    }
  }

  /** The lateness that this share of the rings did not exceed. */
  long lateMicros(double share) {
    return lateMicros[(int) Math.ceil(share * lateMicros.length) - 1];
  }

  private static long idle(Set<Long> before, int seconds) {
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    long used = cpuMicros(before);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    return (cpuMicros(before) - used) / seconds;
  }

  private static long cpuMicros(Set<Long> before) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long nanos =
        threads()
            .filter(id -> !before.contains(id))
            .map(id -> Math.max(0, threads.getThreadCpuTime(id)))
            .sum();
    return TimeUnit.NANOSECONDS.toMicros(nanos);
  }

  private static LongStream threads() {
    return Arrays.stream(ManagementFactory.getThreadMXBean().getAllThreadIds());
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }
}
