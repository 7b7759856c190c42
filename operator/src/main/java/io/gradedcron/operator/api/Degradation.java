package io.gradedcron.operator.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** How far the cluster gives up unimportant schedules, and since when until when. */
@Group(GradedCron.GROUP)
@Version(GradedCron.VERSION)
@ShortNames("degr")
@JsonClassDescription(
    "How far the cluster gives up its unimportant schedules: one patch of spec.level degrades, one"
        + " lifts it again.")
@ValidationRule(
    value = "size(self.metadata.name) <= 63",
    messageExpression =
        "'metadata.name has %d characters: at most 63'.format([size(self.metadata.name)])",
    fieldPath = ".metadata.name")
@AdditionalPrinterColumn(
    name = "Level",
    type = AdditionalPrinterColumn.Type.INTEGER,
    jsonPath = ".spec.level")
@AdditionalPrinterColumn(
    name = "Active",
    jsonPath = ".status.conditions[?(@.type==\"Active\")].status")
@AdditionalPrinterColumn(
    name = "Drained",
    jsonPath = ".status.conditions[?(@.type==\"Drained\")].status")
@AdditionalPrinterColumn(
    name = "Matched",
    type = AdditionalPrinterColumn.Type.INTEGER,
    jsonPath = ".status.matched",
    priority = 1)
@AdditionalPrinterColumn(
    name = "Held",
    type = AdditionalPrinterColumn.Type.INTEGER,
    jsonPath = ".status.held")
@AdditionalPrinterColumn(
    name = "Running",
    type = AdditionalPrinterColumn.Type.INTEGER,
    jsonPath = ".status.running")
@AdditionalPrinterColumn(
    name = "Stopped",
    type = AdditionalPrinterColumn.Type.INTEGER,
    jsonPath = ".status.stopped",
    priority = 1)
@AdditionalPrinterColumn(
    name = "Until",
    jsonPath = ".spec.until",
    getDescription = "Text, for kubectl prints future dates as invalid.")
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".spec.reason")
@AdditionalPrinterColumn(
    name = "Age",
    type = AdditionalPrinterColumn.Type.DATE,
    jsonPath = ".metadata.creationTimestamp")
public class Degradation extends CustomResource<DegradationSpec, DegradationStatus> {
  private static final long serialVersionUID = 1L;

  @Override
  protected DegradationSpec initSpec() {
    return null;
  }

  @Override
  protected DegradationStatus initStatus() {
    return null;
  }
}
