package io.gradedcron.operator.controller;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.api.GradedCron;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks before the start whether the operator can work at all, and says what to do if it can't. */
public final class Preflight {
  /**
   * A right that the operator needs.
   *
   * @param namespace where; null: in all namespaces
   */
  private record Right(
      String group, String resource, String subresource, String namespace, String verb) {
    @Override
    public String toString() {
      String name = subresource == null ? resource : resource + "/" + subresource;
      return verb + " " + (group.isEmpty() ? name : name + "." + group);
    }
  }

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final int MOST_ATTEMPTS = 30;
  private static final long PAUSE_NANOS = 300_000_000L;

  private final KubernetesClient client;
  private final Optional<String> leaseNamespace;

  /**
   * Makes a check.
   *
   * @param leaseNamespace where the Lease lies; empty: without leader election
   */
  public Preflight(KubernetesClient client, Optional<String> leaseNamespace) {
    this.client = client;
    this.leaseNamespace = leaseNamespace;
  }

  /** Returns what is missing, in one line that says what to do; empty if nothing is. */
  public Optional<String> problem() {
    try {
      patiently(client::getKubernetesVersion);
      if (patiently(() -> client.getApiResources(GradedCron.API_VERSION)) == null) {
        return Optional.of(
            "the custom resource definitions of "
                + GradedCron.API_VERSION
                + " are missing: run kubectl apply -f crds/");
      }
      List<Right> missing = rights().filter(right -> !isAllowed(right)).toList();
      return missing.isEmpty()
          ? Optional.empty()
          : Optional.of(
              "rights are missing: "
                  + missing
                  + ": bind this account to the chart's ClusterRole and Role (helm/gradedcron)");
    } catch (KubernetesClientException e) {
      return Optional.of(
          "no reachable API server at "
              + client.getMasterUrl()
              + ": "
              + rootMessage(e)
              + ": set KUBECONFIG to a working kubeconfig, or run in a cluster");
    }
  }

  /**
   * Calls, and calls again while the API server is there and only too busy: a replica that gave up
   * on the first 429 would be kept away by the kubelet's growing back-off for longer than that.
   */
  private static <T> T patiently(Supplier<T> call) {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (KubernetesClientException e) {
        boolean busy = e.getCode() == TOO_MANY_REQUESTS || e.getCode() >= SERVER_ERROR;
        if (!busy || attempt >= MOST_ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static String rootMessage(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private Stream<Right> rights() {
    List<Right> rights = new ArrayList<>();
    add(rights, GradedCron.GROUP, "gradedcronjobs", null, "get", "list", "watch");
    add(rights, GradedCron.GROUP, "gradedcronjobs", "status", "patch");
    add(rights, GradedCron.GROUP, "degradations", null, "get", "list", "watch");
    add(rights, GradedCron.GROUP, "degradations", "status", "patch");
    add(rights, "batch", "jobs", null, "get", "list", "watch", "create", "delete");
    add(rights, "", "pods", null, "list", "delete");
    add(rights, "", "namespaces", null, "get", "list", "watch");
    add(rights, "events.k8s.io", "events", null, "create");
    leaseNamespace.ifPresent(
        namespace ->
            Stream.of("get", "create", "update")
                .map(verb -> new Right("coordination.k8s.io", "leases", null, namespace, verb))
                .forEach(rights::add));
    return rights.stream();
  }

  private static void add(
      List<Right> rights, String group, String resource, String subresource, String... verbs) {
    for (String verb : verbs) {
      rights.add(new Right(group, resource, subresource, null, verb));
    }
  }

  private boolean isAllowed(Right right) {
    SelfSubjectAccessReview answer =
        patiently(
            () ->
                client
                    .authorization()
                    .v1()
                    .selfSubjectAccessReview()
                    .create(
                        new SelfSubjectAccessReviewBuilder()
                            .withNewSpec()
                            .withNewResourceAttributes()
                            .withGroup(right.group())
                            .withResource(right.resource())
                            .withSubresource(right.subresource())
                            .withNamespace(right.namespace())
                            // The one Lease by name: the chart's Role grants no other.
                            .withName(
                                "leases".equals(right.resource()) && !"create".equals(right.verb())
                                    ? "gradedcron"
                                    : null)
                            .withVerb(right.verb())
                            .endResourceAttributes()
                            .endSpec()
                            .build()));
    return Boolean.TRUE.equals(answer.getStatus().getAllowed());
  }
}
