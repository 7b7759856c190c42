package io.gradedcron.operator.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.List;

/** The JVM's own meters. Closing it takes its listeners off the garbage collectors. */
final class JvmMeters implements MeterBinder, AutoCloseable {
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final List<MeterBinder> others =
      List.of(
          new JvmMemoryMetrics(),
          new JvmThreadMetrics(),
          new ClassLoaderMetrics(),
          new ProcessorMetrics(),
          new UptimeMetrics());

  @Override
  public void bindTo(MeterRegistry registry) {
    collections.bindTo(registry);
    others.forEach(binder -> binder.bindTo(registry));
  }

  @Override
  public void close() {
    collections.close();
  }
}
