package io.gradedcron.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.runner.RunnerException;

/** What is measured of the timing wheel. */
final class WheelPieces {
  private static final List<Integer> COUNTS = List.of(1_000, 100_000, 1_000_000);
  private static final int RINGS = 300;
  private static final int IDLE_SECONDS = 3;

  /** The pieces, in the order of the page. */
  List<Piece> all() {
    return List.of(
        new Piece("add-cancel", this::addCancel),
        new Piece("expiry", this::expiry),
        new Piece("mixed", this::mixed),
        new Piece("bytes", log -> bytes()),
        new Piece("punctuality", log -> punctuality()));
  }

  private String addCancel(Path log) throws RunnerException {
    JmhRun run = JmhRun.of(AddCancelBenchmark.class, log);
    Table table =
        new Table(
            "Nanoseconds", "add + cancel, 1k stand", "100k", "1M", "move, 1k stand", "100k", "1M");
    for (Facility facility : Facility.values()) {
      List<String> row = new ArrayList<>(List.of(facility.title()));
      for (String method : List.of("addCancel", "move")) {
        for (int count : COUNTS) {
          row.add(Table.number(run.nanos(method, facility, count)));
        }
      }
      table.row(row);
    }
    table.row(List.of("*goal for gradedcron*", "20", "", "100", "", "", ""));
    return """
    **Add and cancel.** So many timers stand at random milliseconds of an hour. *Add + cancel*: one more is
    added at such a time and cancelled, as most time-outs are. *Move*: a random one of those that stand is cancelled and added for another time;
    with a million of them this is the price of memory that is in no cache. Netty's is the hand-over to its thread alone. java.util.Timer
    keeps what is cancelled until a purge, the heap searches all of it.

    %s"""
        .formatted(table);
  }

  private String expiry(Path log) throws RunnerException {
    JmhRun herd = JmhRun.of(HerdBenchmark.class, log);
    JmhRun spread = JmhRun.of(SpreadBenchmark.class, log.resolveSibling("spread.log"));
    Table table =
        new Table("Nanoseconds a timer", "herd of 1k", "100k", "1M", "spread, 1k", "100k", "1M");
    for (Facility facility : Facility.values()) {
      List<String> row = new ArrayList<>(List.of(facility.title()));
      for (int count : COUNTS) {
        row.add(Table.number(each(herd.nanos("herd", facility, count), count)));
      }
      for (int count : COUNTS) {
        row.add(Table.number(each(spread.nanos("spread", facility, count), count)));
      }
      table.row(row);
    }
    table.row(List.of("*goal for gradedcron*", "100", "100", "100", "100", "100", "100"));
    return """
    **Expiry.** *Herd*: all are due in the same millisecond, as at a full minute; for those with a thread of their own, the last three, from
    that millisecond on, so the thread's waking up is in it. *Spread*: due at random, one a millisecond on average, while the clock goes on
    millisecond by millisecond; only where the caller has the clock. A dash: not measured, or it ran out of 3 GiB.

    %s"""
        .formatted(table);
  }

  private String mixed(Path log) throws RunnerException {
    JmhRun run = JmhRun.of(MixedBenchmark.class, log);
    Table table = new Table("Nanoseconds", "1k stand", "100k", "1M");
    for (Facility facility : Facility.values()) {
      List<String> row = new ArrayList<>(List.of(facility.title()));
      for (int count : COUNTS) {
        row.add(Table.number(run.nanos("mixed", facility, count)));
      }
      table.row(row);
    }
    return """
    **Mixed.** One timer expires and is added again, a random one is cancelled and added for another time: an expiry, a cancel and two adds
    together. Those with a thread of their own, the last three, do the expiry there, on the second core.

    %s"""
        .formatted(table);
  }

  private String bytes() {
    Table table = new Table("Bytes a timer", "1k", "100k", "1M");
    for (Facility facility : Facility.values()) {
      List<String> row = new ArrayList<>(List.of(facility.title()));
      for (int count : COUNTS) {
        row.add(Table.number(Footprint.bytesPerTimer(facility, count)));
      }
      table.row(row);
    }
    table.row(List.of("*goal for gradedcron*", "", "40", "40"));
    return """
    **Bytes a timer** beyond what it takes empty and what the timer carries (JOL, compressed references), at random milliseconds of an hour.
    Agrona's carries nothing: who wants to know which timer it was adds a map. java.util.Timer's includes the TimerTask, which is the caller's own class.

    %s"""
        .formatted(table);
  }

  private String punctuality() throws InterruptedException {
    Table table =
        new Table("Microseconds", "late, p50", "p99", "max", "CPU a second while nothing is due");
    for (Bell.Kind kind : Bell.Kind.values()) {
      Punctuality measured = Punctuality.of(kind, RINGS, IDLE_SECONDS);
      table.row(
          List.of(
              kind.title(),
              Table.number(measured.lateMicros(0.5)),
              Table.number(measured.lateMicros(0.99)),
              Table.number(measured.lateMicros(1)),
              Table.number(measured.idleMicros())));
    }
    return """
    **Punctuality.** A lone timer, %d times 5 to 25 ms ahead: how late it rings, on the thread that waits for it as the operator uses it;
    then %d s with one timer an hour ahead. WheelThread looks at the clock twice a second, in case somebody set it.

    %s"""
        .formatted(RINGS, IDLE_SECONDS, table);
  }

  private static Optional<Double> each(Optional<Double> nanos, int count) {
    return nanos.map(all -> all / count);
  }
}
