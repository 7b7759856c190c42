package io.gradedcron.operator.harness;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * What happened to the Jobs and schedules of a namespace, as the API server told it, with its
 * numbers, by which all of it can be put in order. Any thread.
 */
public final class WatchRecord implements AutoCloseable {
  /** A Job that came into being, or whose deletion began. */
  public record JobEvent(long number, Job job) {
    /** Returns the name of the Job. */
    public String name() {
      return job.getMetadata().getName();
    }

    /** Returns the slot of the Job. */
    public Instant slot() {
      return Jobs.slot(job);
    }

    /** Returns the schedule of the Job. */
    public String schedule() {
      return job.getMetadata().getLabels().get(GradedCron.SCHEDULE_LABEL);
    }
  }

  /** A saved state of a schedule that says up to when it has handled its slots. */
  public record Saved(long number, String schedule, GradedCronJobStatus status) {
    /** Returns up to when it has handled its slots. */
    public Instant handledUntil() {
      return status.lastHandledTime();
    }

    /** Returns whether it says that a slot was skipped or missed. */
    public boolean accountsFor(Instant slot) {
      return (status.lastMissed() != null
              && isWithin(slot, status.lastMissed().from(), status.lastMissed().to()))
          || (status.lastSkipped() != null
              && isWithin(slot, status.lastSkipped().from(), status.lastSkipped().to()));
    }

    private static boolean isWithin(Instant slot, Instant from, Instant to) {
      return !slot.isBefore(from) && !slot.isAfter(to);
    }
  }

  private final Queue<JobEvent> created = new ConcurrentLinkedQueue<>();
  private final Queue<JobEvent> deleted = new ConcurrentLinkedQueue<>();
  private final Queue<Saved> saves = new ConcurrentLinkedQueue<>();
  private final Watch jobs;
  private final Watch schedules;

  /** Begins to record. */
  public WatchRecord(KubernetesClient client, String namespace) {
    this.jobs =
        client
            .batch()
            .v1()
            .jobs()
            .inNamespace(namespace)
            .withLabel(GradedCron.SCHEDULE_LABEL)
            .watch(new Recorder<>(this::record));
    this.schedules =
        client
            .resources(GradedCronJob.class)
            .inNamespace(namespace)
            .watch(new Recorder<>(this::record));
  }

  private record Seen<T>(Watcher.Action action, T object) {}

  private record Recorder<T extends HasMetadata>(Consumer<Seen<T>> to) implements Watcher<T> {
    @Override
    public void eventReceived(Action action, T object) {
      to.accept(new Seen<>(action, object));
    }

    @Override
    public void onClose(WatcherException cause) {
      throw new AssertionError("a watch broke", cause);
    }
  }

  private void record(Seen<? extends HasMetadata> seen) {
    long number = Long.parseLong(seen.object().getMetadata().getResourceVersion());
    if (seen.object() instanceof GradedCronJob schedule) {
      if (schedule.getStatus() != null && schedule.getStatus().lastHandledTime() != null) {
        saves.add(new Saved(number, schedule.getMetadata().getName(), schedule.getStatus()));
      }
    } else if (seen.object() instanceof Job job) {
      JobEvent event = new JobEvent(number, job);
      if (seen.action() == Watcher.Action.ADDED) {
        created.add(event);
      } else if (seen.action() == Watcher.Action.DELETED
          || job.getMetadata().getDeletionTimestamp() != null) {
        if (deleted.stream().noneMatch(other -> other.name().equals(event.name()))) {
          deleted.add(event);
        }
      }
    }
  }

  /** Returns the Jobs that came into being, in the order of the API server. */
  public List<JobEvent> created() {
    return List.copyOf(created);
  }

  /** Returns those of a schedule. */
  public List<JobEvent> created(String schedule) {
    return created.stream().filter(event -> event.schedule().equals(schedule)).toList();
  }

  /** Returns the Jobs of a schedule whose deletion began, with the number at which it did. */
  public List<JobEvent> deleted(String schedule) {
    return deleted.stream().filter(event -> event.schedule().equals(schedule)).toList();
  }

  /** Returns the saved states of a schedule. */
  public List<Saved> saves(String schedule) {
    return saves.stream().filter(saved -> saved.schedule().equals(schedule)).toList();
  }

  @Override
  public void close() {
    jobs.close();
    schedules.close();
  }
}
