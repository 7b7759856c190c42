package io.gradedcron.operator.bench;

/**
 * A page of which a run writes parts: each between {@code <!-- bench:NAME -->} and {@code <!--
 * /bench:NAME -->}, on lines of their own. The prose around them is written by hand.
 *
 * @param text of the whole page
 */
record BenchPage(String text) {

  /**
   * Returns the page with another text between the marks of a part.
   *
   * @throws IllegalArgumentException if the page lacks the marks
   */
  BenchPage with(String part, String content) {
    String begin = "<!-- bench:" + part + " -->\n";
    String end = "<!-- /bench:" + part + " -->";
    int from = text.indexOf(begin);
    int to = text.indexOf(end, from);
    if (from < 0 || to < 0) {
      throw new IllegalArgumentException(
          "the page has no lines " + begin.strip() + " and " + end + " in this order");
    }
    return new BenchPage(
        text.substring(0, from + begin.length())
            + "\n"
            + content.strip()
            + "\n\n"
            + text.substring(to));
  }
}
