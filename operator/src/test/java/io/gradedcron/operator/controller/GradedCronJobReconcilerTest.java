package io.gradedcron.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.event.RunEventBus;
import io.gradedcron.operator.fire.FiringEngine;
import io.gradedcron.operator.fire.JobLauncher;
import io.gradedcron.operator.fire.PolicyBook;
import io.gradedcron.operator.fire.RunDeleter;
import io.gradedcron.operator.fire.StatusPort;
import io.gradedcron.operator.fire.TemplateTrial;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.plan.JobReader;
import io.gradedcron.operator.plan.JobText;
import io.gradedcron.operator.plan.LevelProfiles;
import io.gradedcron.operator.plan.StatusFactory;
import io.gradedcron.operator.status.StatusSource;
import io.gradedcron.operator.status.StatusWriter;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the template of a schedule is tried, and what the answer means. */
@EnableKubernetesMockClient(https = false)
@Timeout(60)
class GradedCronJobReconcilerTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final String TRIAL = "/apis/batch/v1/namespaces/shop/jobs?dryRun=All";
  private static final String UID = "ours";

  KubernetesMockServer server;
  KubernetesClient client;

  private boolean urgentWorkWaits;
  private FiringEngine engine;
  private GradedCronJobReconciler reconciler;

  /** Nobody writes a status here. */
  private static final class NoStatus implements StatusPort, StatusSource {
    @Override
    public void changed(ScheduleRef schedule) {
      // Read from the engine where a test wants it.
    }

    @Override
    public void urgent(ScheduleRef schedule) {
      // As above.
    }

    @Override
    public Optional<Draft> draft(String uid) {
      return Optional.empty();
    }

    @Override
    public void reread(GradedCronJob schedule) {
      throw new AssertionError("nothing is written, so nothing conflicts");
    }
  }

  @BeforeEach
  void make() {
    // The client's own retries would only cost time.
    client.getConfiguration().setRequestRetryBackoffLimit(0);
    JobText jobs = new JobText();
    NoStatus status = new NoStatus();
    engine =
        new FiringEngine(
            new FiringEngine.Parts(
                Clock.fixed(NOON, ZoneOffset.UTC),
                System::nanoTime,
                new Random(1),
                new PolicyBook(),
                new RunEventBus(List.of()),
                status,
                new JobLauncher(client, () -> true, jobs, new JobReader()),
                new RunDeleter(client, () -> true),
                (namespace, schedules) -> Map.of(),
                LevelProfiles.NONE),
            8);
    StatusWriter writer =
        new StatusWriter(client, status, () -> true, () -> false, System::nanoTime);
    reconciler =
        new GradedCronJobReconciler(
            engine,
            new TemplateTrial(client, jobs),
            new ScheduleFeed(engine, writer),
            () -> urgentWorkWaits);
    engine.lead();
  }

  private static GradedCronJob schedule() {
    GradedCronJob schedule = new Schedule("shop", "report", 2, "* * * * *").build();
    schedule.getMetadata().setUid(UID);
    schedule.getMetadata().setGeneration(1L);
    schedule.getMetadata().setResourceVersion("1");
    schedule.getMetadata().setCreationTimestamp("2026-11-23T12:00:00Z");
    return schedule;
  }

  private UpdateControl<GradedCronJob> reconcile() {
    return reconciler.reconcile(schedule(), null);
  }

  private String ready() {
    return StatusFactory.condition(engine.draft(UID).orElseThrow().status(), StatusFactory.READY)
        .map(condition -> condition.getStatus() + " " + condition.getReason())
        .orElseThrow();
  }

  private void answer(int code, Object body) {
    server.expect().post().withPath(TRIAL).andReturn(code, body).always();
  }

  private static Status refusal(int code, String reason) {
    return new StatusBuilder()
        .withCode(code)
        .withStatus("Failure")
        .withReason(reason)
        .withMessage(reason + ", as the test wants it")
        .build();
  }

  @Test
  void theTemplateIsTriedByADryRunOnceAGeneration() throws InterruptedException {
    answer(201, "{}");
    engine.put(schedule());
    assertThat(ready()).isEqualTo("Unknown Checking");

    reconcile();
    assertThat(ready()).isEqualTo("True Scheduled");
    assertThat(server.getLastRequest().getPath()).isEqualTo(TRIAL);
    assertThat(server.getLastRequest().getBody().readUtf8())
        .as("a name of full length")
        .contains("\"report-9999999999\"");

    reconcile();
    reconcile();
    assertThat(server.getRequestCount()).as("once").isEqualTo(1);
  }

  @Test
  void aTemplateThatIsRefusedIsInvalid() {
    answer(422, refusal(422, "Invalid"));
    engine.put(schedule());

    reconcile();

    assertThat(ready()).isEqualTo("False InvalidJobTemplate");
  }

  @ParameterizedTest
  @CsvSource({"403, Forbidden", "404, NotFound", "500, InternalError", "503, ServiceUnavailable"})
  void anyOtherRefusalSaysNothingAboutTheTemplate(int code, String reason) {
    answer(code, refusal(code, reason));
    engine.put(schedule());

    assertThat(reconcile().getScheduleDelay()).as("tried again").isPresent();

    assertThat(ready()).isEqualTo("Unknown Checking");
  }

  @Test
  void aTrialStandsBackWhileLaunchesWait() {
    answer(201, "{}");
    engine.put(schedule());
    urgentWorkWaits = true;

    assertThat(reconcile().getScheduleDelay()).as("asked again, in ms").hasValue(20_000L);
    assertThat(server.getRequestCount()).isZero();
    assertThat(ready()).isEqualTo("Unknown Checking");

    urgentWorkWaits = false;
    reconcile();
    assertThat(ready()).isEqualTo("True Scheduled");
  }
}
