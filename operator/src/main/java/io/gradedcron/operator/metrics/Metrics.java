package io.gradedcron.operator.metrics;

import io.gradedcron.operator.event.RunEventSubscriber;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * All of the operator's meters, in one registry.
 *
 * <p>Two steps, because the bus wants its subscribers before anything runs whose numbers a gauge
 * could show: make it and subscribe {@link #runs()}; once the operator's parts stand, {@link #show}
 * them. Any thread may scrape {@link #page()} at any time.
 */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmMeters jvm = new JvmMeters();
  private final RunMetrics runs = new RunMetrics(registry);
  private final PrometheusPage page = new PrometheusPage(registry);

  /**
   * Registers everything but the gauges of {@link #show}.
   *
   * @param version the operator's version, for {@code gradedcron_build_info}
   */
  public Metrics(String version) {
    Gauge.builder("gradedcron.build.info", () -> 1)
        .description("1; its label tells the operator's version")
        .tag("version", version)
        .register(registry);
    jvm.bindTo(registry);
  }

  /** Returns what counts the events; to be subscribed to the bus once. */
  public RunEventSubscriber runs() {
    return runs;
  }

  /** Registers the gauges; to be called once, before the first scrape that matters. */
  public void show(OperatorGauges gauges) {
    new OperatorMeters(gauges).bindTo(registry);
  }

  /** Returns the page that Prometheus scrapes. */
  public PrometheusPage page() {
    return page;
  }

  /** Lets go of the garbage collectors and ends the registry. */
  @Override
  public void close() {
    jvm.close();
    registry.close();
  }
}
