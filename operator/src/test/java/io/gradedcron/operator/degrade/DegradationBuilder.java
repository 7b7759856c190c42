package io.gradedcron.operator.degrade;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.DegradationSpec;
import java.time.Instant;

/** Spells out only those fields of a Degradation that a test is about. */
final class DegradationBuilder {
  private final ObjectMetaBuilder metadata;
  private int level;
  private DegradationAction level3;
  private DegradationAction level2;
  private Instant startTime;
  private Instant until;
  private DegradationSpec.Recurring recurring;
  private LabelSelector namespaceSelector;
  private LabelSelector selector;
  private Long gracePeriodSeconds;
  private String reason;

  private DegradationBuilder(String name) {
    metadata = new ObjectMetaBuilder().withName(name);
  }

  static DegradationBuilder degradation(String name) {
    return new DegradationBuilder(name);
  }

  DegradationBuilder level(int value) {
    level = value;
    return this;
  }

  DegradationBuilder level3(DegradationAction action) {
    level3 = action;
    return this;
  }

  DegradationBuilder level2(DegradationAction action) {
    level2 = action;
    return this;
  }

  DegradationBuilder startTime(String instant) {
    startTime = instant == null ? null : Instant.parse(instant);
    return this;
  }

  DegradationBuilder until(String instant) {
    until = instant == null ? null : Instant.parse(instant);
    return this;
  }

  DegradationBuilder recurring(String schedule, String duration, String timeZone) {
    recurring = new DegradationSpec.Recurring(schedule, duration, timeZone);
    return this;
  }

  DegradationBuilder namespaces(LabelSelector value) {
    namespaceSelector = value;
    return this;
  }

  DegradationBuilder schedules(LabelSelector value) {
    selector = value;
    return this;
  }

  DegradationBuilder grace(long seconds) {
    gracePeriodSeconds = seconds;
    return this;
  }

  DegradationBuilder reason(String value) {
    reason = value;
    return this;
  }

  DegradationBuilder created(String instant) {
    metadata.withCreationTimestamp(instant);
    return this;
  }

  DegradationBuilder deleted(String instant) {
    metadata.withDeletionTimestamp(instant);
    return this;
  }

  Degradation build() {
    Degradation built = new Degradation();
    built.setMetadata(metadata.build());
    built.setSpec(
        new DegradationSpec(
            level,
            new DegradationSpec.Actions(level3, level2),
            startTime,
            until,
            recurring,
            namespaceSelector,
            selector,
            gracePeriodSeconds,
            reason));
    return built;
  }

  static LabelSelector exactly(String key, String value) {
    return new LabelSelectorBuilder().addToMatchLabels(key, value).build();
  }

  static LabelSelector expression(String key, String operator, String... values) {
    return new LabelSelectorBuilder()
        .addNewMatchExpression()
        .withKey(key)
        .withOperator(operator)
        .withValues(values)
        .endMatchExpression()
        .build();
  }
}
