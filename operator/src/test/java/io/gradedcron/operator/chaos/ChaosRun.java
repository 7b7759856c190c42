package io.gradedcron.operator.chaos;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Pause;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One run of the harness, from an empty cluster to the report. */
final class ChaosRun {
  private static final Duration REST = Duration.ofSeconds(90);
  private static final int FEW = 30;
  private static final Duration BEFORE_SLOTS = Duration.ofMillis(800);

  private final ChaosSettings settings;
  private final Random random;
  private final Weather weather;
  private final FaultLog log = new FaultLog();
  private final Pause pause = new Pause();
  private final Deque<AutoCloseable> running = new ConcurrentLinkedDeque<>();

  ChaosRun(ChaosSettings settings) {
    this.settings = settings;
    this.random = new Random(settings.seed());
    this.weather = new Weather(random.nextLong());
  }

  /**
   * Runs and prints the report; the exit code is 0 if it is as it has to be. The system properties
   * {@code chaos.*} say what to run, {@code gradedcron.root} is the project's folder.
   */
  public static void main(String[] arguments) {
    ChaosRun run = new ChaosRun(ChaosSettings.fromProperties());
    // A run that is interrupted leaves no process behind.
    Runtime.getRuntime().addShutdownHook(new Thread(run::abandon, "abandon"));
    ChaosReport report = run.report();
    System.out.println(report.text());
    System.exit(report.isGood() ? 0 : 1);
  }

  private void abandon() {
    for (AutoCloseable part = running.poll(); part != null; part = running.poll()) {
      try {
        part.close();
      } catch (Exception e) {
        say("not stopped: " + part + ": " + e);
      }
    }
  }

  /** Runs. */
  ChaosReport report() {
    say("seed " + settings.seed());
    try (DevCluster.Access cluster = DevCluster.Access.start(Map.of("AUDIT", "1"))) {
      running.addFirst(cluster);
      ChaosReport report = report(cluster);
      running.clear();
      return report;
    }
  }

  private ChaosReport report(DevCluster.Access cluster) {
    KubernetesClient client = cluster.client();
    String namespace = Manifests.namespace(client, "chaos");
    try (ApiWatch watch = new ApiWatch(client);
        Fleet fleet = new Fleet(cluster, settings.replicas(), weather, settings.control())) {
      running.addFirst(fleet);
      fleet.awaitAll();
      List<String> degradations = degradations(client);
      List<GradedCronJob> schedules =
          new BusySchedules(random).draw(namespace, settings.schedules());
      int few = Math.min(FEW, schedules.size());
      say(schedules.size() + " schedules; logs in " + cluster.folder());
      fleet
          .replicas()
          .forEach(replica -> say("replica " + replica.number() + " " + replica.logs()));
      FaultLog undisturbed = new FaultLog();
      create(client, schedules.subList(0, few));
      handOvers(fleet, watch, undisturbed);
      create(client, schedules.subList(few, schedules.size()));
      disturb(cluster, fleet, namespace, schedules, degradations);
      Instant end = comeToRest(fleet, client, namespace);
      fleet
          .replicas()
          .forEach(replica -> say("replica " + replica.number() + " " + replica.logs()));
      Path file = cluster.folder().resolve("audit.log");
      Evidence audited = AuditLog.read(file);
      return new ChaosReport(
          settings,
          Tally.of(List.of(audited, watch.evidence()), end),
          log.counts(),
          weather.counts(),
          Gaps.handOvers(audited.jobs(), undisturbed.entries()),
          Gaps.longest(
              audited.jobs(),
              log.entries().stream()
                  .filter(e -> e.fault().ordinal() < Fault.DELAYS.ordinal())
                  .toList()),
          audited.unreadable());
    }
  }

  private static List<String> degradations(KubernetesClient client) {
    client.resource(Manifests.degradation("peak", 0, "chaos")).create();
    client
        .resource(
            new Manifests.Peak("part", 0, "chaos")
                .selecting("group", "a")
                .doing(DegradationAction.DrainThenStop, DegradationAction.ScaleToZero)
                .build())
        .create();
    return List.of("peak", "part");
  }

  private static void create(KubernetesClient client, List<GradedCronJob> schedules) {
    schedules.forEach(schedule -> client.resource(schedule).create());
  }

  /**
   * Clean stops and crashes with nothing else going on: what item by item is promised. They are
   * measured with few schedules, and what ended is started again only afterwards: a control plane
   * that is busy with pods, or a JVM that starts, keeps this machine's cores from the new leader,
   * which elsewhere has a node of its own.
   */
  private void handOvers(Fleet fleet, ApiWatch watch, FaultLog undisturbed) {
    for (int i = 0; i < 2 * settings.failovers(); i++) {
      Replica leader = fleet.awaitAll();
      fleet.awaitWarm();
      pause.lasts(untilJustBeforeSlots(Instant.now()));
      fleet.restarts().shut();
      Fault fault = i % 2 == 0 ? Fault.CLEAN_STOP : Fault.CRASH;
      undisturbed.begins(fault, leader.number());
      leader.process().signal(fault == Fault.CLEAN_STOP ? "TERM" : "KILL");
      Awaitility.await("another leader")
          .atMost(Duration.ofSeconds(60))
          .until(() -> fleet.leader().filter(other -> other != leader).isPresent());
      // The old leader is gone, so whoever launches a slot of now or later is the new one: only
      // then is this hand-over at its end, and the next one, or the first fault, may begin.
      Instant taken = Instant.now();
      Awaitility.await("a launch by the new leader")
          .atMost(Duration.ofSeconds(60))
          .until(() -> watch.sawLaunchSince(taken));
      fleet.restarts().open();
    }
    fleet.awaitAll();
  }

  /**
   * Slots lie on whole seconds. Whoever takes over just after one has nothing to launch for most of
   * a second, and that is no part of the hand-over.
   */
  private static Duration untilJustBeforeSlots(Instant now) {
    Instant strike = now.truncatedTo(ChronoUnit.SECONDS).plus(BEFORE_SLOTS);
    return Duration.between(now, strike.isBefore(now) ? strike.plusSeconds(1) : strike);
  }

  private void disturb(
      DevCluster.Access cluster,
      Fleet fleet,
      String namespace,
      List<GradedCronJob> schedules,
      List<String> degradations) {
    Pause meddling = new Pause();
    Meddler meddler =
        new Meddler(
            cluster.client(),
            namespace,
            schedules.stream().map(schedule -> schedule.getMetadata().getName()).toList(),
            degradations,
            log,
            meddling,
            new Random(random.nextLong()));
    Thread thread = FaultProxy.thread("meddler", meddler::meddle);
    try {
      new FaultPlan(cluster, fleet, weather, log, pause, random)
          .carryOut(Instant.now().plusSeconds(settings.seconds()));
    } finally {
      weather.calm();
      meddling.end();
      join(thread);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until every slot up to now has ended, and returns this instant. */
  private static Instant comeToRest(Fleet fleet, KubernetesClient client, String namespace) {
    Instant end = Instant.now();
    fleet.awaitLeader();
    try {
      Awaitility.await("every schedule to come to rest")
          .atMost(REST)
          .pollInterval(Duration.ofSeconds(1))
          .ignoreExceptionsInstanceOf(KubernetesClientException.class)
          .until(
              () ->
                  client
                      .resources(GradedCronJob.class)
                      .inNamespace(namespace)
                      .list()
                      .getItems()
                      .stream()
                      .allMatch(schedule -> isAtRest(schedule, end)));
    } catch (ConditionTimeoutException e) {
      // The count names those that did not.
      say("some schedules did not come to rest within " + REST.toSeconds() + " s");
    }
    return end;
  }

  private static boolean isAtRest(GradedCronJob schedule, Instant end) {
    return schedule.getStatus() != null
        && schedule.getStatus().lastHandledTime() != null
        && !schedule.getStatus().lastHandledTime().isBefore(end)
        && schedule.getMetadata().getGeneration().equals(schedule.getStatus().observedGeneration());
  }

  private static void say(String text) {
    System.out.println("chaos " + Instant.now() + " " + text);
  }
}
