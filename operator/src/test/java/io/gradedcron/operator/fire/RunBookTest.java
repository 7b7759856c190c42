package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.RunResult;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.Run.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RunBookTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final RunBook book = new RunBook();

  private static Run run(String name, String uid, Phase phase, Instant finished) {
    return new Run(name, uid, NOON, 2, phase, false, Optional.ofNullable(finished));
  }

  private static Run active(String name) {
    return run(name, name + "-uid", Phase.ACTIVE, null);
  }

  private static Run succeeded(String name, Instant finished) {
    return run(name, name + "-uid", Phase.SUCCEEDED, finished);
  }

  private static Run failed(String name, Instant finished) {
    return run(name, name + "-uid", Phase.FAILED, finished);
  }

  @Test
  void aRunThatEndsIsReportedOnce() {
    assertThat(book.observe(active("a"))).isEmpty();
    assertThat(book.observe(succeeded("a", NOON.plusSeconds(5)))).contains(RunResult.Succeeded);
    assertThat(book.observe(succeeded("a", NOON.plusSeconds(5)))).isEmpty();
    assertThat(book.lastSuccess()).contains(NOON.plusSeconds(5));
    assertThat(book.lastFailure()).isEmpty();
  }

  @Test
  void aRunThatFailsIsReportedOnce() {
    book.observe(active("a"));
    assertThat(book.observe(failed("a", NOON.plusSeconds(5)))).contains(RunResult.Failed);
    assertThat(book.observe(failed("a", NOON.plusSeconds(5)))).isEmpty();
    assertThat(book.lastFailure()).contains(NOON.plusSeconds(5));
    assertThat(book.lastSuccess()).isEmpty();
  }

  @Test
  void aRunThatEndedBeforeItWasSeenIsNoNewsButItsTimeCounts() {
    assertThat(book.observe(succeeded("a", NOON.plusSeconds(1)))).isEmpty();
    assertThat(book.observe(failed("b", NOON.plusSeconds(2)))).isEmpty();
    assertThat(book.lastSuccess()).contains(NOON.plusSeconds(1));
    assertThat(book.lastFailure()).contains(NOON.plusSeconds(2));
  }

  @Test
  void theLaterTimeStands() {
    book.restore(Optional.of(NOON.plusSeconds(9)), Optional.of(NOON.plusSeconds(8)));
    book.observe(succeeded("a", NOON.plusSeconds(1)));
    book.observe(failed("b", NOON.plusSeconds(20)));
    book.restore(Optional.empty(), Optional.of(NOON));

    assertThat(book.lastSuccess()).contains(NOON.plusSeconds(9));
    assertThat(book.lastFailure()).contains(NOON.plusSeconds(20));
  }

  @Test
  void aStoppedRunThatIsMarkedAsFailedIsNoFailure() {
    book.observe(active("a"));
    book.deleting("a");

    assertThat(book.observe(failed("a", NOON.plusSeconds(5)))).isEmpty();
    assertThat(book.lastFailure()).isEmpty();
    assertThat(book.active()).as("it counts until it is gone").isEqualTo(1);
    assertThat(book.gone("a")).get().matches(Run::isActive);
  }

  @Test
  void aRunThatIsSeenFailedAndBeingDeletedAtOnceIsNoFailure() {
    book.observe(active("a"));

    assertThat(book.observe(failed("a", NOON.plusSeconds(5)).asDeleting())).isEmpty();
    assertThat(book.lastFailure()).isEmpty();
    assertThat(book.active()).isEqualTo(1);
  }

  @Test
  void aShorterGracePeriodIsLackedUntilItIsGivenAndALongerOneIsNot() {
    book.observe(active("a"));
    assertThat(book.lacksGrace("a", OptionalLong.empty())).isFalse();
    assertThat(book.lacksGrace("a", OptionalLong.of(60))).isTrue();

    book.graced("a", 60);
    assertThat(book.lacksGrace("a", OptionalLong.of(60))).isFalse();
    assertThat(book.lacksGrace("a", OptionalLong.of(7))).isTrue();

    book.graced("a", 7);
    assertThat(book.lacksGrace("a", OptionalLong.of(60))).isFalse();

    book.gone("a");
    assertThat(book.lacksGrace("a", OptionalLong.of(60))).isTrue();
  }

  @Test
  void aDeleteThatWasAnsweredIsNotForgottenWhenTheWatchLagsBehind() {
    book.observe(active("a"));
    book.deleting("a");
    book.observe(active("a"));

    assertThat(book.copy()).singleElement().matches(Run::deleting);
  }

  @Test
  void aNewJobOfTheSameNameIsNotBeingDeleted() {
    book.observe(active("a"));
    book.deleting("a");
    book.observe(run("a", "another-uid", Phase.ACTIVE, null));

    assertThat(book.copy()).singleElement().matches(run -> !run.deleting());
  }

  @Test
  void anOwnLaunchThatIsBeingDeletedStaysSoWhenItsUidBecomesKnown() {
    book.launched(Run.launched("a", NOON, 2));
    book.deleting("a");
    book.observe(active("a"));

    assertThat(book.copy()).singleElement().matches(Run::deleting);
  }

  @Test
  void aLaunchDoesNotReplaceWhatTheWatchShowedFirst() {
    book.observe(succeeded("a", NOON.plusSeconds(1)));
    book.launched(Run.launched("a", NOON, 2));

    assertThat(book.active()).isZero();
    assertThat(book.copy()).containsExactly(succeeded("a", NOON.plusSeconds(1)));
  }

  @Test
  void aRunThatIsBeingDeletedIsStillActive() {
    book.observe(active("a"));
    book.observe(active("b"));
    book.observe(succeeded("c", NOON));
    book.deleting("a");

    assertThat(book.active()).isEqualTo(2);
  }

  @Test
  void whatIsGoneIsHandedBackOnce() {
    book.observe(active("a"));

    assertThat(book.gone("a")).contains(active("a"));
    assertThat(book.gone("a")).isEmpty();
    assertThat(book.isEmpty()).isTrue();
  }

  @Test
  void aDeleteOfAnUnknownRunIsIgnored() {
    book.deleting("a");

    assertThat(book.isEmpty()).isTrue();
  }

  @Test
  void theNewestSlotIsThatOfAnyRunFinishedOrNotAndOutlivesIt() {
    assertThat(book.newestSeen()).isEmpty();
    book.observe(active("a"));
    book.observe(
        new Run("b", "u", NOON.plusSeconds(60), 2, Phase.FAILED, false, Optional.of(NOON)));
    book.observe(
        new Run("c", "u", NOON.minusSeconds(60), 2, Phase.ACTIVE, false, Optional.empty()));

    book.gone("b");

    assertThat(book.newestSeen()).contains(NOON.plusSeconds(60));
    assertThat(book.launchedSlots())
        .containsExactly(NOON.minusSeconds(60), NOON, NOON.plusSeconds(60));
  }

  @Test
  void aCopyDoesNotFollow() {
    book.observe(active("a"));
    List<Run> copy = book.copy();
    book.gone("a");

    assertThat(copy).containsExactly(active("a"));
    assertThat(book.copy()).isEmpty();
  }
}
