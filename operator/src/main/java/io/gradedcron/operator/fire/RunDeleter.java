package io.gradedcron.operator.fire;

import static io.fabric8.kubernetes.api.model.DeletionPropagation.BACKGROUND;
import static io.fabric8.kubernetes.api.model.DeletionPropagation.FOREGROUND;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.request.DirectRequests;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Deletes Jobs, and pods where a grace period asks for it. Any thread; waits for the answers. */
public final class RunDeleter {
  private static final String JOB_NAME_LABEL = "batch.kubernetes.io/job-name";
  private static final String DELETE_OPTIONS = "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",";

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
   * Stops an active run: its Job stays until its pods are gone. A Job's delete does not hand a
   * grace period on, and a kubelet keeps to the one with which the end of a pod began. So, where
   * there is one, the pods are looked up beforehand, and their deletes are sent right behind the
   * Job's, without waiting for its answer: the garbage collector, which would end them with their
   * own period, has to read all of them first. Not before the Job's: a run that loses its pods
   * while its Job stands would fail, or begin anew.
   *
   * @return false if this replica must not write any more
   * @throws KubernetesClientException if the API server refused or did not answer; the Job is
   *     deleted even if its pods could not be
   */
  boolean stop(ScheduleRef schedule, StopOrder order) {
    List<String> pods = List.of();
    Optional<KubernetesClientException> unknown = Optional.empty();
    if (order.gracePeriodSeconds().isPresent() && fence.getAsBoolean()) {
      try {
        pods = pods(schedule, order.run());
      } catch (KubernetesClientException e) {
        unknown = Optional.of(e);
      }
    }
    if (!fence.getAsBoolean()) {
      return false;
    }
    List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
    answers.add(requests.delete(job(schedule, order.run()), options(FOREGROUND)));
    for (String pod : pods) {
      answers.add(
          requests.delete(
              DirectRequests.pods(schedule.namespace()) + "/" + pod,
              options(order.gracePeriodSeconds().orElseThrow())));
    }
    answers.forEach(answer -> expectGone(DirectRequests.answer(answer)));
    if (unknown.isPresent()) {
      throw unknown.get();
    }
    return true;
  }

  private List<String> pods(ScheduleRef schedule, Run run) {
    return client
        .pods()
        .inNamespace(schedule.namespace())
        .withLabel(JOB_NAME_LABEL, run.name())
        .list()
        .getItems()
        .stream()
        .map(pod -> pod.getMetadata().getName())
        .toList();
  }

  /**
   * Deletes a finished run; its pods follow.
   *
   * @return false if this replica must not write any more
   * @throws KubernetesClientException if the API server refused or did not answer
   */
  boolean tidy(ScheduleRef schedule, Run run) {
    if (!fence.getAsBoolean()) {
      return false;
    }
    expectGone(DirectRequests.answer(requests.delete(job(schedule, run), options(BACKGROUND))));
    return true;
  }

  private static String job(ScheduleRef schedule, Run run) {
    return DirectRequests.jobs(schedule.namespace()) + "/" + run.name();
  }

  private void expectGone(HttpResponse<byte[]> answer) {
    // Not found: it is gone already, which is what was asked for.
    if (!answer.isSuccessful() && answer.code() != HttpURLConnection.HTTP_NOT_FOUND) {
      throw requests.failure(answer);
    }
  }

  private static String options(DeletionPropagation propagation) {
    return DELETE_OPTIONS + "\"propagationPolicy\":\"" + propagation + "\"}";
  }

  private static String options(long gracePeriodSeconds) {
    return DELETE_OPTIONS + "\"gracePeriodSeconds\":" + gracePeriodSeconds + "}";
  }
}
