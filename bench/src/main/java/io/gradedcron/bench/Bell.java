package io.gradedcron.bench;

import io.gradedcron.operator.fire.LoneAlarm;
import io.netty.util.HashedWheelTimer;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Something that rings once at a time, on a thread of its own. */
interface Bell extends AutoCloseable {
  /** Has it ring at a time, in milliseconds since the epoch. */
  void ringAt(long epochMillis);

  @Override
  void close();

  /** The bells that are compared. */
  enum Kind {
    GRADEDCRON("gradedcron WheelThread", Bell::gradedcron),
    EXECUTOR("ScheduledThreadPoolExecutor", Bell::executor),
    JAVA_TIMER("java.util.Timer", Bell::javaTimer),
    NETTY_FINE("Netty HashedWheelTimer, ticks of 1 ms", onRing -> netty(1, onRing)),
    NETTY("Netty HashedWheelTimer, its default: ticks of 100 ms", onRing -> netty(100, onRing));

    private final String title;

    // Functions without state; the check sees only the type.
    private final Function<Runnable, Bell> maker;

    Kind(String title, Function<Runnable, Bell> maker) {
      this.title = title;
      this.maker = maker;
    }

    /** What the tables call it. */
    String title() {
      return title;
    }

    /** Makes one that calls this on its thread. */
    Bell make(Runnable onRing) {
      return maker.apply(onRing);
    }
  }

  private static long nanosUntil(long epochMillis) {
    var now = java.time.Instant.now();
    return (epochMillis - now.toEpochMilli()) * 1_000_000 - now.getNano() % 1_000_000;
  }

  private static Bell gradedcron(Runnable onRing) {
    LoneAlarm alarm = new LoneAlarm(onRing);
    return new Bell() {
      @Override
      public void ringAt(long epochMillis) {
        alarm.set(epochMillis);
      }

      @Override
      public void close() {
        alarm.close();
      }
    };
  }

  private static Bell executor(Runnable onRing) {
    ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    return new Bell() {
      @Override
      public void ringAt(long epochMillis) {
        var unused = executor.schedule(onRing, nanosUntil(epochMillis), TimeUnit.NANOSECONDS);
      }

      @Override
      public void close() {
        executor.shutdownNow();
      }
    };
  }

  private static Bell javaTimer(Runnable onRing) {
    Timer timer = new Timer("java-timer", true);
    return new Bell() {
      @Override
      public void ringAt(long epochMillis) {
        TimerTask task =
            new TimerTask() {
              @Override
              public void run() {
                onRing.run();
              }
            };
        timer.schedule(task, new java.util.Date(epochMillis));
      }

      @Override
      public void close() {
        timer.cancel();
      }
    };
  }

  private static Bell netty(long tickMillis, Runnable onRing) {
    HashedWheelTimer timer = new HashedWheelTimer(tickMillis, TimeUnit.MILLISECONDS);
    return new Bell() {
      @Override
      public void ringAt(long epochMillis) {
        timer.newTimeout(timeout -> onRing.run(), nanosUntil(epochMillis), TimeUnit.NANOSECONDS);
      }

      @Override
      public void close() {
        timer.stop();
      }
    };
  }
}
