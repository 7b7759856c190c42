package io.gradedcron.operator.fire;

import static io.gradedcron.operator.fire.CellScene.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.event.RunEventBus;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.plan.JobReader;
import io.gradedcron.operator.plan.JobText;
import io.gradedcron.operator.plan.LevelProfiles;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a standby reads before it takes over. */
@EnableKubernetesMockClient(https = false)
class TakeOverRehearsalTest {
  KubernetesClient client;

  private final List<ScheduleRef> read = new ArrayList<>();
  private Duration aRead = Duration.ZERO;
  private Duration passed = Duration.ZERO;
  private FiringEngine engine;
  private TakeOverRehearsal rehearsal;

  /** Nobody writes a status here. */
  private static final class NoStatus implements StatusPort {
    @Override
    public void changed(ScheduleRef schedule) {
      // Not looked at.
    }

    @Override
    public void urgent(ScheduleRef schedule) {
      // As above.
    }
  }

  private Map<String, FreshState.Answer> reads(List<ScheduleRef> schedules) {
    read.addAll(schedules);
    passed = passed.plus(aRead);
    return Map.of();
  }

  @BeforeEach
  void make() {
    engine =
        new FiringEngine(
            new FiringEngine.Parts(
                Clock.fixed(NOON, ZoneOffset.UTC),
                System::nanoTime,
                new Random(1),
                new PolicyBook(),
                new RunEventBus(List.of()),
                new NoStatus(),
                new JobLauncher(client, () -> true, new JobText(), new JobReader()),
                new RunDeleter(client, () -> true),
                (namespace, schedules) -> Map.of(),
                LevelProfiles.NONE),
            8);
    rehearsal =
        new TakeOverRehearsal(
            engine,
            (namespace, schedules) -> reads(List.copyOf(schedules)),
            () -> passed.toNanos());
    for (int i = 0; i < 100; i++) {
      GradedCronJob schedule = new Schedule("shop", "report-" + i, 2, "* * * * *").build();
      schedule.getMetadata().setUid("u" + i);
      schedule.getMetadata().setGeneration(1L);
      schedule.getMetadata().setResourceVersion("1");
      schedule.getMetadata().setCreationTimestamp("2026-11-23T11:00:00Z");
      engine.put(schedule);
    }
  }

  @Test
  void aStandbyReadsSomeOfWhatItsTakeOverWillRead() {
    rehearsal.run();

    assertThat(read).doesNotHaveDuplicates().hasSize(32);
  }

  @Test
  void aLeaderNeedsNoRehearsal() {
    engine.lead();
    rehearsal.run();

    assertThat(read).isEmpty();
  }

  @Test
  void whereTheApiServerHasToGoThroughManyJobsSomeReadsMustDo() {
    aRead = Duration.ofMillis(500);
    rehearsal.run();

    assertThat(read).as("in two seconds").hasSize(5);
  }
}
