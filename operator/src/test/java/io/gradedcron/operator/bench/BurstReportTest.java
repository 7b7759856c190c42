package io.gradedcron.operator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BurstReportTest {
  private static final int DUE = 3;

  /** A burst of one Job a level, the last after so many seconds, the first after a quarter. */
  private static BurstRow row(Contestant contestant, String name, double whole, int came) {
    Map<RunName, Long> arrivals = new HashMap<>();
    for (int i = 0; i < came; i++) {
      arrivals.put(
          RunName.parse(RunName.schedule(i) + "-60"),
          60_000_000 + Math.round(whole * 1e6 * (i == 0 ? 0.25 : 1)));
    }
    return new BurstRow(DUE, contestant, name, Lateness.of(arrivals, 60_000_000), 0.5, 2, 0.1, 3);
  }

  private static BurstRun.Result result(Contestant contestant, double... wholes) {
    return new BurstRun.Result(
        List.of(
            row(Contestant.BARE, "1", 1.5, DUE),
            row(Contestant.BARE, "2", 1, DUE),
            row(Contestant.BARE, "3", 0.8, DUE)),
        IntStream.range(0, wholes.length)
            .mapToObj(i -> row(contestant, Integer.toString(i + 1), wholes[i], DUE))
            .toList(),
        List.of(row(contestant, "1 after a restart", 1.75, DUE)),
        100 * 1024);
  }

  @Test
  void theShortTableHasTheSlowestBurstFromTheThirdOnAgainstTheMiddleOfTheBareRounds() {
    BurstReport report = new BurstReport();
    report.add(Contestant.GRADEDCRON, DUE, result(Contestant.GRADEDCRON, 1.9, 5, 1.2, 1.1));
    report.add(Contestant.TUNED, DUE, result(Contestant.TUNED, 9, 9, 6));

    assertThat(report.text())
        .contains("| gradedcron | 3 | 1.20 | 1.20 | 0.20 | 0.25 | 1.90 | 1.75 |")
        .contains("| CronJob controller, tuned | 3 | 6.00 | 6.00 |  |  | 9.00 | 1.75 |");
  }

  @Test
  void everyBurstHasARow() {
    BurstReport report = new BurstReport();
    report.add(Contestant.GRADEDCRON, DUE, result(Contestant.GRADEDCRON, 2, 1.5));

    assertThat(report.text())
        .contains(
            "| gradedcron | 1 | all | 3 | 0.50 | 2.00 | 2.00 | 2.00 | 2.00 | 2.00 | 0.50 | 2.00 |"
                + " 2.00 | 0.25 | 0.50 | 2.00 | 0.10 | 3.00 |")
        .contains("| gradedcron | 2 | all |")
        .contains("| gradedcron | 1 after a restart | all |")
        .contains("| gradedcron | 3 | 1.50, 1.00, 0.80 | 1.00 | 100 |");
  }

  @Test
  void aBurstThatDidNotFinishSaysHowFarItCame() {
    BurstReport report = new BurstReport();
    report.add(
        Contestant.DEFAULT,
        DUE,
        new BurstRun.Result(
            List.of(row(Contestant.BARE, "1", 1, DUE)),
            List.of(row(Contestant.DEFAULT, "1", 100, 2)),
            List.of(),
            100 * 1024));

    assertThat(report.text())
        .contains("| CronJob controller, defaults | 3 | did not finish |  |  |  |  |  |")
        .contains("| CronJob controller, defaults | 1 | did not finish: 2 of 3 | 3 |");
  }

  @Test
  void theBestNumberOfConnectionsIsThatOfTheQuickestMiddle() {
    BurstReport report = new BurstReport();
    report.addSearch(
        DUE,
        16,
        List.of(
            row(Contestant.BARE, "1", 0.5, DUE),
            row(Contestant.BARE, "2", 3, DUE),
            row(Contestant.BARE, "3", 3, DUE)));
    report.addSearch(
        DUE,
        32,
        List.of(
            row(Contestant.BARE, "1", 1, DUE),
            row(Contestant.BARE, "2", 2, DUE),
            row(Contestant.BARE, "3", 2, DUE)));

    assertThat(report.bestConnections(DUE)).hasValue(32);
    assertThat(report.bestConnections(DUE + 1)).isEmpty();
    assertThat(report.text()).contains("| 3 | 32 | 1.00, 2.00, 2.00 | 1 |");
  }
}
