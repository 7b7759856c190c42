package io.gradedcron.bench;

import java.nio.file.Path;

/**
 * A part of a section of the page that can be measured by itself.
 *
 * @param name its name on the command line
 * @param measurement what measures it
 */
record Piece(String name, Measurement measurement) {
  /** Measures, for a minute or two, and writes down what was found. */
  @FunctionalInterface
  interface Measurement {
    /**
     * Measures.
     *
     * @param log where a harness may write its own report to
     * @return Markdown
     */
    String measure(Path log) throws Exception;
  }
}
