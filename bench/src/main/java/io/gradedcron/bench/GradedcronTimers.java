package io.gradedcron.bench;

import io.gradedcron.operator.wheel.TimingWheel;
import io.gradedcron.operator.wheel.TimingWheel.Timer;
import java.util.function.IntConsumer;

/** This project's wheel; the three levels in turn. */
final class GradedcronTimers implements TimerFacility.Driven {
  private final TimingWheel<Integer> wheel = new TimingWheel<>(0);
  private final Timer<Integer>[] timers;
  private final Integer[] payloads;
  private final byte[] levels;
  private final TimingWheel.ExpiryHandler<Integer> handler;
  private long now;

  // An array of a generic type cannot be made otherwise.
  @SuppressWarnings({"unchecked", "rawtypes"})
  GradedcronTimers(int count, IntConsumer onExpiry) {
    timers = new Timer[count];
    payloads = new Integer[count];
    levels = new byte[count];
    for (int i = 0; i < count; i++) {
      payloads[i] = i;
      levels[i] = (byte) (1 + i % 3);
      timers[i] = new Timer<>(payloads[i]);
    }
    handler = (timer, level, deadline) -> onExpiry.accept(timer);
  }

  @Override
  public void add(int timer, long delayMillis) {
    wheel.schedule(timers[timer], levels[timer], now + delayMillis);
  }

  @Override
  public void cancel(int timer) {
    wheel.cancel(timers[timer]);
  }

  @Override
  public void advanceTo(long nowMillis) {
    now = nowMillis;
    wheel.expire(nowMillis, handler);
  }

  @Override
  public Object[] roots() {
    return new Object[] {wheel, payloads};
  }

  @Override
  public void close() {}
}
