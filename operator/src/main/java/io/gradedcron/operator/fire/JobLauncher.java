package io.gradedcron.operator.fire;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.gradedcron.operator.plan.AdmissionAnswer;
import io.gradedcron.operator.plan.JobReader;
import io.gradedcron.operator.plan.JobText;
import io.gradedcron.operator.request.DirectRequests;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Creates the Job of a slot. Any thread; waits for the answer, 10 s at most.
 *
 * <p>There is no retry in here, because whether a try still makes sense depends on the slot's
 * deadline and on the policy, which the caller asks again each time. The name makes a second try
 * harmless.
 */
public final class JobLauncher {
  private static final String QUESTION_PATH =
      "apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  private static final byte[] QUESTION =
      """
      {"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview",\
      "spec":{"resourceAttributes":{"group":"batch","resource":"jobs","verb":"create"}}}"""
          .getBytes(StandardCharsets.UTF_8);

  private final KubernetesClient client;
  private final DirectRequests requests;
  private final BooleanSupplier fence;
  private final JobFrames jobs;
  private final JobReader reader;

  /**
   * Makes a launcher.
   *
   * @param fence true while launching is allowed, asked before each request
   */
  public JobLauncher(
      KubernetesClient client, BooleanSupplier fence, JobText jobs, JobReader reader) {
    this.client = client;
    this.fence = fence;
    this.jobs = new JobFrames(jobs);
    this.reader = reader;
    this.requests = new DirectRequests(client, 0);
  }

  LaunchOutcome launch(LaunchOrder order) {
    byte[] body = body(order);
    if (!fence.getAsBoolean()) {
      return new LaunchOutcome.Fenced();
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        requests.post(DirectRequests.jobs(order.schedule().getMetadata().getNamespace()), body);
    try {
      return outcome(order, DirectRequests.await(answer));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new LaunchOutcome.Fenced();
    } catch (KubernetesClientException e) {
      return LaunchOutcome.Retry.unavailable(e.getMessage());
    }
  }

  /**
   * Goes the way of a launch, to the API server and back, with a question in the Job's place: what
   * this account may do. It changes nothing and asks no webhook. Does not wait; completes with the
   * HTTP status.
   */
  CompletableFuture<Integer> rehearse(LaunchOrder order) {
    byte[] body = body(order);
    // What the watch will show of it.
    String event =
        "{\"type\":\"ADDED\",\"object\":" + new String(body, StandardCharsets.UTF_8) + "}";
    client.getKubernetesSerialization().unmarshal(event, WatchEvent.class);
    return requests.post(QUESTION_PATH, QUESTION).thenApply(HttpResponse::code);
  }

  private byte[] body(LaunchOrder order) {
    return jobs.job(order.schedule(), order.slot());
  }

  private LaunchOutcome outcome(LaunchOrder order, HttpResponse<byte[]> answer) {
    int code = answer.code();
    if (answer.isSuccessful()) {
      return new LaunchOutcome.Done();
    }
    JsonNode status = requests.status(answer);
    if (code == 409 && status.path("reason").asText("").equals("AlreadyExists")) {
      return existing(order);
    }
    AdmissionAnswer refusal = DirectRequests.refusal(code, status);
    return refusal.blamesTemplate()
        ? new LaunchOutcome.Invalid(refusal.message())
        : new LaunchOutcome.Retry(refusal.refusal(), retryAfter(answer));
  }

  /** The name is taken: by an earlier try of ours, or by somebody else. */
  private LaunchOutcome existing(LaunchOrder order) {
    try {
      Job job =
          client
              .batch()
              .v1()
              .jobs()
              .inNamespace(order.schedule().getMetadata().getNamespace())
              .withName(order.runName())
              .get();
      if (job == null) {
        return LaunchOutcome.Retry.unavailable("Job " + order.runName() + " existed and is gone");
      }
      String uid = order.schedule().getMetadata().getUid();
      return reader.owner(job).filter(uid::equals).isPresent()
          ? new LaunchOutcome.Done()
          : new LaunchOutcome.Conflict();
    } catch (KubernetesClientException e) {
      return LaunchOutcome.Retry.unavailable(e.getMessage());
    }
  }

  private static Duration retryAfter(HttpResponse<byte[]> answer) {
    String header = answer.header("Retry-After");
    return header != null && header.matches("[0-9]{1,4}")
        ? Duration.ofSeconds(Long.parseLong(header))
        : Duration.ZERO;
  }
}
