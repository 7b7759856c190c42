package io.gradedcron.operator.cli;

import java.io.PrintWriter;

/** What a command answers. */
interface Answer {
  /** Returns what a program gets: a value that Jackson can write. */
  Object document();

  /** Prints what a person gets. */
  void print(PrintWriter out);

  /**
   * Returns an answer of one object and one line.
   *
   * @param line what was done
   */
  static Answer of(Object document, String line) {
    return new Answer() {
      @Override
      public Object document() {
        return document;
      }

      @Override
      public void print(PrintWriter out) {
        out.println(line);
      }
    };
  }
}
