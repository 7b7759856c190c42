package io.gradedcron.operator.fire;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.plan.JobReader;
import io.gradedcron.operator.plan.Run;
import java.util.List;
import java.util.Optional;

/**
 * Reads with no resource version given, which the API server answers from its store. Any thread.
 */
public final class ApiFreshState implements FreshState {
  private final KubernetesClient client;
  private final JobReader reader;

  /** Makes a reader. */
  public ApiFreshState(KubernetesClient client, JobReader reader) {
    this.client = client;
    this.reader = reader;
  }

  @Override
  public Optional<Answer> read(ScheduleRef schedule) {
    GradedCronJob fresh =
        client
            .resources(GradedCronJob.class)
            .inNamespace(schedule.namespace())
            .withName(schedule.name())
            .get();
    if (fresh == null || !schedule.uid().equals(fresh.getMetadata().getUid())) {
      return Optional.empty();
    }
    List<Job> jobs =
        client
            .batch()
            .v1()
            .jobs()
            .inNamespace(schedule.namespace())
            .withLabel(GradedCron.SCHEDULE_LABEL, schedule.name())
            .list()
            .getItems();
    List<Run> runs =
        jobs.stream()
            .filter(job -> reader.owner(job).filter(schedule.uid()::equals).isPresent())
            .flatMap(job -> reader.run(job).stream())
            .toList();
    return Optional.of(new Answer(fresh, runs));
  }
}
