package io.gradedcron.operator.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FenceGateTest {
  private final AtomicLong now = new AtomicLong(100);
  private final FenceGate gate = new FenceGate(now::get);

  @Test
  void isShutBeforeItIsOpened() {
    assertThat(gate.holds()).isFalse();
    assertThat(gate.isOpen()).isFalse();
    assertThat(gate.whyShut()).isEmpty();
  }

  @Test
  void holdsUntilTheDeadlineAndNotAtIt() {
    assertThat(gate.openUntil(200)).isTrue();
    now.set(199);
    assertThat(gate.holds()).isTrue();
    now.set(200);
    assertThat(gate.holds()).isFalse();
  }

  @Test
  void aRenewalMovesTheDeadline() {
    gate.openUntil(200);
    now.set(150);
    assertThat(gate.openUntil(250)).isTrue();
    now.set(249);
    assertThat(gate.holds()).isTrue();
  }

  @Test
  void aRenewalThatComesAfterTheDeadlineOpensNothing() {
    gate.openUntil(200);
    now.set(200);
    assertThat(gate.openUntil(300)).isFalse();
    assertThat(gate.holds()).isFalse();
    assertThat(gate.whyShut()).isPresent();
  }

  @Test
  void whatOneCallerFoundShutStaysShutEvenIfTheClockStoodStillForTheRenewal() {
    gate.openUntil(200);
    now.set(200);
    assertThat(gate.holds()).isFalse();
    now.set(199);
    assertThat(gate.openUntil(300)).isFalse();
    assertThat(gate.holds()).isFalse();
  }

  @Test
  void aFirstAnswerThatCameTooLateLeavesItToTheNext() {
    assertThat(gate.openUntil(90)).isFalse();
    assertThat(gate.whyShut()).isEmpty();
    assertThat(gate.openUntil(200)).isTrue();
  }

  @Test
  void theFirstReasonToShutStays() {
    gate.openUntil(200);
    gate.shut("first");
    gate.shut("second");
    assertThat(gate.whyShut()).contains("first");
    assertThat(gate.openUntil(300)).isFalse();
  }

  @Test
  void theMonotonicClockMayOverflow() {
    now.set(Long.MAX_VALUE - 10);
    assertThat(gate.openUntil(Long.MIN_VALUE + 89)).isTrue();
    now.set(Long.MIN_VALUE + 20);
    assertThat(gate.holds()).isTrue();
    assertThat(gate.nanosLeft(7)).isEqualTo(69);
    now.addAndGet(69);
    assertThat(gate.holds()).isFalse();
  }

  @Test
  void neverHoldsAgainForAnybodyOnceItDidNotWhileRenewalsRaceWithTheDeadline() throws Exception {
    for (int run = 0; run < 200; run++) {
      AtomicLong time = new AtomicLong();
      FenceGate raced = new FenceGate(time::get);
      raced.openUntil(3);
      AtomicBoolean reopened = new AtomicBoolean();
      AtomicBoolean done = new AtomicBoolean();
      CountDownLatch racing = new CountDownLatch(2);
      Thread renewer =
          new Thread(
              () -> {
                racing.countDown();
                while (!done.get()) {
                  raced.openUntil(time.get() + 3);
                }
              });
      Thread watcher =
          new Thread(
              () -> {
                racing.countDown();
                boolean refused = false;
                while (!done.get()) {
                  boolean holds = raced.holds();
                  if (refused && holds) {
                    reopened.set(true);
                  }
                  refused |= !holds;
                }
              });
      renewer.start();
      watcher.start();
      racing.await();
      for (int tick = 0; tick < 5_000; tick++) {
        time.incrementAndGet();
      }
      done.set(true);
      renewer.join();
      watcher.join();
      assertThat(reopened).isFalse();
    }
  }
}
