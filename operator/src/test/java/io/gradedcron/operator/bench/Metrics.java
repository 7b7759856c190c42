package io.gradedcron.operator.bench;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of metrics in the format that Prometheus reads.
 *
 * @param page its text
 */
record Metrics(String page) {

  /**
   * Returns a sample.
   *
   * @param series its name, with its labels as the page writes them
   */
  OptionalDouble value(String series) {
    Matcher line = Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$").matcher(page);
    return line.find()
        ? OptionalDouble.of(Double.parseDouble(line.group(1)))
        : OptionalDouble.empty();
  }
}
