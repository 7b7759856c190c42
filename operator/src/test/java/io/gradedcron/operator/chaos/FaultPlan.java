package io.gradedcron.operator.chaos;

import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Pause;
import io.gradedcron.operator.harness.Shell;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes one fault after the other: every kind once, in an order that is drawn, then all over again.
 * Most of those that strike a process or the control plane come while the network has a fault, too.
 */
final class FaultPlan {
  private static final List<Fault> STRIKES =
      List.of(
          Fault.CLEAN_STOP,
          Fault.CRASH,
          Fault.FREEZE,
          Fault.API_SERVER_RESTART,
          Fault.ETCD_RESTART,
          Fault.CUT_WATCHES);

  private static final List<Fault> NETWORK =
      Stream.of(Fault.values()).filter(Fault::isOfNetwork).toList();

  /** The lease is 5 s; the rest is for the new leader to work while the old one sleeps. */
  private static final Duration FROZEN = Duration.ofMillis(8_500);

  private final DevCluster.Access cluster;
  private final Fleet fleet;
  private final Weather weather;
  private final FaultLog log;
  private final Pause pause;
  private final Random random;

  FaultPlan(
      DevCluster.Access cluster,
      Fleet fleet,
      Weather weather,
      FaultLog log,
      Pause pause,
      Random random) {
    this.cluster = cluster;
    this.fleet = fleet;
    this.weather = weather;
    this.log = log;
    this.pause = pause;
    this.random = random;
  }

  /** Makes faults until then, and each kind once at least. */
  void carryOut(Instant end) {
    List<Fault> strikes = new ArrayList<>();
    List<Fault> winds = new ArrayList<>();
    for (int made = 0; made < STRIKES.size() || Instant.now().isBefore(end); made++) {
      // In bad weather there might be none for long.
      Replica leader = fleet.awaitLeader();
      boolean windy = made < STRIKES.size() || random.nextInt(3) > 0;
      if (windy) {
        turn(next(winds, NETWORK), leader);
      }
      make(next(strikes, STRIKES), leader);
      weather.calm();
      pause.lasts(millis(500, 3_000));
    }
  }

  private Fault next(List<Fault> deck, List<Fault> kinds) {
    if (deck.isEmpty()) {
      deck.addAll(kinds);
      Collections.shuffle(deck, random);
    }
    return deck.remove(deck.size() - 1);
  }

  private void turn(Fault fault, Replica leader) {
    boolean everybody = random.nextInt(3) > 0;
    Set<Integer> struck =
        fleet.replicas().stream()
            .map(Replica::number)
            .filter(number -> everybody || number == leader.number())
            .collect(Collectors.toSet());
    log.begins(fault, 0);
    weather.turn(Set.of(fault), struck);
    if (fault == Fault.ANSWERS_410) {
      fleet.replicas().forEach(replica -> replica.proxy().cutWatches());
    }
  }

  private void make(Fault fault, Replica leader) {
    switch (fault) {
      case CLEAN_STOP -> signal(fault, "TERM", leader);
      case CRASH -> signal(fault, "KILL", leader);
      case FREEZE -> freeze(leader);
      case API_SERVER_RESTART -> restart(fault, "kube-apiserver", "TERM");
      case ETCD_RESTART -> restart(fault, "etcd", "KILL");
      case CUT_WATCHES -> cutWatches();
      default -> throw new IllegalArgumentException(fault + " is made elsewhere");
    }
  }

  private void signal(Fault fault, String name, Replica leader) {
    log.begins(fault, leader.number());
    leader.process().signal(name);
    pause.lasts(millis(4_000, 9_000));
  }

  private void freeze(Replica leader) {
    log.begins(Fault.FREEZE, leader.number());
    leader.process().signal("STOP");
    pause.lasts(FROZEN);
    leader.process().signal("CONT");
    pause.lasts(millis(1_000, 3_000));
  }

  private void restart(Fault fault, String program, String signal) {
    log.begins(fault, 0);
    new Shell(cluster.root(), Map.of())
        .run("devcluster/cluster.sh", "restart", program, cluster.folder().toString(), signal)
        .orFail();
    pause.lasts(millis(3_000, 6_000));
  }

  private void cutWatches() {
    log.begins(Fault.CUT_WATCHES, 0);
    fleet.replicas().forEach(replica -> replica.proxy().cutWatches());
    pause.lasts(millis(3_000, 6_000));
  }

  private Duration millis(int least, int most) {
    return Duration.ofMillis(least + random.nextInt(most - least));
  }
}
