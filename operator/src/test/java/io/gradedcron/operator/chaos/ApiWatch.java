package io.gradedcron.operator.chaos;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.GradedCronJob;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The harness's own watch at the API server itself: what a killed API server carried out but did
 * not write into its audit log shows here. It lists anew whenever it was cut.
 */
final class ApiWatch implements AutoCloseable {
  private final Map<String, Evidence.JobCreated> jobs = new ConcurrentHashMap<>();
  private final Map<Long, Evidence.ScheduleVersion> schedules = new ConcurrentHashMap<>();
  private final Map<Long, Evidence.PolicyVersion> policies = new ConcurrentHashMap<>();
  private final List<SharedIndexInformer<?>> informers;

  /** Starts to watch. */
  ApiWatch(KubernetesClient client) {
    informers =
        List.of(
            client.batch().v1().jobs().inAnyNamespace().inform(each(this::job)),
            client.resources(GradedCronJob.class).inAnyNamespace().inform(each(this::schedule)),
            client.resources(Degradation.class).inform(each(this::policy)));
  }

  private void job(Job job) {
    // What a list shows may have been changed since its create: its version says nothing.
    Records.job(job, 0, Instant.now(), "watch")
        .ifPresent(created -> jobs.putIfAbsent(created.uid(), created));
  }

  private void schedule(GradedCronJob schedule) {
    Evidence.ScheduleVersion seen = Records.schedule(schedule, Instant.now());
    schedules.put(seen.version(), seen);
  }

  private void policy(Degradation degradation) {
    Evidence.PolicyVersion seen = Records.policy(degradation);
    policies.put(seen.version(), seen);
  }

  private static <T extends HasMetadata> ResourceEventHandler<T> each(Consumer<T> consumer) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T object) {
        consumer.accept(object);
      }

      @Override
      public void onUpdate(T before, T object) {
        consumer.accept(object);
      }

      @Override
      public void onDelete(T object, boolean unknown) {
        consumer.accept(object);
      }
    };
  }

  /** Returns true if a Job was seen whose slot is at or after this instant. */
  boolean sawLaunchSince(Instant instant) {
    return jobs.values().stream().anyMatch(job -> !job.slot().isBefore(instant));
  }

  /** Returns what was seen so far. */
  Evidence evidence() {
    return new Evidence(
        List.copyOf(jobs.values()),
        List.copyOf(schedules.values()),
        List.copyOf(policies.values()),
        0);
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }
}
