package io.gradedcron.operator.leader;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseFluent;
import io.gradedcron.operator.leader.Standing.Leading;
import io.gradedcron.operator.leader.Standing.Lost;
import io.gradedcron.operator.leader.Standing.Standby;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * One candidate's part of the protocol, a round at a time: look at the Lease, claim or renew it
 * where that is allowed, move the fence's deadline. Knows no thread and no waiting; owned by the
 * campaigning thread. The protocol is that of client-go's {@code tools/leaderelection}, with the
 * deadline counted from before the renewing request was sent: a standby can see the renewal only
 * later, so its lease ends later than ours by at least the margin.
 */
final class Candidate {
  /**
   * A conflict means that what was known of the Lease is old: look once more, then wait for the
   * next round.
   */
  private static final int TRIES_PER_ROUND = 2;

  private final LeaseStore store;
  private final LeadershipOptions options;
  private final FenceGate gate;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Sighting sighting;

  /** The Lease as the server last confirmed it to be ours; null where it must be read first. */
  private Lease ours;

  /** Whether a claim was ever sent: then the Lease may be ours even if no answer said so. */
  private boolean claimed;

  /**
   * @param clock only for the times written into the Lease, which nothing is decided by
   */
  Candidate(
      LeaseStore store,
      LeadershipOptions options,
      FenceGate gate,
      Clock clock,
      LongSupplier nanoTime) {
    this.store = store;
    this.options = options;
    this.gate = gate;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.sighting = new Sighting(options.leaseDuration());
  }

  /**
   * Plays one round.
   *
   * @throws RuntimeException if the store did: the standing is as before, unless the fence has shut
   *     meanwhile
   */
  Standing round() {
    for (int i = 0; i < TRIES_PER_ROUND; i++) {
      if (!gate.holds() && gate.whyShut().isPresent()) {
        break;
      }
      Optional<Standing> standing = lookAndClaim();
      if (standing.isPresent()) {
        return standing.get();
      }
    }
    return standing();
  }

  /** The standing without looking at the Lease. */
  Standing standing() {
    if (gate.holds()) {
      return new Leading();
    }
    return gate.whyShut().<Standing>map(Lost::new).orElseGet(() -> new Standby(""));
  }

  /** How long to wait before the next round, in ns. */
  long nanosToNextRound() {
    // Not a jittered pause, as in client-go: of two that claim at once one succeeds, and the other
    // only looks again.
    if (!gate.isOpen()) {
      return untilFree(options.lookPeriod().toNanos());
    }
    long pause = options.retryPeriod().toNanos();
    return Math.min(pause, Math.max(0, gate.nanosLeft(pause)));
  }

  /**
   * Leaves the Lease without a holder if it is ours, so that the next candidate need not wait for
   * its end.
   *
   * @return whether it was ours and is free now
   * @throws RuntimeException if the store did
   */
  boolean release() {
    if (!claimed) {
      return false;
    }
    for (int i = 0; i < TRIES_PER_ROUND; i++) {
      Optional<Lease> found = store.get().filter(this::isOurs);
      if (found.isEmpty()) {
        return false;
      }
      if (store.update(freed(found.get())).isPresent()) {
        ours = null;
        claimed = false;
        return true;
      }
    }
    return false;
  }

  /** Nothing if another's write came between. */
  private Optional<Standing> lookAndClaim() {
    Optional<Lease> base = ours != null ? Optional.of(ours) : look();
    if (base.isPresent() && !isOurs(base.get())) {
      String holder = Sighting.holder(base.get());
      if (gate.isOpen()) {
        gate.shut(holder.isEmpty() ? "its holder was removed" : holder + " holds it");
        return Optional.of(standing());
      }
      if (sighting.nanosUntilFree(nanoTime.getAsLong()) > 0) {
        return Optional.of(new Standby(holder));
      }
    }
    // What the write makes of the Lease is not known before its answer is here.
    ours = null;
    claimed = true;
    long sentNanos = nanoTime.getAsLong();
    Optional<Lease> answer =
        base.isPresent() ? store.update(claimed(base.get())) : store.create(first());
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    ours = answer.get();
    gate.openUntil(sentNanos + options.renewDeadline().toNanos());
    return Optional.of(standing());
  }

  private Optional<Lease> look() {
    Optional<Lease> found = store.get();
    found.ifPresent(lease -> sighting.see(lease, nanoTime.getAsLong()));
    return found;
  }

  private long untilFree(long pause) {
    long left = sighting.nanosUntilFree(nanoTime.getAsLong());
    return left > 0 ? Math.min(pause, left) : pause;
  }

  private boolean isOurs(Lease lease) {
    return Sighting.holder(lease).equals(options.identity());
  }

  private Lease first() {
    return claim(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(options.namespace())
                .withName(options.leaseName())
                .endMetadata()
                .withNewSpec()
                .withLeaseTransitions(0)
                .withAcquireTime(now()))
        .endSpec()
        .build();
  }

  /** The Lease renewed if it is ours, else taken over; what others wrote beside the claim stays. */
  private Lease claimed(Lease lease) {
    LeaseFluent<LeaseBuilder>.SpecNested<LeaseBuilder> spec =
        claim(new LeaseBuilder(lease).editOrNewSpec());
    if (!isOurs(lease)) {
      spec.withAcquireTime(now())
          .withLeaseTransitions(Objects.requireNonNullElse(spec.getLeaseTransitions(), 0) + 1);
    }
    return spec.endSpec().build();
  }

  private LeaseFluent<LeaseBuilder>.SpecNested<LeaseBuilder> claim(
      LeaseFluent<LeaseBuilder>.SpecNested<LeaseBuilder> spec) {
    return spec.withHolderIdentity(options.identity())
        .withLeaseDurationSeconds(Math.toIntExact(options.leaseDuration().toSeconds()))
        .withRenewTime(now());
  }

  private Lease freed(Lease lease) {
    // One second, as client-go writes it: for candidates that do not know an empty holder.
    return new LeaseBuilder(lease)
        .editSpec()
        .withHolderIdentity("")
        .withLeaseDurationSeconds(1)
        .withRenewTime(now())
        .endSpec()
        .build();
  }

  private ZonedDateTime now() {
    return ZonedDateTime.now(clock.withZone(ZoneOffset.UTC));
  }
}
