package io.gradedcron.operator.web;

/** The meters as Prometheus reads them. */
@FunctionalInterface
public interface MetricsPage {
  /**
   * Reads the meters. Called by several threads at once.
   *
   * @param accept the request's Accept header as it came, by which a scraper asks for OpenMetrics;
   *     empty if there was none
   */
  Scrape scrape(String accept);

  /**
   * The meters at one moment.
   *
   * @param contentType of the format that was chosen
   * @param text in that format
   */
  record Scrape(String contentType, String text) {}
}
