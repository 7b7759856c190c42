package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.plan.JobFactory;
import io.gradedcron.operator.plan.JobReader;
import io.gradedcron.operator.plan.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One schedule by its label, or a namespace in pages: both have to say the same. */
@ExtendWith(DevCluster.class)
class ApiFreshStateIT {
  private static final Instant SLOT = Instant.parse("2026-01-01T00:00:00Z");

  private final KubernetesClient client;
  private String namespace;

  ApiFreshStateIT(DevCluster.Access cluster) {
    client = cluster.client();
  }

  @BeforeEach
  void open() {
    namespace = Manifests.namespace(client, "fresh");
  }

  /** Other tests count what is armed on the same cluster. */
  @AfterEach
  void close() {
    client.resources(GradedCronJob.class).inNamespace(namespace).delete();
  }

  @Test
  void aNamespaceThatIsReadInPagesHasTheSameRunsAsItsSchedulesOneByOne() {
    List<ScheduleRef> schedules = new ArrayList<>();
    JobFactory jobs = new JobFactory();
    for (int i = 0; i < 3; i++) {
      GradedCronJob schedule =
          client
              .resource(new Manifests.Schedule(namespace, "s" + i, 1, "0 0 1 1 *").build())
              .create();
      schedules.add(ScheduleRef.of(schedule.getMetadata()));
      for (int run = 0; run < i + 1; run++) {
        client.resource(jobs.job(schedule, SLOT.plusSeconds(run))).create();
      }
    }
    ApiFreshState reader = new ApiFreshState(client, new JobReader(), 2);

    Map<String, FreshState.Answer> all = reader.read(namespace, schedules);

    assertThat(all).hasSize(3);
    for (int i = 0; i < 3; i++) {
      ScheduleRef schedule = schedules.get(i);
      assertThat(all.get(schedule.uid()).runs())
          .as(schedule.name())
          .extracting(Run::slot)
          .hasSize(i + 1)
          .containsAll(slots(reader.read(namespace, List.of(schedule)).get(schedule.uid())));
    }
  }

  private static List<Instant> slots(FreshState.Answer answer) {
    return answer.runs().stream().map(Run::slot).toList();
  }

  @Test
  void aScheduleThatIsGoneOrHasASuccessorOfItsNameIsNotInTheAnswer() {
    GradedCronJob there =
        client
            .resource(new Manifests.Schedule(namespace, "there", 1, "0 0 1 1 *").build())
            .create();
    ScheduleRef present = ScheduleRef.of(there.getMetadata());
    ScheduleRef former = new ScheduleRef(namespace, "there", "an-older-uid");
    ApiFreshState reader = new ApiFreshState(client, new JobReader());

    assertThat(reader.read(namespace, List.of(former))).isEmpty();
    assertThat(reader.read(namespace, List.of(present, former))).containsOnlyKeys(present.uid());
  }
}
