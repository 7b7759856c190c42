package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gradedcron.operator.api.GradedCronJob;
import java.util.List;
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

  private static final String JOB =
      """
      {"type": "MODIFIED", "object": {%s
       "metadata": {"name": "report-1", "resourceVersion": "7", "uid": "u",
        "managedFields": [{"manager": "kubectl"}], "annotations": {"a": "b"}},
       "spec": {"parallelism": 3, "template": {"spec": {"containers": [{"name": "main"}]}}},
       "status": {"active": 1}}, "later": {"field": []}}""";

  private static Job job(KubernetesSerialization client, String kind) {
    WatchEvent event = client.unmarshal(JOB.formatted(kind), WatchEvent.class);
    assertThat(event.getType()).isEqualTo("MODIFIED");
    Job job = (Job) event.getObject();
    assertThat(job.getKind()).isEqualTo("Job");
    assertThat(job.getApiVersion()).isEqualTo("batch/v1");
    assertThat(job.getMetadata().getName()).isEqualTo("report-1");
    assertThat(job.getMetadata().getResourceVersion()).isEqualTo("7");
    assertThat(job.getMetadata().getAnnotations()).containsEntry("a", "b");
    assertThat(job.getMetadata().getManagedFields()).isEmpty();
    assertThat(job.getStatus().getActive()).isEqualTo(1);
    return job;
  }

  @Test
  void anEventsObjectIsReadWhereverItSaysItsKind() {
    String first = "\"kind\": \"Job\", \"apiVersion\": \"batch/v1\",";
    String other = "\"apiVersion\": \"batch/v1\", \"kind\": \"Job\",";
    String late = "\"extra\": {\"a\": [1, {}]}, " + first;

    assertThat(List.of(job(client, first), job(client, other), job(client, late)))
        .allSatisfy(job -> assertThat(job.getSpec().getParallelism()).isEqualTo(3));
  }

  @Test
  void anEventThatSaysThatTheWatchIsTooOldIsReadAsItsStatus() {
    WatchEvent event =
        client.unmarshal(
            """
            {"type": "ERROR", "object": {"kind": "Status", "apiVersion": "v1", "metadata": {},
             "status": "Failure", "reason": "Expired", "code": 410}}""",
            WatchEvent.class);

    assertThat(event.getType()).isEqualTo("ERROR");
    assertThat(((Status) event.getObject()).getCode()).isEqualTo(410);
  }

  @Test
  void theOperatorReadsOfAJobWhatMakesARun() {
    KubernetesSerialization operator = ApiClient.runSerialization();
    Job read = job(operator, "\"kind\": \"Job\", \"apiVersion\": \"batch/v1\",");

    assertThat(read.getSpec()).isNull();
    assertThat(operator.asJson(new JobBuilder().withNewSpec().withParallelism(3).endSpec().build()))
        .as("what is written is written whole")
        .contains("parallelism");
  }
}
