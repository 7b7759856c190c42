package io.gradedcron.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusPageTest {
  private final Metrics metrics = new Metrics("0.1.0");
  private final PrometheusPage page = metrics.page();

  @AfterEach
  void close() {
    metrics.close();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "*/*",
        "text/html,application/xhtml+xml,*/*;q=0.8",
        "text/plain",
        "application/openmetrics-text;q=0",
        "application/openmetrics-text;q=0.3,text/plain;q=0.5",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily"
      })
  void textIsTheAnswerUnlessOpenMetricsIsPreferred(String accept) {
    assertThat(page.contentType(accept)).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(page.scrape(accept))
        .contains("# TYPE gradedcron_slots_total counter\n")
        .doesNotContain("# EOF");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/openmetrics-text",
        "Application/OpenMetrics-Text; version=1.0.0",
        "application/openmetrics-text;q=oops",
        // What Prometheus 3 sends.
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
            + "application/openmetrics-text;version=0.0.1;q=0.4,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
            + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1"
      })
  void openMetricsIsTheAnswerWhereItIsAskedFor(String accept) {
    assertThat(page.contentType(accept))
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(page.scrape(accept))
        .contains("# TYPE gradedcron_slots counter\n", "gradedcron_slots_total{level=\"1\"")
        .endsWith("# EOF\n");
  }

  @Test
  void eachLineOfTheTextEndsWithALineFeedAsTheFormatAsks() {
    assertThat(page.scrape(null)).endsWith("\n").doesNotContain("\r");
  }
}
