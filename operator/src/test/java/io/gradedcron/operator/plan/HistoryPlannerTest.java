package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.plan.Run.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryPlannerTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final HistoryPlanner planner = new HistoryPlanner();

  private static Run run(int minute, Phase phase) {
    Instant slot = NOON.plusSeconds(60L * minute);
    return new Run("r" + minute, "u" + minute, slot, 3, phase, false, Optional.of(NOON));
  }

  /** Five that succeeded at 0, 2, .. 8 and five that failed at 1, 3, .. 9, in no order. */
  private static List<Run> tenFinished() {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      runs.add(run(i, i % 2 == 0 ? Phase.SUCCEEDED : Phase.FAILED));
    }
    Collections.shuffle(runs, new Random(7));
    return runs;
  }

  @ParameterizedTest
  @CsvSource({
    "3, 1, 'r0 r2 r1 r3 r5 r7'",
    "0, 0, 'r0 r2 r4 r6 r8 r1 r3 r5 r7 r9'",
    "5, 5, ''",
    "4, 6, 'r0'",
    "100, 4, 'r1'"
  })
  void theOldestBeyondEachLimitGo(int successful, int failed, String names) {
    assertThat(planner.surplus(tenFinished(), successful, failed).stream().map(Run::name))
        .containsExactly(names.isEmpty() ? new String[0] : names.split(" "));
  }

  @Test
  void activeRunsStayAndTakeNoPlace() {
    List<Run> runs = List.of(run(0, Phase.ACTIVE), run(1, Phase.SUCCEEDED), run(2, Phase.ACTIVE));

    assertThat(planner.surplus(runs, 1, 0)).isEmpty();
    assertThat(planner.surplus(runs, 0, 0)).containsExactly(run(1, Phase.SUCCEEDED));
  }

  @Test
  void whatIsBeingDeletedIsNotDeletedAgainAndTakesNoPlace() {
    List<Run> runs =
        List.of(
            run(0, Phase.SUCCEEDED).asDeleting(),
            run(1, Phase.SUCCEEDED),
            run(2, Phase.SUCCEEDED).asDeleting());

    assertThat(planner.surplus(runs, 1, 1)).isEmpty();
    assertThat(planner.surplus(runs, 0, 0)).containsExactly(run(1, Phase.SUCCEEDED));
  }

  @Test
  void withoutRunsNothingGoes() {
    assertThat(planner.surplus(List.of(), 0, 0)).isEmpty();
  }
}
