package io.gradedcron.operator.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The tables of the bursts. One thread. */
final class BurstReport {
  private record Contest(Contestant contestant, int due, BurstRun.Result result) {}

  private record Search(int due, int connections, List<BurstRow> rows) {}

  private final List<Contest> contests = new ArrayList<>();
  private final List<Search> searches = new ArrayList<>();

  /** Adds what one contestant did. */
  void add(Contestant contestant, int due, BurstRun.Result result) {
    contests.add(new Contest(contestant, due, result));
  }

  /** Adds rounds of the bare limit over a number of connections. */
  void addSearch(int due, int connections, List<BurstRow> rows) {
    searches.add(new Search(due, connections, List.copyOf(rows)));
  }

  /** Returns the number of connections with the quickest round; empty if none was looked for. */
  Optional<Integer> bestConnections(int due) {
    return searches.stream()
        .filter(search -> search.due() == due)
        .min(
            (one, other) ->
                Double.compare(Bare.of(one.rows()).seconds(), Bare.of(other.rows()).seconds()))
        .map(Search::connections);
  }

  /** Returns a row in short, for whoever watches. */
  static String line(BurstRow row) {
    Lateness late = row.lateness();
    return String.format(
        Locale.ROOT,
        "%s, %d of %d, burst %s: p50 %.3f, p99 %.3f, last %.3f s; level 1 p99 %.3f s; CPU %.2f s,"
            + " API server %.2f s, observer %.2f s%s",
        row.contestant().words(),
        late.all().count(),
        row.due(),
        row.burst(),
        late.all().seconds(0.5),
        late.all().seconds(0.99),
        late.whole(),
        late.p99(1),
        row.cpuSeconds(),
        row.apiCpuSeconds(),
        row.observerCpuSeconds(),
        Double.isNaN(row.quietSeconds())
            ? ""
            : "; statuses written after " + seconds(row.quietSeconds()) + " s");
  }

  /** Returns all tables as Markdown. */
  String text() {
    StringBuilder text = new StringBuilder();
    if (!searches.isEmpty()) {
      text.append("The bare limit, seconds until the last of N Jobs was seen, each round:\n\n")
          .append(searchTable())
          .append('\n');
    }
    if (!contests.isEmpty()) {
      text.append("In short: the slowest burst from the third on (else the last), in seconds:\n\n")
          .append(shortTable())
          .append("\nEvery burst; lateness in seconds after the slot:\n\n")
          .append(burstTable())
          .append(
              "\nThe bare limit right before and right after each contestant, and its process:\n\n")
          .append(processTable());
    }
    return text.toString();
  }

  private String searchTable() {
    MarkdownTable table = new MarkdownTable(0, "N", "Connections", "Rounds", "Jobs a second");
    for (Search search : searches) {
      table.row(
          number(search.due()),
          number(search.connections()),
          wholes(search.rows()),
          number((int) (search.due() / Bare.of(search.rows()).seconds())));
    }
    return table.text();
  }

  private String shortTable() {
    MarkdownTable table =
        new MarkdownTable(
            1,
            "Contestant",
            "N",
            "Max",
            "÷ bare",
            "÷ tuned controller",
            "Level 1 p99 ÷ max",
            "First after the start ÷ bare",
            "First after a restart ÷ bare");
    for (Contest contest : contests) {
      Bare bare = Bare.of(contest.result().bare());
      double slowest = slowest(contest);
      table.row(
          contest.contestant().words(),
          number(contest.due()),
          Double.isNaN(slowest) ? "did not finish" : seconds(slowest),
          seconds(slowest / bare.seconds()),
          contest.contestant() == Contestant.TUNED ? "" : seconds(slowest / tuned(contest.due())),
          contest.contestant() == Contestant.GRADEDCRON ? seconds(levelOne(contest)) : "",
          seconds(first(contest.result().bursts()) / bare.seconds()),
          seconds(first(contest.result().restarted()) / bare.seconds()));
    }
    return table.text();
  }

  /** Returns the bursts from the third on; if there were fewer, the last. */
  private static List<BurstRow> warm(Contest contest) {
    List<BurstRow> bursts = contest.result().bursts();
    return bursts.subList(Math.min(2, bursts.size() - 1), bursts.size());
  }

  private static double slowest(Contest contest) {
    return contest.result().bursts().stream().allMatch(BurstRow::isComplete)
        ? warm(contest).stream().mapToDouble(row -> row.lateness().whole()).max().orElse(Double.NaN)
        : Double.NaN;
  }

  private static double levelOne(Contest contest) {
    return warm(contest).stream()
        .mapToDouble(row -> row.lateness().p99(1) / row.lateness().whole())
        .max()
        .orElse(Double.NaN);
  }

  private static double first(List<BurstRow> bursts) {
    return bursts.stream()
        .limit(1)
        .filter(BurstRow::isComplete)
        .mapToDouble(row -> row.lateness().whole())
        .findFirst()
        .orElse(Double.NaN);
  }

  private double tuned(int due) {
    return contests.stream()
        .filter(contest -> contest.contestant() == Contestant.TUNED && contest.due() == due)
        .mapToDouble(BurstReport::slowest)
        .findFirst()
        .orElse(Double.NaN);
  }

  private String burstTable() {
    MarkdownTable table =
        new MarkdownTable(
            3,
            "Contestant",
            "Burst",
            "Came",
            "N",
            "First",
            "p50",
            "p90",
            "p99",
            "Max",
            "÷ bare",
            "Level 1 p99",
            "Level 2 p99",
            "Level 3 p99",
            "Level 1 p99 ÷ max",
            "CPU s",
            "API server CPU s",
            "Observer CPU s",
            "Status written after");
    for (Contest contest : contests) {
      Bare bare = Bare.of(contest.result().bare());
      contest.result().bursts().forEach(row -> table.row(cells(row, bare)));
      contest.result().restarted().forEach(row -> table.row(cells(row, bare)));
    }
    return table.text();
  }

  private static String[] cells(BurstRow row, Bare bare) {
    Lateness late = row.lateness();
    boolean graded = row.contestant() == Contestant.GRADEDCRON;
    return new String[] {
      row.contestant().words(),
      row.burst(),
      row.isComplete() ? "all" : "did not finish: " + late.all().count() + " of " + row.due(),
      number(row.due()),
      seconds(late.all().seconds(0)),
      seconds(late.all().seconds(0.5)),
      seconds(late.all().seconds(0.9)),
      seconds(late.all().seconds(0.99)),
      seconds(late.whole()),
      row.isComplete() ? seconds(late.whole() / bare.seconds()) : "",
      graded ? seconds(late.p99(1)) : "",
      graded ? seconds(late.p99(2)) : "",
      graded ? seconds(late.p99(3)) : "",
      graded && row.isComplete() ? seconds(late.p99(1) / late.whole()) : "",
      seconds(row.cpuSeconds()),
      seconds(row.apiCpuSeconds()),
      seconds(row.observerCpuSeconds()),
      seconds(row.quietSeconds())
    };
  }

  private String processTable() {
    MarkdownTable table =
        new MarkdownTable(
            1, "Contestant", "N", "Bare rounds, s", "Bare median, s", "Peak memory, MiB");
    for (Contest contest : contests) {
      table.row(
          contest.contestant().words(),
          number(contest.due()),
          wholes(contest.result().bare()),
          seconds(Bare.of(contest.result().bare()).seconds()),
          number((int) (contest.result().peakKib() / 1024)));
    }
    return table.text();
  }

  private static String wholes(List<BurstRow> rows) {
    return String.join(", ", rows.stream().map(row -> seconds(row.lateness().whole())).toList());
  }

  private static String number(int value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String seconds(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.2f", value);
  }
}
