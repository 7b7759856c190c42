package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpecBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobSpec;
import io.gradedcron.operator.api.JobTemplate;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.RefusalReason;
import io.gradedcron.operator.plan.JobFactory;
import io.gradedcron.operator.plan.JobReader;
import io.gradedcron.operator.plan.JobText;
import io.gradedcron.operator.plan.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnableKubernetesMockClient(https = false)
@Timeout(60)
class JobLauncherTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final String JOBS = "/apis/batch/v1/namespaces/shop/jobs";
  private static final String RUN = JOBS + "/report-1795435200";

  KubernetesMockServer server;
  KubernetesClient client;

  private static LaunchOrder order() {
    GradedCronJob schedule = new GradedCronJob();
    schedule.setMetadata(
        new ObjectMetaBuilder().withNamespace("shop").withName("report").withUid("ours").build());
    schedule.setSpec(
        new GradedCronJobSpec(
            2,
            "* * * * *",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            JobTemplate.of(
                new JobTemplateSpecBuilder()
                    .withNewSpec()
                    .withNewTemplate()
                    .withNewSpec()
                    .withRestartPolicy("Never")
                    .endSpec()
                    .endTemplate()
                    .endSpec()
                    .build())));
    return new LaunchOrder(schedule, NOON, LaunchReason.OnTime);
  }

  private static JobLauncher launcher(KubernetesClient client, boolean fence) {
    return new JobLauncher(client, () -> fence, new JobText(), new JobReader());
  }

  private LaunchOutcome launch() {
    return launcher(client, true).launch(order());
  }

  private void answer(int code, Object body) {
    server.expect().post().withPath(JOBS).andReturn(code, body).always();
  }

  private static Status status(int code, String reason, String message) {
    return new StatusBuilder()
        .withCode(code)
        .withStatus("Failure")
        .withReason(reason)
        .withMessage(message)
        .build();
  }

  private void nameIsTaken() {
    answer(409, status(409, "AlreadyExists", "jobs.batch \"report-1795435200\" already exists"));
  }

  private static Job jobOf(String uid) {
    return new JobBuilder(new JobFactory().job(order().schedule(), NOON))
        .editMetadata()
        .editFirstOwnerReference()
        .withUid(uid)
        .endOwnerReference()
        .endMetadata()
        .build();
  }

  @Test
  void theJobOfTheSlotIsPosted() throws InterruptedException {
    Job job = new JobFactory().job(order().schedule(), NOON);
    answer(201, job);

    assertThat(launch()).isEqualTo(new LaunchOutcome.Done());
    assertThat(server.getRequestCount()).isEqualTo(1);
    assertThat(
            client
                .getKubernetesSerialization()
                .unmarshal(server.getLastRequest().getBody().readUtf8(), Job.class))
        .isEqualTo(job);
  }

  @Test
  void aNameThatIsTakenByOurOwnEarlierTryIsASuccess() {
    nameIsTaken();
    server.expect().get().withPath(RUN).andReturn(200, jobOf("ours")).once();

    assertThat(launch()).isEqualTo(new LaunchOutcome.Done());
  }

  @Test
  void aNameThatIsTakenByAnotherScheduleIsAConflict() {
    nameIsTaken();
    server.expect().get().withPath(RUN).andReturn(200, jobOf("another")).once();

    assertThat(launch()).isEqualTo(new LaunchOutcome.Conflict());
  }

  @Test
  void aNameThatIsTakenByAJobOfNobodyIsAConflict() {
    nameIsTaken();
    Job job = jobOf("ours");
    job.getMetadata().setOwnerReferences(null);
    server.expect().get().withPath(RUN).andReturn(200, job).once();

    assertThat(launch()).isEqualTo(new LaunchOutcome.Conflict());
  }

  @Test
  void aJobThatIsGoneAgainIsTriedAgain() {
    nameIsTaken();
    server.expect().get().withPath(RUN).andReturn(404, status(404, "NotFound", "gone")).always();

    assertThat(launch())
        .isEqualTo(LaunchOutcome.Retry.unavailable("Job report-1795435200 existed and is gone"));
  }

  @Test
  void anOwnerThatCannotBeReadIsTriedAgain() {
    nameIsTaken();
    server
        .expect()
        .get()
        .withPath(RUN)
        .andReturn(403, status(403, "Forbidden", "cannot get jobs"))
        .always();

    assertThat(launch())
        .isInstanceOfSatisfying(
            LaunchOutcome.Retry.class,
            retry -> assertThat(retry.refusal().message()).contains("cannot get jobs"));
  }

  @Test
  void aConflictOfAnotherKindIsTriedAgain() {
    answer(409, status(409, "Conflict", "the namespace is being created"));

    assertThat(launch())
        .isEqualTo(LaunchOutcome.Retry.unavailable("the namespace is being created"));
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void aJobThatTheApiServerNeverTakesIsInvalid() {
    answer(422, status(422, "Invalid", "spec.template.spec.containers: Required value"));

    assertThat(launch())
        .isEqualTo(new LaunchOutcome.Invalid("spec.template.spec.containers: Required value"));
  }

  @ParameterizedTest
  @CsvSource({
    "403, Forbidden, exceeded quota: pods, QuotaExceeded",
    "404, NotFound, namespaces \"shop\" not found, NamespaceTerminating",
    "429, TooManyRequests, too many requests, Unavailable",
    "500, InternalError, failed calling webhook, WebhookFailed",
    "503, ServiceUnavailable, apiserver is shutting down, Unavailable"
  })
  void aRefusalIsTriedAgainByTheCallerAndNotBelow(
      int code, String reason, String message, RefusalReason expected) throws InterruptedException {
    answer(code, status(code, reason, message));

    assertThat(launch())
        .isEqualTo(new LaunchOutcome.Retry(new Refusal(expected, message), Duration.ZERO));
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "0, 0", "'Wed, 21 Oct 2026 07:28:00 GMT', 0", "-1, 0", "99999, 0"})
  void theTimeThatTheApiServerAsksToWaitIsHandedOn(String header, long seconds) {
    server
        .expect()
        .post()
        .withPath(JOBS)
        .andReturn(429, status(429, "TooManyRequests", "too many requests"))
        .withHeader("Retry-After", header)
        .always();

    assertThat(launch())
        .isEqualTo(
            new LaunchOutcome.Retry(
                new Refusal(RefusalReason.Unavailable, "too many requests"),
                Duration.ofSeconds(seconds)));
  }

  @ParameterizedTest
  @CsvSource({"502, <html>bad gateway</html>", "500, ''", "503, {}", "409, nonsense"})
  void anAnswerThatIsNoStatusIsNamedByItsCode(int code, String body) {
    answer(code, body);

    assertThat(launch()).isEqualTo(LaunchOutcome.Retry.unavailable("HTTP " + code));
  }

  @Test
  void aServerThatDoesNotAnswerIsTriedAgain() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (KubernetesClient nobody =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(client.getConfiguration())
                    .withMasterUrl("http://127.0.0.1:" + port)
                    .build())
            .build()) {
      assertThat(launcher(nobody, true).launch(order()))
          .isInstanceOfSatisfying(
              LaunchOutcome.Retry.class,
              retry -> {
                assertThat(retry.refusal().message())
                    .startsWith("no answer: ")
                    .doesNotContain("null");
                assertThat(retry.after()).isZero();
              });
    }
  }

  @Test
  void behindAClosedFenceNothingIsSent() {
    assertThat(launcher(client, false).launch(order())).isEqualTo(new LaunchOutcome.Fenced());
    assertThat(server.getRequestCount()).isZero();
  }
}
