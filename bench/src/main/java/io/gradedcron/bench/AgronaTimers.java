package io.gradedcron.bench;

import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.agrona.DeadlineTimerWheel;
import org.agrona.collections.Long2LongHashMap;

/**
 * Agrona's DeadlineTimerWheel with ticks of 1 ms. It hands over an id of its own making and carries
 * no payload, so whoever has to know which timer it was needs a map beside it.
 */
final class AgronaTimers implements TimerFacility.Driven {
  private static final int TICKS = 1 << 16;
  private static final int TICK_ALLOCATION = 16;

  private final DeadlineTimerWheel wheel =
      new DeadlineTimerWheel(TimeUnit.MILLISECONDS, 0, 1, TICKS, TICK_ALLOCATION);
  private final Long2LongHashMap timerOfId = new Long2LongHashMap(-1);
  private final long[] ids;
  private final boolean mapped;
  private final DeadlineTimerWheel.TimerHandler handler;
  private long now;

  /**
   * @param mapped whether the handler needs to be told which timer it was; else it is told 0
   */
  AgronaTimers(int count, IntConsumer onExpiry, boolean mapped) {
    this.ids = new long[count];
    this.mapped = mapped;
    this.handler =
        (unit, time, id) -> {
          onExpiry.accept(mapped ? (int) timerOfId.remove(id) : 0);
          return true;
        };
  }

  @Override
  public void add(int timer, long delayMillis) {
    long id = wheel.scheduleTimer(now + delayMillis);
    ids[timer] = id;
    if (mapped) {
      timerOfId.put(id, timer);
    }
  }

  @Override
  public void cancel(int timer) {
    wheel.cancelTimer(ids[timer]);
    if (mapped) {
      timerOfId.remove(ids[timer]);
    }
  }

  @Override
  public void advanceTo(long nowMillis) {
    now = nowMillis;
    while (wheel.currentTickTime() <= nowMillis) {
      wheel.poll(nowMillis, handler, Integer.MAX_VALUE);
    }
    // The tick that has begun and not ended: else what is due just now would ring a tick late.
    wheel.poll(nowMillis, handler, Integer.MAX_VALUE);
  }

  @Override
  public Object[] roots() {
    return new Object[] {wheel, timerOfId};
  }

  @Override
  public void close() {}
}
