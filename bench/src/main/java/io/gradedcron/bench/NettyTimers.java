package io.gradedcron.bench;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Netty's HashedWheelTimer with ticks of 1 ms, the precision of the others. Adding and cancelling
 * hand over to its thread, which does the work at the next tick.
 */
final class NettyTimers implements TimerFacility.Threaded {
  private static final int TICKS = 1 << 16;

  private final HashedWheelTimer timer =
      new HashedWheelTimer(
          task -> {
            Thread thread = new Thread(task, "netty-timer");
            thread.setDaemon(true);
            return thread;
          },
          1,
          TimeUnit.MILLISECONDS,
          TICKS,
          false);
  private final Timeout[] timeouts;
  private final TimerTask[] tasks;

  NettyTimers(int count, IntConsumer onExpiry) {
    timeouts = new Timeout[count];
    tasks = new TimerTask[count];
    for (int i = 0; i < count; i++) {
      int number = i;
      tasks[i] = timeout -> onExpiry.accept(number);
    }
    timer.start();
  }

  @Override
  public void add(int number, long delayMillis) {
    timeouts[number] = timer.newTimeout(tasks[number], delayMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void cancel(int number) {
    timeouts[number].cancel();
  }

  @Override
  public void addDue(int number) {
    timer.newTimeout(tasks[number], 0, TimeUnit.MILLISECONDS);
  }

  @Override
  public Object[] roots() {
    return new Object[] {timer, tasks};
  }

  @Override
  public void close() {
    timer.stop();
  }
}
