package io.gradedcron.operator.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
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
  void aRenewalDoesNotOpenWhatAnotherCallerFoundShutWhileItWasLookingAtTheClock() {
    Interleaved time = new Interleaved(100);
    FenceGate raced = new FenceGate(time);
    raced.openUntil(200);
    AtomicBoolean refused = new AtomicBoolean();
    time.answerOnce(
        199,
        () -> {
          time.now = 200;
          refused.set(!raced.holds());
        });
    assertThat(raced.openUntil(300)).isFalse();
    assertThat(refused).isTrue();
    assertThat(raced.holds()).isFalse();
  }

  @Test
  void aCallerThatSawTheDeadlinePassRefusesNobodyIfTheRenewalCameFirst() {
    Interleaved time = new Interleaved(199);
    FenceGate raced = new FenceGate(time);
    raced.openUntil(200);
    AtomicBoolean renewed = new AtomicBoolean();
    time.answerOnce(200, () -> renewed.set(raced.openUntil(300)));
    assertThat(raced.holds()).isTrue();
    assertThat(renewed).isTrue();
    assertThat(raced.whyShut()).isEmpty();
  }

  /** A clock at one look of which something else happens, as another thread would do it. */
  private static final class Interleaved implements LongSupplier {
    private long now;
    private long answer;
    private Runnable meanwhile;

    Interleaved(long now) {
      this.now = now;
    }

    void answerOnce(long nextAnswer, Runnable somethingElse) {
      answer = nextAnswer;
      meanwhile = somethingElse;
    }

    @Override
    public long getAsLong() {
      if (meanwhile == null) {
        return now;
      }
      Runnable once = meanwhile;
      meanwhile = null;
      once.run();
      return answer;
    }
  }
}
