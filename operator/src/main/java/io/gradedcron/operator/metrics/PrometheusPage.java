package io.gradedcron.operator.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * The text that Prometheus scrapes, in the format that the request asks for: the OpenMetrics text
 * where {@code Accept} names it, else Prometheus' own text 0.0.4, which every scraper and every
 * person with curl reads. Any thread may call.
 */
public final class PrometheusPage {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final PrometheusMeterRegistry registry;

  PrometheusPage(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Returns the content type of the answer.
   *
   * @param accept the request's {@code Accept} header; null if it has none
   */
  public String contentType(String accept) {
    if (accept == null) {
      return TEXT;
    }
    double openMetrics = weight(accept, "application/openmetrics-text");
    return openMetrics > 0 && openMetrics >= weight(accept, "text/plain") ? OPEN_METRICS : TEXT;
  }

  /**
   * Returns the answer's body, all meters as they are now.
   *
   * @param accept the request's {@code Accept} header; null if it has none
   */
  public String scrape(String accept) {
    return registry.scrape(contentType(accept));
  }

  /**
   * Returns the highest weight, 0 to 1, that the header gives a media type by its name (RFC 9110,
   * 12.5.1); 0 if it does not name it. Wildcards are left out: whoever takes anything gets the
   * default.
   */
  private static double weight(String accept, String mediaType) {
    double best = 0;
    for (String range : accept.split(",", -1)) {
      String[] parts = range.split(";", -1);
      if (parts[0].strip().equalsIgnoreCase(mediaType)) {
        best = Math.max(best, weight(parts));
      }
    }
    return best;
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.regionMatches(true, 0, "q=", 0, 2)) {
        try {
          return Double.parseDouble(parameter.substring(2).strip());
        } catch (NumberFormatException e) {
          // A scrape is worth more than a strict reading of its header.
          return 1;
        }
      }
    }
    return 1;
  }
}
