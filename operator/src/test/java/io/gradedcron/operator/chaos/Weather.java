package io.gradedcron.operator.chaos;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** How the network between the replicas and the API server is at present. Any thread. */
final class Weather {
  /** Above this a request could arrive when its sender may no longer lead. */
  private static final int LONGEST_DELAY_MILLIS = 1_900;

  @GuardedBy("this")
  private final Random random;

  @GuardedBy("this")
  private Set<Fault> faults = Set.of();

  @GuardedBy("this")
  private Set<Integer> replicas = Set.of();

  @GuardedBy("this")
  private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);

  /** Calm weather. */
  Weather(long seed) {
    random = new Random(seed);
  }

  /** From now on these replicas meet these faults. */
  synchronized void turn(Set<Fault> to, Set<Integer> which) {
    faults = Set.copyOf(to);
    replicas = Set.copyOf(which);
  }

  /** From now on every request passes. */
  synchronized void calm() {
    turn(Set.of(), Set.of());
  }

  /** Decides about a request of a replica. */
  synchronized Treatment treat(int replica, HttpHead request) {
    if (!replicas.contains(replica)) {
      return new Treatment.Pass();
    }
    for (Fault fault : faults) {
      Treatment treatment = treat(fault, request);
      if (!(treatment instanceof Treatment.Pass)) {
        counts.merge(fault, 1, Integer::sum);
        return treatment;
      }
    }
    return new Treatment.Pass();
  }

  @GuardedBy("this")
  private Treatment treat(Fault fault, HttpHead request) {
    boolean write = !request.method().equals("GET");
    return switch (fault) {
      case DELAYS ->
          happens(0.3)
              ? new Treatment.Delay(Duration.ofMillis(random.nextInt(LONGEST_DELAY_MILLIS)))
              : new Treatment.Pass();
      case DROPS -> happens(0.25) ? new Treatment.Drop() : new Treatment.Pass();
      case LOST_ANSWERS ->
          write && happens(isCreate(request) ? 0.5 : 0.2)
              ? new Treatment.LoseAnswer()
              : new Treatment.Pass();
      case ANSWERS_429 -> happens(0.5) ? new Treatment.Refuse(429) : new Treatment.Pass();
      case ANSWERS_500 -> happens(0.5) ? new Treatment.Refuse(500) : new Treatment.Pass();
      case ANSWERS_410 -> request.isWatch() ? new Treatment.Gone() : new Treatment.Pass();
      default -> new Treatment.Pass();
    };
  }

  @GuardedBy("this")
  private boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  private static boolean isCreate(HttpHead request) {
    return request.method().equals("POST") && request.target().contains("/jobs");
  }

  /** Returns how many requests each fault met. */
  synchronized Map<Fault, Integer> counts() {
    return new EnumMap<>(counts);
  }
}
