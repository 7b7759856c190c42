package io.gradedcron.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures a section of docs/BENCHMARKS.md, prints it and writes it there: {@code wheel} or {@code
 * cron}. More arguments name the pieces to measure; the others keep what they had when they were
 * last measured here.
 */
public final class Bench {
  private final Path root;
  private final String section;
  private final List<Piece> pieces;

  private Bench(Path root, String section, List<Piece> pieces) {
    this.root = root;
    this.section = section;
    this.pieces = pieces;
  }

  /**
   * Runs.
   *
   * @param args the project's folder, the section, and pieces of it; without these, all of it
   */
  public static void main(String[] args) throws Exception {
    if (args.length < 2) {
      throw new IllegalArgumentException("arguments: FOLDER wheel|cron [PIECE...]");
    }
    List<Piece> all =
        switch (args[1]) {
          case "wheel" -> new WheelPieces().all();
          case "cron" -> new CronPieces().all();
          default -> throw new IllegalArgumentException("no section " + args[1]);
        };
    Bench bench = new Bench(Path.of(args[0]), args[1], all);
    bench.measure(List.of(args).subList(2, args.length));
    bench.write();
  }

  private void measure(List<String> names) throws Exception {
    List<String> known = pieces.stream().map(Piece::name).toList();
    if (!known.containsAll(names)) {
      throw new IllegalArgumentException(section + " has the pieces " + known + ", not " + names);
    }
    Files.createDirectories(results());
    for (Piece piece : pieces) {
      if (names.isEmpty() || names.contains(piece.name())) {
        String measured = piece.measurement().measure(results().resolve(piece.name() + ".log"));
        System.out.println(measured);
        Files.writeString(result(piece), measured);
      }
    }
  }

  private void write() throws IOException {
    List<String> parts = new ArrayList<>();
    parts.add(Machine.description(Clock.systemDefaultZone()));
    parts.add("Measured with `make bench-" + section + "`: " + JmhRun.HOW + ".\n");
    for (Piece piece : pieces) {
      if (Files.exists(result(piece))) {
        parts.add(Files.readString(result(piece)));
      }
    }
    new BenchmarksPage(root.resolve("docs/BENCHMARKS.md"))
        .write(section, String.join("\n", parts).strip());
  }

  private Path results() {
    return root.resolve("bench/target/measured").resolve(section);
  }

  private Path result(Piece piece) {
    return results().resolve(piece.name() + ".md");
  }
}
