package io.gradedcron.operator.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.leader.Standing.Leading;
import io.gradedcron.operator.leader.Standing.Lost;
import io.gradedcron.operator.leader.Standing.Standby;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Several candidates, one Lease, and a time that moves only when the test says so. */
class CandidateTest {
  private static final Instant WALL_CLOCK = Instant.parse("2026-03-01T12:00:00Z");

  private final AtomicLong now = new AtomicLong(-5_000);
  private final InMemoryLeaseStore store = new InMemoryLeaseStore();
  private final Player a = new Player("a", WALL_CLOCK);
  private final Player b = new Player("b", WALL_CLOCK);

  @Test
  void createsTheLeaseAndLeads() {
    assertThat(a.round()).isEqualTo(new Leading());
    assertThat(a.gate.holds()).isTrue();
    Lease lease = store.copy().orElseThrow();
    assertThat(lease.getMetadata().getName()).isEqualTo("gradedcron");
    assertThat(lease.getMetadata().getNamespace()).isEqualTo("ns");
    assertThat(lease.getSpec().getHolderIdentity()).isEqualTo("a");
    assertThat(lease.getSpec().getLeaseDurationSeconds()).isEqualTo(5);
    assertThat(lease.getSpec().getLeaseTransitions()).isZero();
    assertThat(lease.getSpec().getAcquireTime().toInstant()).isEqualTo(WALL_CLOCK);
    assertThat(lease.getSpec().getRenewTime().toInstant()).isEqualTo(WALL_CLOCK);
  }

  @Test
  void renewsWithOneUpdateAndKeepsTheAcquireTime() {
    a.round();
    ZonedDateTime acquired = store.copy().orElseThrow().getSpec().getAcquireTime();
    pass(Duration.ofMillis(500));
    a.clock = later(500);
    assertThat(a.round()).isEqualTo(new Leading());
    assertThat(store.verbs()).containsExactly("get", "create", "update");
    assertThat(store.copy().orElseThrow().getSpec().getAcquireTime()).isEqualTo(acquired);
    assertThat(store.copy().orElseThrow().getSpec().getLeaseTransitions()).isZero();
    pass(Duration.ofMillis(2_999));
    assertThat(a.gate.holds()).isTrue();
  }

  @Test
  void theFenceCountsFromBeforeTheRequestWasSent() {
    store.failWith(takes("create", Duration.ofSeconds(1)));
    assertThat(a.round()).isEqualTo(new Leading());
    pass(Duration.ofMillis(1_999));
    assertThat(a.gate.holds()).isTrue();
    pass(Duration.ofMillis(1));
    assertThat(a.gate.holds()).isFalse();
  }

  @Test
  void aStandbyWaitsForTheWholeLeaseAfterTheLastChangeItSaw() {
    a.round();
    assertThat(b.round()).isEqualTo(new Standby("a"));
    assertThat(b.candidate.nanosToNextRound()).isEqualTo(Duration.ofMillis(200).toNanos());
    pass(Duration.ofSeconds(3));
    store.change(lease -> lease); // only the metadata's version changes: no sign of life
    assertThat(b.round()).isEqualTo(new Standby("a"));
    pass(Duration.ofMillis(1_999));
    assertThat(b.round()).isEqualTo(new Standby("a"));
    assertThat(b.candidate.nanosToNextRound()).isEqualTo(Duration.ofMillis(1).toNanos());
    pass(Duration.ofMillis(1));
    assertThat(b.round()).isEqualTo(new Leading());
    assertThat(store.copy().orElseThrow().getSpec().getLeaseTransitions()).isEqualTo(1);
    assertThat(a.gate.holds()).isFalse();
  }

  @Test
  void aStandbyNeverTakesTheLeaseOfALeaderThatRenewsWhateverItsClockSays() {
    Player ahead = new Player("ahead", WALL_CLOCK.plusSeconds(86_400));
    for (int i = 0; i < 100; i++) {
      a.clock = later(i * 500L);
      assertThat(a.round()).isEqualTo(new Leading());
      assertThat(ahead.round()).isEqualTo(new Standby("a"));
      pass(Duration.ofMillis(500));
    }
  }

  @Test
  void aStandbyThatStartsWaitsTheWholeLeaseHoweverOldItLooks() {
    new Player("dead", Instant.EPOCH).round();
    pass(Duration.ofDays(1));
    assertThat(a.round()).isEqualTo(new Standby("dead"));
    pass(Duration.ofSeconds(5));
    assertThat(a.round()).isEqualTo(new Leading());
  }

  @Test
  void theHoldersOwnLeaseDurationCounts() {
    a.round();
    store.change(
        lease -> new LeaseBuilder(lease).editSpec().withLeaseDurationSeconds(20).endSpec().build());
    b.round();
    pass(Duration.ofMillis(19_999));
    assertThat(b.round()).isEqualTo(new Standby("a"));
    pass(Duration.ofMillis(1));
    assertThat(b.round()).isEqualTo(new Leading());
  }

  @Test
  void ofTwoThatClaimAtOnceOneLeads() {
    new Player("dead", WALL_CLOCK).round();
    a.round();
    b.round();
    pass(Duration.ofSeconds(5));
    // b's whole round falls between a's look and a's claim.
    store.failWith(
        new InMemoryLeaseStore.Fault() {
          @Override
          public void before(String verb) {
            if (verb.equals("update")) {
              store.heal();
              assertThat(b.round()).isEqualTo(new Leading());
            }
          }
        });
    assertThat(a.round()).isEqualTo(new Standby("b"));
    assertThat(a.gate.holds()).isFalse();
    assertThat(store.holder()).isEqualTo("b");
  }

  @Test
  void ofTwoThatCreateAtOnceOneLeads() {
    store.failWith(
        new InMemoryLeaseStore.Fault() {
          @Override
          public void before(String verb) {
            if (verb.equals("create")) {
              store.heal();
              assertThat(b.round()).isEqualTo(new Leading());
            }
          }
        });
    assertThat(a.round()).isEqualTo(new Standby("b"));
    assertThat(a.gate.isOpen()).isFalse();
  }

  @Test
  void aChangeByOthersThatKeepsTheHolderIsRenewedOverAndKept() {
    a.round();
    store.change(
        lease ->
            new LeaseBuilder(lease).editMetadata().addToLabels("x", "y").endMetadata().build());
    pass(Duration.ofMillis(500));
    assertThat(a.round()).isEqualTo(new Leading());
    assertThat(store.copy().orElseThrow().getMetadata().getLabels()).containsEntry("x", "y");
  }

  @Test
  void aLeaseThatWasTakenIsLostForGood() {
    a.round();
    store.change(
        lease -> new LeaseBuilder(lease).editSpec().withHolderIdentity("thief").endSpec().build());
    pass(Duration.ofMillis(500));
    assertThat(a.round()).isEqualTo(new Lost("thief holds it"));
    assertThat(a.gate.holds()).isFalse();
    store.change(lease -> null);
    assertThat(a.round()).isEqualTo(new Lost("thief holds it"));
    assertThat(store.copy()).isEmpty();
  }

  @Test
  void aLeaseWhoseHolderWasRemovedByHandIsLost() {
    a.round();
    store.change(
        lease -> new LeaseBuilder(lease).editSpec().withHolderIdentity(null).endSpec().build());
    assertThat(a.round()).isEqualTo(new Lost("its holder was removed"));
    assertThat(b.round()).isEqualTo(new Leading());
  }

  @Test
  void aDeletedLeaseIsCreatedAgainByItsHolder() {
    a.round();
    store.change(lease -> null);
    pass(Duration.ofMillis(500));
    assertThat(a.round()).isEqualTo(new Leading());
    assertThat(store.holder()).isEqualTo("a");
  }

  @Test
  void aLeaderThatCannotRenewGoesOnTryingUntilTheDeadline() {
    a.round();
    store.failWith(fails("update", "get"));
    for (int i = 0; i < 5; i++) {
      pass(Duration.ofMillis(500));
      assertThatThrownBy(a::round).isInstanceOf(KubernetesClientException.class);
      assertThat(a.candidate.standing()).isEqualTo(new Leading());
    }
    assertThat(a.candidate.nanosToNextRound()).isEqualTo(Duration.ofMillis(500).toNanos());
    pass(Duration.ofMillis(499));
    assertThat(a.candidate.nanosToNextRound()).isEqualTo(Duration.ofMillis(1).toNanos());
    store.heal();
    assertThat(a.round()).isEqualTo(new Leading());
    pass(Duration.ofMillis(2_999));
    assertThat(a.gate.holds()).isTrue();
  }

  @Test
  void aLeaderThatWokeUpPastItsDeadlineIsLostAndTouchesNothing() {
    a.round();
    pass(Duration.ofSeconds(3));
    assertThat(a.gate.holds()).isFalse();
    assertThat(a.round()).isInstanceOf(Lost.class);
    assertThat(store.verbs()).containsExactly("get", "create");
  }

  @Test
  void aRenewalAnsweredAfterTheDeadlineIsALoss() {
    a.round();
    store.failWith(takes("update", Duration.ofSeconds(3)));
    assertThat(a.round()).isInstanceOf(Lost.class);
  }

  @Test
  void aClaimAnsweredTooLateIsNotLedOnButRenewedFirst() {
    store.failWith(takes("create", Duration.ofSeconds(3)));
    assertThat(a.round()).isInstanceOf(Standby.class);
    assertThat(a.gate.holds()).isFalse();
    store.heal();
    assertThat(a.round()).isEqualTo(new Leading());
    assertThat(store.verbs()).containsExactly("get", "create", "update");
  }

  @Test
  void aClaimWhoseAnswerWasLostIsRecognisedAtTheNextLook() {
    store.failWith(answerLost("create"));
    assertThatThrownBy(a::round).isInstanceOf(KubernetesClientException.class);
    assertThat(a.gate.holds()).isFalse();
    store.heal();
    assertThat(a.round()).isEqualTo(new Leading());
    assertThat(store.verbs()).containsExactly("get", "create", "get", "update");
    assertThat(store.copy().orElseThrow().getSpec().getLeaseTransitions()).isZero();
  }

  @Test
  void aRenewalWhoseAnswerWasLostIsNoLoss() {
    a.round();
    store.failWith(answerLost("update"));
    assertThatThrownBy(a::round).isInstanceOf(KubernetesClientException.class);
    store.heal();
    pass(Duration.ofMillis(500));
    assertThat(a.round()).isEqualTo(new Leading());
  }

  @Test
  void aReleasedLeaseIsTakenAtTheNextLook() {
    a.round();
    b.round();
    assertThat(a.candidate.release()).isTrue();
    assertThat(store.holder()).isEmpty();
    assertThat(b.round()).isEqualTo(new Leading());
    assertThat(store.copy().orElseThrow().getSpec().getLeaseDurationSeconds()).isEqualTo(5);
    assertThat(store.copy().orElseThrow().getSpec().getLeaseTransitions()).isEqualTo(1);
  }

  @Test
  void aClaimWhoseAnswerWasLostIsReleasedToo() {
    store.failWith(answerLost("create"));
    assertThatThrownBy(a::round).isInstanceOf(KubernetesClientException.class);
    store.heal();
    assertThat(a.candidate.release()).isTrue();
    assertThat(store.holder()).isEmpty();
  }

  @Test
  void aStandbyReleasesNothing() {
    a.round();
    b.round();
    assertThat(b.candidate.release()).isFalse();
    assertThat(store.holder()).isEqualTo("a");
  }

  @Test
  void aLeaseThatOthersHaveTakenIsNotReleased() {
    a.round();
    b.round();
    pass(Duration.ofSeconds(5));
    b.round();
    assertThat(a.candidate.release()).isFalse();
    assertThat(store.holder()).isEqualTo("b");
  }

  @Test
  void aLeaseWithoutASpecIsFree() {
    store.change(
        none ->
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName("gradedcron")
                .endMetadata()
                .build());
    assertThat(a.round()).isEqualTo(new Leading());
    assertThat(store.copy().orElseThrow().getSpec().getLeaseTransitions()).isEqualTo(1);
  }

  @Test
  void aHolderWithoutADurationHasOurs() {
    store.change(
        none ->
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName("gradedcron")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity("odd")
                .endSpec()
                .build());
    assertThat(a.round()).isEqualTo(new Standby("odd"));
    pass(Duration.ofMillis(4_999));
    assertThat(a.round()).isEqualTo(new Standby("odd"));
    pass(Duration.ofMillis(1));
    assertThat(a.round()).isEqualTo(new Leading());
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static Clock later(long millis) {
    return Clock.fixed(WALL_CLOCK.plusMillis(millis), ZoneOffset.UTC);
  }

  private InMemoryLeaseStore.Fault takes(String slowVerb, Duration time) {
    return new InMemoryLeaseStore.Fault() {
      @Override
      public void after(String verb) {
        if (verb.equals(slowVerb)) {
          pass(time);
        }
      }
    };
  }

  private static InMemoryLeaseStore.Fault fails(String... failingVerbs) {
    return new InMemoryLeaseStore.Fault() {
      @Override
      public void before(String verb) {
        for (String failing : failingVerbs) {
          if (verb.equals(failing)) {
            throw new KubernetesClientException("refused");
          }
        }
      }
    };
  }

  private static InMemoryLeaseStore.Fault answerLost(String lostVerb) {
    return new InMemoryLeaseStore.Fault() {
      @Override
      public void after(String verb) {
        if (verb.equals(lostVerb)) {
          throw new KubernetesClientException("no answer");
        }
      }
    };
  }

  private final class Player {
    private final FenceGate gate = new FenceGate(now::get);
    private final Candidate candidate;
    private Clock clock;

    Player(String identity, Instant wallClock) {
      clock = Clock.fixed(wallClock, ZoneOffset.UTC);
      candidate =
          new Candidate(
              store,
              LeadershipOptions.of("ns", "gradedcron", identity, Duration.ofSeconds(5)),
              gate,
              new Clock() {
                @Override
                public ZoneOffset getZone() {
                  return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                  return this;
                }

                @Override
                public Instant instant() {
                  return clock.instant();
                }
              },
              now::get);
    }

    Standing round() {
      return candidate.round();
    }
  }
}
