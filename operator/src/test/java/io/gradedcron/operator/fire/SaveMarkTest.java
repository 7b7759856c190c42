package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.plan.Run;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SaveMarkTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final SaveMark mark = new SaveMark();

  private static Run runOf(Instant slot) {
    return Run.launched("report-" + slot.getEpochSecond(), slot, 3);
  }

  @Test
  void nothingMayBeDeletedBeforeTheStatusWasRead() {
    assertThat(mark.mayDelete(runOf(NOON))).isFalse();
  }

  @Test
  void whatTheSavedStatusCoversMayBeDeleted() {
    mark.restore(NOON);

    assertThat(mark.mayDelete(runOf(NOON.minusSeconds(60)))).isTrue();
    assertThat(mark.mayDelete(runOf(NOON))).isTrue();
    assertThat(mark.mayDelete(runOf(NOON.plusSeconds(60)))).isFalse();
  }

  @Test
  void aSlotThatEndedKeepsAllRunsUntilItIsSaved() {
    mark.restore(NOON);
    mark.slotEnded();
    assertThat(mark.mayDelete(runOf(NOON))).isFalse();

    mark.saved(mark.newest(), NOON.plusSeconds(60));
    assertThat(mark.mayDelete(runOf(NOON))).isTrue();
    assertThat(mark.mayDelete(runOf(NOON.plusSeconds(60)))).isTrue();
  }

  @Test
  void aSaveFromBeforeTheSlotEndedDoesNotFree() {
    mark.restore(NOON);
    mark.changed();
    long draft = mark.newest();
    mark.slotEnded();
    mark.saved(draft, NOON);

    assertThat(mark.mayDelete(runOf(NOON))).isFalse();
  }

  @Test
  void otherChangesDoNotKeepRuns() {
    mark.restore(NOON);
    mark.slotEnded();
    mark.saved(mark.newest(), NOON);
    mark.changed();
    mark.changed();

    assertThat(mark.mayDelete(runOf(NOON))).isTrue();
  }

  @Test
  void anAnswerThatComesLateDoesNotTakeBackALaterOne() {
    mark.restore(NOON);
    mark.slotEnded();
    long first = mark.newest();
    mark.slotEnded();
    mark.saved(mark.newest(), NOON);
    mark.saved(first, NOON);

    assertThat(mark.mayDelete(runOf(NOON))).isTrue();
  }

  @Test
  void eachChangeHasAHigherNumber() {
    long before = mark.newest();
    mark.changed();
    long changed = mark.newest();
    mark.slotEnded();

    assertThat(changed).isGreaterThan(before);
    assertThat(mark.newest()).isGreaterThan(changed);
  }
}
