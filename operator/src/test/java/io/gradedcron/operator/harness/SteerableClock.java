package io.gradedcron.operator.harness;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** The system's clock, ahead of it or behind it by what a test says. Any thread. */
public final class SteerableClock extends Clock {
  private final InstantSource system = InstantSource.system();
  private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

  /** Sets it, so that it shows this instant now and goes on from there. */
  public void set(Instant now) {
    offset.set(Duration.between(system.instant(), now));
  }

  /** Moves it forward, or back by a negative duration. */
  public void move(Duration by) {
    offset.updateAndGet(by::plus);
  }

  @Override
  public Instant instant() {
    return system.instant().plus(offset.get());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("the operator's clock has no zone");
  }
}
