package io.gradedcron.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
class PreflightTest {
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

  KubernetesMockServer server;
  KubernetesClient client;

  private void answerDiscovery() {
    server
        .expect()
        .get()
        .withPath("/version")
        .andReturn(200, Map.of("major", "1", "minor", "34"))
        .always();
    server
        .expect()
        .get()
        .withPath("/apis/gradedcron.io/v1")
        .andReturn(200, new APIResourceListBuilder().build())
        .always();
  }

  private void answerReviews(boolean allowed) {
    server
        .expect()
        .post()
        .withPath(REVIEWS)
        .andReturn(
            201,
            new SelfSubjectAccessReviewBuilder()
                .withNewStatus()
                .withAllowed(allowed)
                .endStatus()
                .build())
        .always();
  }

  private void refuseReviews(int code, int times) {
    server
        .expect()
        .post()
        .withPath(REVIEWS)
        .andReturn(
            code,
            new StatusBuilder().withCode(code).withStatus("Failure").withMessage("busy").build())
        .times(times);
  }

  @Test
  void whereNothingIsMissingThereIsNoProblem() {
    answerDiscovery();
    answerReviews(true);

    assertThat(new Preflight(client, Optional.of("ns")).problem()).isEmpty();
  }

  @Test
  void aServerThatIsOnlyBusyIsAskedAgain() {
    answerDiscovery();
    refuseReviews(429, 1);
    refuseReviews(500, 1);
    answerReviews(true);

    assertThat(new Preflight(client, Optional.of("ns")).problem()).isEmpty();
  }

  @Test
  void missingRightsAreNamed() {
    answerDiscovery();
    answerReviews(false);

    assertThat(new Preflight(client, Optional.empty()).problem().orElseThrow())
        .contains("rights are missing", "create jobs.batch", "patch gradedcronjobs/status");
  }
}
