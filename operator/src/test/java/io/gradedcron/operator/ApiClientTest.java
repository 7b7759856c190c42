package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gradedcron.operator.api.GradedCronJob;
import org.junit.jupiter.api.Test;

/** What the client reads of what an API server takes. */
class ApiClientTest {
  /** An API server refuses JSON that is nested deeper than 10,000. */
  private static final int DEEP = 9_980;

  private static final String MANAGED =
      "[{\"manager\": \"kubectl\", \"operation\": \"Update\", \"fieldsType\": \"FieldsV1\","
          + " \"fieldsV1\": %s}]";

  private final KubernetesSerialization client = ApiClient.serialization();

  private static String nested(int levels) {
    return "{\"f:a\":".repeat(levels) + "{}" + "}".repeat(levels);
  }

  /** A schedule whose managed fields, its own and its template's, are nested so deep. */
  private static String schedule(int levels) {
    String managed = MANAGED.formatted(nested(levels));
    return """
        {"apiVersion": "gradedcron.io/v1", "kind": "GradedCronJob",
         "metadata": {"name": "deep", "managedFields": %s, "labels": {"team": "shop"}},
         "spec": {"level": 3, "schedule": "* * * * *",
                  "jobTemplate": {"metadata": {"managedFields": %s, "labels": {"app": "deep"}}}}}"""
        .formatted(managed, managed);
  }

  @Test
  void anObjectIsReadHoweverDeepItsManagedFieldsAreNested() {
    GradedCronJob read = client.unmarshal(schedule(DEEP), GradedCronJob.class);

    assertThat(read.getMetadata().getLabels()).containsEntry("team", "shop");
    assertThat(read.getSpec().level()).isEqualTo(3);
    assertThat(read.getSpec().jobTemplate().read().getMetadata().getLabels())
        .containsEntry("app", "deep");
    assertThat(client.asJson(read)).contains("\"deep\"").hasSizeLessThan(1_000);
    assertThat(client.clone(read)).isEqualTo(read);
  }

  @Test
  void anEventOfAWatchIsReadHoweverDeepItsObjectIsNested() {
    WatchEvent event =
        client.unmarshal(
            "{\"type\": \"ADDED\", \"object\": " + schedule(DEEP) + "}", WatchEvent.class);

    assertThat(event.getType()).isEqualTo("ADDED");
    assertThat(((HasMetadata) event.getObject()).getMetadata())
        .satisfies(metadata -> assertThat(metadata.getName()).isEqualTo("deep"));
  }

  @Test
  void whatNestsBeyondManagedFieldsIsReadToo() {
    GenericKubernetesResource read =
        client.unmarshal(
            "{\"kind\": \"Other\", \"metadata\": {\"name\": \"deep\"}, \"spec\": "
                + nested(DEEP)
                + "}",
            GenericKubernetesResource.class);

    assertThat(read.getMetadata().getName()).isEqualTo("deep");
  }
}
