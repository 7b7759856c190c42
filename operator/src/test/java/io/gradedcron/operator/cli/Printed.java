package io.gradedcron.operator.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Answers as text. */
final class Printed {
  private Printed() {}

  static String of(Answer answer) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    answer.print(out);
    out.flush();
    return text.toString();
  }
}
