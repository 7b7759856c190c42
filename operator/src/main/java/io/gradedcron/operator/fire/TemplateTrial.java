package io.gradedcron.operator.fire;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.plan.AdmissionAnswer;
import io.gradedcron.operator.plan.JobText;
import io.gradedcron.operator.request.DirectRequests;
import java.util.Optional;

/**
 * Asks the API server whether it would take a schedule's Jobs: a create by dry run, of the bytes
 * that a launch sends. Any thread; waits for the answer, 10 s at most.
 */
public final class TemplateTrial {
  private final DirectRequests requests;
  private final JobText jobs;

  /** Makes a trial. */
  public TemplateTrial(KubernetesClient client, JobText jobs) {
    this.requests =
        new DirectRequests(client, client.getConfiguration().getRequestRetryBackoffLimit());
    this.jobs = jobs;
  }

  /**
   * Returns why the API server would not take a Job of this schedule; empty if it would.
   *
   * @throws KubernetesClientException if it did not answer
   */
  public Optional<AdmissionAnswer> refusal(GradedCronJob schedule) throws InterruptedException {
    String path = DirectRequests.jobs(schedule.getMetadata().getNamespace()) + "?dryRun=All";
    HttpResponse<byte[]> answer = DirectRequests.await(requests.post(path, jobs.trial(schedule)));
    return answer.isSuccessful()
        ? Optional.empty()
        : Optional.of(DirectRequests.refusal(answer.code(), requests.status(answer)));
  }
}
