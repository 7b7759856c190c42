package io.gradedcron.operator.fire;

import static io.gradedcron.operator.fire.CellScene.NOON;
import static io.gradedcron.operator.fire.CellScene.minutely;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.event.RunEventBus;
import io.gradedcron.operator.plan.HistoryPlanner;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.StatusFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@EnableKubernetesMockClient(https = false)
@Timeout(60)
class RunKeeperTest {
  private static final Instant LATER = NOON.plusSeconds(20);

  KubernetesMockServer server;
  KubernetesClient client;

  private final CellScene scene = new CellScene();
  private final PolicyBook policies = new PolicyBook();
  private final List<ScheduleRef> urgent = new ArrayList<>();

  /** Writes down what was asked for. */
  private final class Requests implements StatusPort {
    @Override
    public void changed(ScheduleRef schedule) {
      // In due course: nobody waits for it.
    }

    @Override
    public void urgent(ScheduleRef schedule) {
      urgent.add(schedule);
    }
  }

  private RunKeeper keeper() {
    return new RunKeeper(
        Clock.fixed(LATER, ZoneOffset.UTC),
        policies,
        new RunDeleter(client, () -> true),
        new HistoryPlanner(),
        new Requests(),
        new RunEventBus(List.of()));
  }

  private void deletesAreTaken() {
    server
        .expect()
        .delete()
        .withPath("/apis/batch/v1/namespaces/shop/jobs/report-" + NOON.getEpochSecond())
        .andReturn(200, new StatusBuilder().build())
        .always();
  }

  private void degrade(int level, DegradationAction action) {
    policies.putNamespace("shop", Map.of("test", "shop"));
    Degradation peak = CellScene.peak(level).doing(action, action).build();
    policies.put(peak);
  }

  private void save() {
    StatusDraft draft = scene.cell.draft(new StatusFactory(), LATER).orElseThrow();
    scene.cell.saved(draft, scene.cell.resource());
  }

  @Test
  void aRunIsNotStoppedBeforeItsSlotIsSaved() {
    deletesAreTaken();
    scene.beginBeforeNoon(minutely(s -> s));
    scene.launch(NOON);
    degrade(2, DegradationAction.ScaleToZero);
    RunKeeper keeper = keeper();

    keeper.attend(scene.cell);
    assertThat(server.getRequestCount()).isZero();
    assertThat(urgent).as("the save is asked for").hasSize(1);

    save();
    keeper.attend(scene.cell);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void historyIsNotDeletedBeforeTheSlotIsSaved() {
    deletesAreTaken();
    scene.beginBeforeNoon(minutely(s -> s.keeps(0)));
    scene.launch(NOON);
    scene.cell.observe(finished());
    RunKeeper keeper = keeper();

    keeper.tidy(scene.cell);
    assertThat(server.getRequestCount()).isZero();

    save();
    keeper.tidy(scene.cell);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void aRefusedStopIsAskedForAgain() {
    server
        .expect()
        .delete()
        .withPath("/apis/batch/v1/namespaces/shop/jobs/report-" + NOON.getEpochSecond())
        .andReturn(403, new StatusBuilder().withCode(403).withMessage("not now").build())
        .once();
    scene.beginBeforeNoon(minutely(s -> s));
    scene.launch(NOON);
    save();
    degrade(2, DegradationAction.ScaleToZero);
    RunKeeper keeper = keeper();

    assertThat(keeper.attend(scene.cell).retry()).isTrue();

    deletesAreTaken();
    assertThat(keeper.attend(scene.cell).retry()).isFalse();
    assertThat(server.getRequestCount()).isEqualTo(2);
    assertThat(scene.cell.runs()).as("being deleted").allMatch(Run::deleting);
  }

  private static Run finished() {
    return new Run(
        "report-" + NOON.getEpochSecond(),
        "job",
        NOON,
        2,
        Run.Phase.SUCCEEDED,
        false,
        Optional.of(NOON.plusSeconds(3)));
  }

  @Test
  void aDrainStopsNoRun() {
    scene.beginBeforeNoon(minutely(s -> s));
    scene.launch(NOON);
    save();
    degrade(2, DegradationAction.DrainThenStop);

    keeper().attend(scene.cell);

    assertThat(server.getRequestCount()).isZero();
    assertThat(scene.condition(StatusFactory.HELD, LATER)).isEqualTo("True DrainThenStop");
  }

  @Test
  void aRunOfAMoreImportantLevelIsJudgedAtThatLevel() {
    scene.beginBeforeNoon(CellScene.schedule(3, "* * * * *", s -> s));
    scene.cell.observe(CellScene.run(NOON.minusSeconds(60), 1));
    save();
    degrade(2, DegradationAction.ScaleToZero);

    keeper().attend(scene.cell);

    assertThat(server.getRequestCount()).as("it was launched at level 1").isZero();
    assertThat(scene.condition(StatusFactory.HELD, LATER)).isEqualTo("True ScaleToZero");
  }

  @Test
  void aRunOfAScheduleThatBecameMoreImportantIsJudgedAtItsLevel() {
    scene.beginBeforeNoon(CellScene.schedule(1, "* * * * *", s -> s));
    scene.cell.observe(CellScene.run(NOON.minusSeconds(60), 3));
    save();
    degrade(2, DegradationAction.ScaleToZero);

    keeper().attend(scene.cell);

    assertThat(server.getRequestCount()).as("its schedule is of level 1 now").isZero();
  }
}
