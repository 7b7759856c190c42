package io.gradedcron.operator.fire;

import static io.gradedcron.operator.fire.CellScene.NOON;
import static io.gradedcron.operator.fire.CellScene.UID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.gradedcron.operator.api.ConcurrencyPolicy;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.LaunchReason;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.api.SkipReason;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.event.RunEventBus;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.harness.SteerableClock;
import io.gradedcron.operator.plan.JobReader;
import io.gradedcron.operator.plan.JobText;
import io.gradedcron.operator.plan.LevelProfiles;
import io.gradedcron.operator.plan.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All parts of firing together, with a mock API server and a clock of the test's own. */
@EnableKubernetesMockClient(https = false)
@Timeout(60)
class FiringEngineTest {
  private static final String JOBS = "/apis/batch/v1/namespaces/shop/jobs";
  private static final int WORKERS = 16;
  private static final int MORE_THAN_ARE_STOPPED_AT_ONCE = 64;

  /** Due at noon and then not for a year. */
  private static final String AT_NOON = "0 0 12 23 11 *";

  KubernetesMockServer server;
  KubernetesClient client;

  private final SteerableClock clock = new SteerableClock();
  private final PolicyBook policies = new PolicyBook();
  private final Queue<RunEvent> events = new ConcurrentLinkedQueue<>();
  private final RunEventBus bus = new RunEventBus(List.of(events::add));
  private final List<String> requests = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile FreshState.Answer fresh;
  private volatile BooleanSupplier mayDelete = () -> true;
  private FiringEngine engine;
  private LevelProfiles levels = LevelProfiles.NONE;

  /** Saves at once what is asked for. */
  private final class Saves implements StatusPort {
    @Override
    public void changed(ScheduleRef schedule) {
      // The status is looked at where a test wants it.
    }

    @Override
    public void urgent(ScheduleRef schedule) {
      engine
          .draft(schedule.uid())
          .ifPresent(draft -> engine.saved(schedule.uid(), draft, draft.resource()));
    }
  }

  @BeforeEach
  void setTheClock() {
    clock.set(NOON.minusSeconds(300));
  }

  /** Starts an engine whose launches ask this just before each create. */
  private void start(BooleanSupplier fence) {
    server.expect().post().withPath(JOBS).andReturn(201, "{}").always();
    engine =
        new FiringEngine(
            new FiringEngine.Parts(
                clock,
                System::nanoTime,
                new Random(1),
                policies,
                bus,
                new Saves(),
                new JobLauncher(client, fence, new JobText(), new JobReader()),
                new RunDeleter(client, () -> mayDelete.getAsBoolean()),
                (namespace, schedules) -> fresh == null ? Map.of() : Map.of(UID, fresh),
                levels),
            WORKERS);
    bus.start();
    engine.start();
  }

  private void start() {
    start(() -> true);
  }

  /** The caches and the API server show a schedule and its runs. */
  private void show(GradedCronJob schedule, Run... runs) {
    fresh = new FreshState.Answer(schedule, List.of(runs));
    engine.put(schedule);
    for (Run run : runs) {
      engine.observe(schedule.getMetadata().getUid(), run);
    }
  }

  /** The replica leads from a second before noon on, however long it took to make it. */
  private void leadBeforeNoon() {
    clock.set(NOON.minusSeconds(1));
    engine.lead();
  }

  private static GradedCronJob atNoon(UnaryOperator<Schedule> further) {
    GradedCronJob schedule = CellScene.schedule(3, AT_NOON, further);
    schedule.setStatus(CellScene.handled(schedule, NOON.minusSeconds(600)));
    return schedule;
  }

  private void degrade() {
    policies.putNamespace("shop", Map.of("test", "shop"));
    policies.put(CellScene.peak(3).doing(DegradationAction.ScaleToZero, null).build());
  }

  private void deletesAreTaken(Instant slot) {
    server
        .expect()
        .delete()
        .withPath(JOBS + "/report-" + slot.getEpochSecond())
        .andReturn(200, new StatusBuilder().build())
        .always();
  }

  /** All requests so far, as verb and path. */
  private List<String> requests() throws InterruptedException {
    for (RecordedRequest request = server.takeRequest(0, TimeUnit.SECONDS);
        request != null;
        request = server.takeRequest(0, TimeUnit.SECONDS)) {
      requests.add(request.method() + " " + request.getPath());
    }
    return requests;
  }

  private void awaitRequest(String request) {
    await(request).atMost(Duration.ofSeconds(10)).until(() -> requests().contains(request));
  }

  private static String delete(Instant slot) {
    return "DELETE " + JOBS + "/report-" + slot.getEpochSecond();
  }

  private <E extends RunEvent> E awaitEvent(Class<E> type) {
    await(type.getSimpleName())
        .atMost(Duration.ofSeconds(10))
        .until(() -> events.stream().anyMatch(type::isInstance));
    return events.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  @AfterEach
  void close() {
    end.countDown();
    engine.close();
    bus.close();
  }

  // --- order

  @Test
  void nothingIsLaunchedBeforeItIsDue() {
    start();
    show(atNoon(s -> s));
    leadBeforeNoon();

    RunEvent.SlotLaunched launched = awaitEvent(RunEvent.SlotLaunched.class);
    assertThat(launched.slot()).isEqualTo(NOON);
    assertThat(launched.reason()).isEqualTo(LaunchReason.OnTime);
    assertThat(launched.latency()).isPositive();
  }

  @Test
  void aLevelOneSlotIsLaunchedWhileLevelThreeKeepsAllOtherWorkersBusy() {
    start(this::mayPass);
    for (int i = 0; i < 2 * WORKERS; i++) {
      GradedCronJob bulk = atNoon(s -> s);
      bulk.getMetadata().setName("bulk-" + i);
      bulk.getMetadata().setUid("bulk-" + i);
      engine.put(bulk);
    }
    GradedCronJob core = CellScene.schedule(1, "1 0 12 23 11 *", s -> s);
    core.setStatus(CellScene.handled(core, NOON.minusSeconds(600)));
    engine.put(core);
    leadBeforeNoon();

    RunEvent.SlotLaunched launched = awaitEvent(RunEvent.SlotLaunched.class);
    assertThat(launched.level()).isEqualTo(1);
    assertThat(engine.queue().size(3)).as("those that wait").isPositive();
  }

  /** Holds everybody up but the workers that take level 1 only. */
  private boolean mayPass() {
    if (!Thread.currentThread().getName().startsWith("launch-core")) {
      try {
        return end.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return true;
  }

  // --- never twice

  @Test
  void whatIsCaughtUpIsLookedUpAtTheApiServerFirst() throws InterruptedException {
    clock.set(NOON.plusSeconds(30));
    start();
    GradedCronJob schedule = atNoon(s -> s);
    fresh = new FreshState.Answer(schedule, List.of(CellScene.run(NOON, 3)));
    engine.put(schedule);
    engine.lead();

    await("the answer to be taken")
        .until(
            () ->
                engine
                    .draft(UID)
                    .filter(draft -> NOON.equals(draft.status().lastHandledTime()))
                    .isPresent());
    assertThat(requests()).as("no create").isEmpty();
  }

  // --- stop

  @Test
  void aRunThatAppearsLateIsStopped() {
    Instant slot = NOON.minusSeconds(700);
    deletesAreTaken(slot);
    clock.set(NOON.plusSeconds(30));
    degrade();
    start();
    show(atNoon(s -> s));
    engine.lead();
    awaitEvent(RunEvent.ScheduleHeld.class);

    engine.observe(UID, CellScene.run(slot, 3));

    awaitRequest(delete(slot));
  }

  @Test
  void afterARestartAStopHappensAgain() {
    Instant slot = NOON.minusSeconds(700);
    deletesAreTaken(slot);
    clock.set(NOON.plusSeconds(30));
    degrade();
    start();
    show(atNoon(s -> s));
    engine.observe(UID, CellScene.run(slot, 3));

    engine.lead();

    awaitRequest(delete(slot));
  }

  @Test
  void aSlotThatReplacesIsLaunchedAsSoonAsTheOldRunIsGone() throws InterruptedException {
    Instant slot = NOON.minusSeconds(700);
    deletesAreTaken(slot);
    start();
    show(atNoon(s -> s.concurrency(ConcurrencyPolicy.Replace)));
    Run old = CellScene.run(slot, 3);
    engine.observe(UID, old);
    leadBeforeNoon();
    awaitRequest(delete(slot));
    assertThat(requests()).doesNotContain("POST " + JOBS);

    engine.gone(UID, old.name());

    awaitRequest("POST " + JOBS);
    assertThat(awaitEvent(RunEvent.SlotLaunched.class).slot()).isEqualTo(NOON);
  }

  @Test
  void runsThatWaitToBeStoppedAreUrgentWork() {
    CountDownLatch answers = new CountDownLatch(1);
    mayDelete = () -> isOpen(answers);
    clock.set(NOON.plusSeconds(30));
    degrade();
    start();
    for (String uid : put(MORE_THAN_ARE_STOPPED_AT_ONCE)) {
      engine.observe(uid, CellScene.run(NOON.minusSeconds(700), 3));
    }
    assertThat(engine.urgentWorkWaits()).isFalse();
    engine.lead();

    await("some to wait for a thread").until(() -> engine.urgentWorkWaits());
    answers.countDown();
    await("none to wait any longer").until(() -> !engine.urgentWorkWaits());
  }

  @Test
  void theLastLaunchesOfManyAreUrgentWork() {
    CountDownLatch answers = new CountDownLatch(1);
    awaitUnderWay(WORKERS / 4, answers);
    assertThat(engine.queue().isEmpty()).isTrue();
    assertThat(engine.urgentWorkWaits()).isTrue();

    answers.countDown();
    await("all to be launched").until(() -> !engine.urgentWorkWaits());
  }

  @Test
  void launchesThatHangAreNoUrgentWork() {
    CountDownLatch answers = new CountDownLatch(1);
    awaitUnderWay(WORKERS / 8, answers);

    await("the keeper to have looked").until(() -> !engine.urgentWorkWaits());
    assertThat(engine.gate().underWay()).isEqualTo(WORKERS / 8);
    answers.countDown();
  }

  private void awaitUnderWay(int launches, CountDownLatch answers) {
    start(() -> isOpen(answers));
    put(launches);
    leadBeforeNoon();
    await("them to be under way").until(() -> engine.gate().underWay() == launches);
  }

  /** Has the caches show so many schedules, and returns their UIDs. */
  private List<String> put(int schedules) {
    List<String> uids = IntStream.range(0, schedules).mapToObj(i -> "uid-" + i).toList();
    for (String uid : uids) {
      GradedCronJob schedule = atNoon(s -> s);
      schedule.getMetadata().setUid(uid);
      engine.put(schedule);
    }
    return uids;
  }

  private static boolean isOpen(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  // --- policy race

  @Test
  void thePolicyIsReadAtLaunch() throws InterruptedException {
    start();
    show(atNoon(s -> s));
    leadBeforeNoon();
    degrade();

    RunEvent.SlotsSkipped skipped = awaitEvent(RunEvent.SlotsSkipped.class);
    assertThat(skipped.reason()).isEqualTo(SkipReason.Degraded);
    assertThat(skipped.to()).isEqualTo(NOON);
    assertThat(requests()).doesNotContain("POST " + JOBS);
  }

  @Test
  void aRunThatWasCreatedWhileThePolicyTurnedIsStopped() {
    deletesAreTaken(NOON);
    start(
        () -> {
          degrade();
          return true;
        });
    show(atNoon(s -> s));
    leadBeforeNoon();

    awaitRequest("POST " + JOBS);
    awaitRequest(delete(NOON));
  }

  // --- forbid

  @Test
  void aBlockedSlotIsLaunchedAsSoonAsTheBlockerEnds() {
    start();
    show(atNoon(s -> s.concurrency(ConcurrencyPolicy.Forbid)));
    Run blocker = CellScene.run(NOON.minusSeconds(700), 3);
    engine.observe(UID, blocker);
    leadBeforeNoon();
    await("the slot to be blocked")
        .until(() -> engine.known().stream().anyMatch(ScheduleCell::isBlocked));

    engine.gone(UID, blocker.name());

    RunEvent.SlotLaunched launched = awaitEvent(RunEvent.SlotLaunched.class);
    assertThat(launched.slot()).isEqualTo(NOON);
    assertThat(launched.reason()).isEqualTo(LaunchReason.Blocked);
  }

  // --- a run that a person asks for

  private static GradedCronJob asking(UnaryOperator<Schedule> further, Instant slot) {
    GradedCronJob schedule = CellScene.schedule(3, "0 0 1 1 *", further);
    schedule.setStatus(CellScene.handled(schedule, NOON.minusSeconds(600)));
    if (slot != null) {
      schedule.getMetadata().setAnnotations(Map.of(GradedCron.TRIGGER_ANNOTATION, slot.toString()));
    }
    return schedule;
  }

  @Test
  void aRunThatIsAskedForIsLaunchedWhenItIsDueAndOnce() {
    start();
    show(asking(s -> s, null));
    leadBeforeNoon();
    engine.put(asking(s -> s, NOON));

    clock.set(NOON);
    RunEvent.SlotLaunched launched = awaitEvent(RunEvent.SlotLaunched.class);
    assertThat(launched.slot()).isEqualTo(NOON);
    assertThat(launched.reason()).isEqualTo(LaunchReason.Triggered);

    // The annotation stays; it is seen with each change of the object.
    engine.put(asking(s -> s, NOON));
    engine.put(asking(s -> s, NOON.plusSeconds(5)));
    clock.set(NOON.plusSeconds(5));
    await("the second run").until(() -> launchedSlots().size() == 2);
    assertThat(launchedSlots()).containsExactly(NOON, NOON.plusSeconds(5));
  }

  private List<Instant> launchedSlots() {
    return events.stream()
        .filter(RunEvent.SlotLaunched.class::isInstance)
        .map(event -> ((RunEvent.SlotLaunched) event).slot())
        .toList();
  }

  @Test
  void aRunThatIsAskedForIsSkippedWhereADegradationHolds() throws InterruptedException {
    start();
    show(asking(s -> s, null));
    leadBeforeNoon();
    degrade();
    engine.put(asking(s -> s, NOON));
    clock.set(NOON);

    RunEvent.SlotsSkipped skipped = awaitEvent(RunEvent.SlotsSkipped.class);
    assertThat(skipped.to()).isEqualTo(NOON);
    assertThat(skipped.reason()).isEqualTo(SkipReason.Degraded);
    assertThat(requests()).doesNotContain("POST " + JOBS);
  }

  @Test
  void aRunThatIsAskedForWaitsForTheActiveOneUnderForbid() {
    start();
    show(asking(s -> s.concurrency(ConcurrencyPolicy.Forbid), null));
    Run blocker = CellScene.run(NOON.minusSeconds(700), 3);
    engine.observe(UID, blocker);
    leadBeforeNoon();
    engine.put(asking(s -> s.concurrency(ConcurrencyPolicy.Forbid), NOON));
    clock.set(NOON);
    await("the slot to be blocked")
        .until(() -> engine.known().stream().anyMatch(ScheduleCell::isBlocked));

    engine.gone(UID, blocker.name());

    assertThat(awaitEvent(RunEvent.SlotLaunched.class).slot()).isEqualTo(NOON);
  }

  @Test
  void aRunThatWasAskedForWhileNobodyLedIsCaughtUp() {
    start();
    show(asking(s -> s, NOON.minusSeconds(100)));
    leadBeforeNoon();

    RunEvent.SlotLaunched launched = awaitEvent(RunEvent.SlotLaunched.class);
    assertThat(launched.slot()).isEqualTo(NOON.minusSeconds(100));
    assertThat(launched.reason()).isEqualTo(LaunchReason.CatchUp);
  }

  // --- ceiling

  /** A schedule of level 3 that has the one place there is, and the run that takes it. */
  private Run occupyTheOnlyPlace() {
    levels = CeilingTest.of(1);
    start();
    GradedCronJob busy = CellScene.schedule(3, "0 0 1 1 1 *", s -> s);
    busy.getMetadata().setName("busy");
    busy.getMetadata().setUid("busy");
    busy.setStatus(CellScene.handled(busy, NOON.minusSeconds(600)));
    engine.put(busy);
    Run run = CellScene.run(NOON.minusSeconds(700), 3);
    engine.observe("busy", run);
    return run;
  }

  private void awaitWaiting(int slots) {
    await(slots + " slots to wait for a place")
        .atMost(Duration.ofSeconds(10))
        .until(() -> engine.ceilings().waiting(3) == slots);
  }

  @Test
  void theEndOfARunLaunchesTheSlotOfItsLevelThatWasDueFirst() {
    Run busy = occupyTheOnlyPlace();
    GradedCronJob later = CellScene.schedule(3, "1 0 12 23 11 *", s -> s);
    later.getMetadata().setUid("later");
    later.setStatus(CellScene.handled(later, NOON.minusSeconds(600)));
    engine.put(later);
    show(atNoon(s -> s));
    leadBeforeNoon();
    awaitWaiting(2);

    engine.gone("busy", busy.name());

    RunEvent.SlotLaunched launched = awaitEvent(RunEvent.SlotLaunched.class);
    assertThat(launched.slot()).isEqualTo(NOON);
    assertThat(launched.reason()).isEqualTo(LaunchReason.Ceiling);
    assertThat(engine.ceilings().waiting(3)).isEqualTo(1);
    engine.gone(UID, launched.run());
    awaitLaunches(2);
  }

  @Test
  void aSlotThatWaitsForAPlaceIsGivenUpWhenItsDeadlineComes() {
    occupyTheOnlyPlace();
    show(atNoon(s -> s.deadline(1)));
    leadBeforeNoon();

    RunEvent.SlotsSkipped skipped = awaitEvent(RunEvent.SlotsSkipped.class);
    assertThat(skipped.reason()).isEqualTo(SkipReason.Ceiling);
    assertThat(clock.instant()).isBetween(NOON.plusSeconds(1), NOON.plusSeconds(5));
    assertThat(engine.ceilings().waiting(3)).isZero();
  }

  @Test
  void aSlotThatWaitsForAPlaceIsSkippedAsSoonAsADegradationHoldsIt() {
    occupyTheOnlyPlace();
    policies.putNamespace("shop", Map.of("test", "shop"));
    show(atNoon(s -> s));
    leadBeforeNoon();
    awaitWaiting(1);

    policies.put(CellScene.peak(3).doing(DegradationAction.DrainThenStop, null).build());
    engine.policyChanged();

    RunEvent.SlotsSkipped skipped = awaitEvent(RunEvent.SlotsSkipped.class);
    assertThat(skipped.reason()).isEqualTo(SkipReason.Degraded);
    assertThat(engine.ceilings().waiting(3)).isZero();
  }

  @Test
  void aLevelWithoutACeilingLaunchesWhileAnotherWaits() {
    occupyTheOnlyPlace();
    show(atNoon(s -> s));
    GradedCronJob core = CellScene.schedule(1, "1 0 12 23 11 *", s -> s);
    core.getMetadata().setUid("core");
    core.setStatus(CellScene.handled(core, NOON.minusSeconds(600)));
    engine.put(core);
    leadBeforeNoon();
    awaitWaiting(1);

    RunEvent.SlotLaunched launched = awaitEvent(RunEvent.SlotLaunched.class);
    assertThat(launched.level()).isEqualTo(1);
    assertThat(launched.reason()).isEqualTo(LaunchReason.OnTime);
  }

  // --- clock

  @Test
  void aJumpAheadIsDownTime() {
    clock.set(NOON.minusSeconds(600));
    start();
    GradedCronJob schedule = CellScene.schedule(3, "* * * * *", s -> s);
    schedule.setStatus(CellScene.handled(schedule, NOON.minusSeconds(600)));
    fresh = new FreshState.Answer(schedule, List.of());
    engine.put(schedule);
    engine.lead();

    clock.set(NOON.plusSeconds(30));

    RunEvent.SlotLaunched launched = awaitEvent(RunEvent.SlotLaunched.class);
    assertThat(launched.slot()).isEqualTo(NOON);
    assertThat(launched.reason()).isEqualTo(LaunchReason.CatchUp);
    RunEvent.SlotsMissed missed = awaitEvent(RunEvent.SlotsMissed.class);
    assertThat(missed.from()).isEqualTo(NOON.minusSeconds(540));
    assertThat(missed.to()).isEqualTo(NOON.minusSeconds(60));
  }

  @Test
  void aJumpBackLaunchesNothingTwice() throws InterruptedException {
    start();
    GradedCronJob schedule = CellScene.schedule(3, "* * * * * *", s -> s);
    schedule.setStatus(CellScene.handled(schedule, NOON.minusSeconds(1)));
    show(schedule);
    leadBeforeNoon();
    awaitLaunches(2);

    clock.move(Duration.ofSeconds(-2));
    awaitLaunches(4);

    assertThat(events.stream().filter(RunEvent.SlotLaunched.class::isInstance))
        .extracting(event -> ((RunEvent.SlotLaunched) event).slot())
        .doesNotHaveDuplicates();
    awaitLaunches((int) requests().stream().filter(("POST " + JOBS)::equals).count());
  }

  private void awaitLaunches(int atLeast) {
    await(atLeast + " launches")
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                events.stream().filter(RunEvent.SlotLaunched.class::isInstance).count() >= atLeast);
  }

  // --- leading

  @Test
  void aStandbyKnowsItsSchedulesAndLaunchesNothing() throws InterruptedException {
    start();
    GradedCronJob schedule = atNoon(s -> s);
    fresh = new FreshState.Answer(schedule, List.of());
    engine.put(schedule);
    clock.set(NOON.minusMillis(200));
    await("noon").until(() -> clock.instant().isAfter(NOON.plusMillis(700)));
    assertThat(engine.known()).hasSize(1);
    assertThat(requests()).isEmpty();

    engine.lead();

    assertThat(awaitEvent(RunEvent.SlotLaunched.class).slot()).isEqualTo(NOON);
  }
}
