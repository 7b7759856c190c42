package io.gradedcron.operator.fire;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.request.DirectRequests;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Deletes Jobs, and pods where a grace period asks for it. Any thread; waits for the answers. */
public final class RunDeleter {
  private static final String JOB_NAME_LABEL = "batch.kubernetes.io/job-name";

  private final KubernetesClient client;
  private final DirectRequests requests;
  private final BooleanSupplier fence;

  /**
   * Makes a deleter.
   *
   * @param fence true while writing is allowed, asked before each request
   */
  public RunDeleter(KubernetesClient client, BooleanSupplier fence) {
    this.client = client;
    this.requests = new DirectRequests(client, 0);
    this.fence = fence;
  }

  /**
   * Stops an active run: its Job stays until its pods are gone. Where there is a grace period, the
   * pods are deleted with it before the Job is: a Job's delete does not hand a grace period on, and
   * a kubelet keeps to the one with which the end of a pod began. The Job is not given a new pod
   * meanwhile: its controller waits a second, and longer after a failure. A pod that is made
   * between the two has its own grace period.
   *
   * @return false if this replica must not write any more
   * @throws KubernetesClientException if the API server refused or did not answer; the Job is
   *     deleted even if its pods could not be
   */
  boolean stop(ScheduleRef schedule, StopOrder order) {
    if (!fence.getAsBoolean()) {
      return false;
    }
    Optional<KubernetesClientException> refused =
        order.gracePeriodSeconds().isPresent()
            ? endPods(schedule, order.run(), order.gracePeriodSeconds().getAsLong())
            : Optional.empty();
    if (!delete(schedule, order.run(), DeletionPropagation.FOREGROUND)) {
      return false;
    }
    if (refused.isPresent()) {
      throw refused.get();
    }
    return true;
  }

  private Optional<KubernetesClientException> endPods(
      ScheduleRef schedule, Run run, long graceSeconds) {
    try {
      pods(schedule, run).forEach(pod -> delete(schedule, pod, graceSeconds));
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(e);
    }
  }

  private List<Pod> pods(ScheduleRef schedule, Run run) {
    return client
        .pods()
        .inNamespace(schedule.namespace())
        .withLabel(JOB_NAME_LABEL, run.name())
        .list()
        .getItems();
  }

  /** One by one: to delete a collection takes a right of its own, which is more than is needed. */
  private void delete(ScheduleRef schedule, Pod pod, long graceSeconds) {
    client
        .pods()
        .inNamespace(schedule.namespace())
        .withName(pod.getMetadata().getName())
        .withGracePeriod(graceSeconds)
        .delete();
  }

  /**
   * Deletes a finished run; its pods follow.
   *
   * @return false if this replica must not write any more
   * @throws KubernetesClientException if the API server refused or did not answer
   */
  boolean tidy(ScheduleRef schedule, Run run) {
    return delete(schedule, run, DeletionPropagation.BACKGROUND);
  }

  private boolean delete(ScheduleRef schedule, Run run, DeletionPropagation propagation) {
    if (!fence.getAsBoolean()) {
      return false;
    }
    String path = DirectRequests.jobs(schedule.namespace()) + "/" + run.name();
    HttpResponse<byte[]> answer =
        DirectRequests.answer(requests.delete(path, options(propagation)));
    // Not found: it is gone already, which is what was asked for.
    if (!answer.isSuccessful() && answer.code() != HttpURLConnection.HTTP_NOT_FOUND) {
      throw requests.failure(answer);
    }
    return true;
  }

  private static String options(DeletionPropagation propagation) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"propagationPolicy\":\""
        + propagation.toString()
        + "\"}";
  }
}
