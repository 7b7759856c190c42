package io.gradedcron.operator.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the plugin asks of the API server, with the person's rights. One thread. */
final class Cluster implements AutoCloseable {
  private static final long PAGE = 500;
  private static final PatchContext MERGE =
      new PatchContext.Builder()
          .withPatchType(PatchType.JSON_MERGE)
          .withFieldManager("kubectl-gradedcron")
          .build();

  private final KubernetesClient client;

  Cluster(KubernetesClient client) {
    this.client = client;
  }

  /** Returns the namespace that is asked for, or else the context's. */
  String namespace(Optional<String> asked) {
    return asked
        .or(() -> Optional.ofNullable(client.getConfiguration().getNamespace()))
        .filter(name -> !name.isBlank())
        .orElse("default");
  }

  // --- schedules

  /** Returns the schedules of a namespace; of all where none is named. */
  List<GradedCronJob> schedules(Optional<String> namespace) {
    try {
      return pages(
          options ->
              namespace.isPresent()
                  ? client.resources(GradedCronJob.class).inNamespace(namespace.get()).list(options)
                  : client.resources(GradedCronJob.class).inAnyNamespace().list(options));
    } catch (KubernetesClientException e) {
      if (ApiFailure.isForbidden(e) && namespace.isEmpty()) {
        throw new PluginException(ApiFailure.line(e) + "; name one namespace with -n", e);
      }
      throw known(e);
    }
  }

  /** Returns a schedule; empty if there is none of that name. */
  Optional<GradedCronJob> findSchedule(String namespace, String name) {
    return Optional.ofNullable(schedule(namespace, name).get());
  }

  /** Returns a schedule. */
  GradedCronJob getSchedule(String namespace, String name) {
    return findSchedule(namespace, name)
        .orElseThrow(
            () ->
                new PluginException(
                    "gradedcronjob \"" + name + "\" not found in namespace " + namespace));
  }

  private Resource<GradedCronJob> schedule(String namespace, String name) {
    return client.resources(GradedCronJob.class).inNamespace(namespace).withName(name);
  }

  /** Creates a schedule. */
  GradedCronJob create(GradedCronJob schedule) {
    try {
      return client.resource(schedule).create();
    } catch (KubernetesClientException e) {
      throw known(e);
    }
  }

  /** Merges a piece of JSON into a schedule. */
  GradedCronJob patch(GradedCronJob schedule, String json) {
    return client.resource(schedule).patch(MERGE, json);
  }

  /** Waits until a schedule is so; empty if it is not in time. */
  Optional<GradedCronJob> await(
      GradedCronJob schedule, Predicate<GradedCronJob> condition, Duration patience) {
    return await(
        schedule(schedule.getMetadata().getNamespace(), schedule.getMetadata().getName()),
        condition,
        patience);
  }

  private static <T extends HasMetadata> Optional<T> await(
      Resource<T> resource, Predicate<T> condition, Duration patience) {
    try {
      return Optional.of(
          resource.waitUntilCondition(
              found -> found != null && condition.test(found),
              Math.max(1, patience.toMillis()),
              TimeUnit.MILLISECONDS));
    } catch (KubernetesClientTimeoutException e) {
      // That is the answer: it was not so in time.
      return Optional.empty();
    }
  }

  // --- degradations

  /** Returns all degradations. */
  List<Degradation> degradations() {
    try {
      return pages(options -> client.resources(Degradation.class).list(options));
    } catch (KubernetesClientException e) {
      throw known(e);
    }
  }

  /** Returns all degradations; empty if the person may not read them. */
  Optional<List<Degradation>> readableDegradations() {
    try {
      return Optional.of(pages(options -> client.resources(Degradation.class).list(options)));
    } catch (KubernetesClientException e) {
      if (ApiFailure.isForbidden(e)) {
        return Optional.empty();
      }
      throw known(e);
    }
  }

  /** Returns a degradation; empty if there is none of that name. */
  Optional<Degradation> findDegradation(String name) {
    return Optional.ofNullable(client.resources(Degradation.class).withName(name).get());
  }

  /** Creates a degradation. */
  Degradation create(Degradation degradation) {
    try {
      return client.resource(degradation).create();
    } catch (KubernetesClientException e) {
      throw known(e);
    }
  }

  /** Merges a piece of JSON into a degradation. */
  Degradation patch(Degradation degradation, String json) {
    return client.resource(degradation).patch(MERGE, json);
  }

  // --- the rest

  /** Returns the labels of all namespaces. */
  Map<String, Map<String, String>> namespaceLabels() {
    Map<String, Map<String, String>> labels = new HashMap<>();
    pages(options -> client.namespaces().list(options))
        .forEach(
            namespace ->
                labels.put(
                    namespace.getMetadata().getName(),
                    Optional.ofNullable(namespace.getMetadata().getLabels()).orElse(Map.of())));
    return labels;
  }

  /** Returns the labels of a namespace. */
  Map<String, String> namespaceLabels(String namespace) {
    return Optional.ofNullable(client.namespaces().withName(namespace).get())
        .map(found -> found.getMetadata().getLabels())
        .orElse(Map.of());
  }

  /** Returns the Jobs of schedules of a namespace; of all where none is named. */
  List<Job> runs(Optional<String> namespace) {
    return pages(
        options ->
            namespace.isPresent()
                ? client
                    .batch()
                    .v1()
                    .jobs()
                    .inNamespace(namespace.get())
                    .withLabel(GradedCron.SCHEDULE_LABEL)
                    .list(options)
                : client
                    .batch()
                    .v1()
                    .jobs()
                    .inAnyNamespace()
                    .withLabel(GradedCron.SCHEDULE_LABEL)
                    .list(options));
  }

  /** Returns the Jobs of one schedule. */
  List<Job> runs(String namespace, String schedule) {
    return pages(
        options ->
            client
                .batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withLabel(GradedCron.SCHEDULE_LABEL, schedule)
                .list(options));
  }

  /** Returns a Job; empty if there is none of that name. */
  Optional<Job> findJob(String namespace, String name) {
    return Optional.ofNullable(
        client.batch().v1().jobs().inNamespace(namespace).withName(name).get());
  }

  /** Waits until a Job of a schedule is there. Returns false if it is not in time. */
  boolean awaitJob(GradedCronJob schedule, String name, Duration patience) {
    return await(
            client
                .batch()
                .v1()
                .jobs()
                .inNamespace(schedule.getMetadata().getNamespace())
                .withName(name),
            job -> true,
            patience)
        .isPresent();
  }

  /** Returns a CronJob. */
  CronJob cronJob(String namespace, String name) {
    return Optional.ofNullable(cronJobs(namespace, name).get())
        .orElseThrow(
            () ->
                new PluginException(
                    "cronjob \"" + name + "\" not found in namespace " + namespace));
  }

  private Resource<CronJob> cronJobs(String namespace, String name) {
    return client.batch().v1().cronjobs().inNamespace(namespace).withName(name);
  }

  /** Merges a piece of JSON into a CronJob. */
  CronJob patch(CronJob cronJob, String json) {
    return client.resource(cronJob).patch(MERGE, json);
  }

  /** Waits until a CronJob is so; empty if it is not in time. */
  Optional<CronJob> await(CronJob cronJob, Predicate<CronJob> condition, Duration patience) {
    return await(
        cronJobs(cronJob.getMetadata().getNamespace(), cronJob.getMetadata().getName()),
        condition,
        patience);
  }

  private static <T extends HasMetadata> List<T> pages(
      Function<ListOptions, ? extends KubernetesResourceList<T>> list) {
    List<T> all = new ArrayList<>();
    String next = null;
    do {
      KubernetesResourceList<T> some =
          list.apply(new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build());
      all.addAll(some.getItems());
      next = some.getMetadata() == null ? null : some.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return all;
  }

  private static RuntimeException known(KubernetesClientException failure) {
    return ApiFailure.isNotFound(failure) && failure.getMessage().contains(GradedCron.GROUP)
        ? new PluginException(
            "the API server does not know " + GradedCron.GROUP + ": apply crds/ first", failure)
        : failure;
  }

  @Override
  public void close() {
    client.close();
  }
}
