package io.gradedcron.operator.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A schedule: a cron text with a level, and the Job to launch at each of its slots. */
@Group(GradedCron.GROUP)
@Version(GradedCron.VERSION)
@Plural("gradedcronjobs")
@Singular("gradedcronjob")
@ShortNames("gcj")
@Categories("all")
@JsonClassDescription(
    "A schedule with a level: a cron text, how important it is, and the Job to launch.")
@ValidationRule(
    value = "size(self.metadata.name) <= 52",
    messageExpression =
        "'metadata.name has %d characters: at most 52, so that the names of its Jobs fit'"
            + ".format([size(self.metadata.name)])",
    fieldPath = ".metadata.name")
@AdditionalPrinterColumn(
    name = "Level",
    type = AdditionalPrinterColumn.Type.INTEGER,
    jsonPath = ".spec.level")
@AdditionalPrinterColumn(name = "Schedule", jsonPath = ".spec.schedule")
@AdditionalPrinterColumn(name = "State", jsonPath = ".status.state")
@AdditionalPrinterColumn(
    name = "Active",
    type = AdditionalPrinterColumn.Type.INTEGER,
    jsonPath = ".status.activeCount")
@AdditionalPrinterColumn(
    name = "Last",
    type = AdditionalPrinterColumn.Type.DATE,
    jsonPath = ".status.lastScheduleTime",
    getDescription = "How long ago the slot of the newest run was.")
@AdditionalPrinterColumn(
    name = "Next",
    jsonPath = ".status.nextScheduleTime",
    getDescription = "The next slot. Text, for kubectl prints future dates as invalid.")
@AdditionalPrinterColumn(
    name = "Age",
    type = AdditionalPrinterColumn.Type.DATE,
    jsonPath = ".metadata.creationTimestamp")
public class GradedCronJob extends CustomResource<GradedCronJobSpec, GradedCronJobStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  @Override
  protected GradedCronJobSpec initSpec() {
    return null;
  }

  @Override
  protected GradedCronJobStatus initStatus() {
    return null;
  }
}
