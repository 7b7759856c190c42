package io.gradedcron.operator.fire;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.plan.JobReader;
import io.gradedcron.operator.plan.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads with no resource version given, which the API server answers as of now. Any thread.
 *
 * <p>The runs are read before the schedule: a Job that is deleted between the two was covered by a
 * status that was saved before, and the schedule shows that one. The other way round a slot could
 * have neither.
 */
public final class ApiFreshState implements FreshState {
  /** Jobs have some kilobytes: a page is a megabyte or two. */
  private static final long PAGE = 500;

  private final KubernetesClient client;
  private final JobReader reader;
  private final long page;

  /** Makes a reader. */
  public ApiFreshState(KubernetesClient client, JobReader reader) {
    this(client, reader, PAGE);
  }

  ApiFreshState(KubernetesClient client, JobReader reader, long page) {
    this.client = client;
    this.reader = reader;
    this.page = page;
  }

  /**
   * Reads one schedule by its name and its Jobs by their label. To answer that, the API server goes
   * through all Jobs of the namespace: several schedules are therefore read by going through it
   * once, in pages.
   */
  @Override
  public Map<String, Answer> read(String namespace, Collection<ScheduleRef> schedules) {
    return schedules.size() == 1
        ? one(schedules.iterator().next())
        : all(namespace, schedules.stream().map(ScheduleRef::uid).collect(Collectors.toSet()));
  }

  private Map<String, Answer> one(ScheduleRef schedule) {
    Map<String, List<Run>> runs = new HashMap<>();
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(schedule.namespace())
        .withLabel(GradedCron.SCHEDULE_LABEL, schedule.name())
        .list()
        .getItems()
        .forEach(job -> sort(job, Set.of(schedule.uid()), runs));
    GradedCronJob fresh =
        client
            .resources(GradedCronJob.class)
            .inNamespace(schedule.namespace())
            .withName(schedule.name())
            .get();
    return fresh == null ? Map.of() : answers(List.of(fresh), Set.of(schedule.uid()), runs);
  }

  private Map<String, Answer> all(String namespace, Set<String> uids) {
    Map<String, List<Run>> runs = new HashMap<>();
    pages(
        options ->
            client
                .batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withLabel(GradedCron.SCHEDULE_LABEL)
                .list(options),
        job -> sort(job, uids, runs));
    List<GradedCronJob> schedules = new ArrayList<>(uids.size());
    pages(
        options -> client.resources(GradedCronJob.class).inNamespace(namespace).list(options),
        schedule -> {
          if (uids.contains(schedule.getMetadata().getUid())) {
            schedules.add(schedule);
          }
        });
    return answers(schedules, uids, runs);
  }

  private <T extends HasMetadata> void pages(
      Function<ListOptions, ? extends KubernetesResourceList<T>> list, Consumer<T> each) {
    String next = null;
    do {
      KubernetesResourceList<T> some =
          list.apply(new ListOptionsBuilder().withLimit(page).withContinue(next).build());
      some.getItems().forEach(each);
      next = some.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
  }

  private void sort(Job job, Set<String> uids, Map<String, List<Run>> runs) {
    reader
        .owner(job)
        .filter(uids::contains)
        .ifPresent(
            uid ->
                reader
                    .run(job)
                    .ifPresent(run -> runs.computeIfAbsent(uid, u -> new ArrayList<>()).add(run)));
  }

  private static Map<String, Answer> answers(
      List<GradedCronJob> schedules, Set<String> uids, Map<String, List<Run>> runs) {
    Map<String, Answer> answers = new HashMap<>();
    for (GradedCronJob schedule : schedules) {
      String uid = schedule.getMetadata().getUid();
      if (uids.contains(uid)) {
        answers.put(uid, new Answer(schedule, runs.getOrDefault(uid, List.of())));
      }
    }
    return answers;
  }
}
