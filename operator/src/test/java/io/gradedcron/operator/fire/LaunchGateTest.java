package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LaunchGateTest {
  private final LaunchGate gate = new LaunchGate();

  @Test
  void withoutLaunchesItIsSettledAtOnce() {
    assertThat(gate.settled()).isDone();
  }

  @Test
  void itIsSettledOnceAllLaunchesOfThatMomentWereAnswered() {
    LaunchGate.Pass first = gate.enter();
    LaunchGate.Pass second = gate.enter();
    CompletableFuture<Void> settled = gate.settled();

    second.close();
    assertThat(settled).isNotDone();
    first.close();
    assertThat(settled).isCompleted();
  }

  @Test
  void itKnowsHowManyAreUnderWay() {
    LaunchGate.Pass first = gate.enter();
    gate.enter();
    first.close();

    assertThat(gate.underWay()).isEqualTo(1);
  }

  @Test
  void laterLaunchesAreNotWaitedFor() {
    LaunchGate.Pass before = gate.enter();
    CompletableFuture<Void> settled = gate.settled();
    LaunchGate.Pass after = gate.enter();

    before.close();
    assertThat(settled).isCompleted();
    assertThat(gate.settled()).isNotDone();
    after.close();
    assertThat(gate.settled()).isDone();
  }

  @Test
  void aPassThatIsClosedTwiceFreesNobodyElse() {
    LaunchGate.Pass first = gate.enter();
    LaunchGate.Pass second = gate.enter();
    first.close();
    first.close();

    assertThat(gate.settled()).isNotDone();
    second.close();
    assertThat(gate.settled()).isDone();
  }

  @Test
  void aWriterThatGivesUpHoldsUpNoOther() {
    LaunchGate.Pass pass = gate.enter();
    CompletableFuture<Void> givenUp = gate.settled();
    CompletableFuture<Void> patient = gate.settled();
    givenUp.cancel(true);

    assertThat(patient).isNotDone();
    pass.close();
    assertThat(patient).isCompleted();
  }
}
