package io.gradedcron.operator.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** The threads around the protocol, in real time with short durations. */
@Timeout(30)
class LeadershipTest {
  /** A lease of 2 s, to be renewed within 1.2 s, every 200 ms: room for a machine that is busy. */
  private static final Duration LEASE = Duration.ofSeconds(2);

  private static final Duration BELOW_THE_LEASE = Duration.ofMillis(1_700);

  private final InMemoryLeaseStore store = new InMemoryLeaseStore();
  private final List<Leadership> opened = new ArrayList<>();
  private final CountDownLatch hanging = new CountDownLatch(1);

  @AfterEach
  void closeAll() {
    hanging.countDown();
    store.heal();
    opened.forEach(Leadership::close);
  }

  @Test
  void leadsAndKeepsLeadingWellBeyondTheLease() {
    Recorder a = new Recorder();
    Leadership leadership = started("a", a);
    await().until(() -> a.calls.contains("start"));
    assertThat(leadership.isLeading()).isTrue();
    await()
        .pollInterval(Duration.ofMillis(20))
        .during(LEASE.plusMillis(500))
        .atMost(LEASE.multipliedBy(3))
        .until(leadership::holds);
    assertThat(a.calls).containsExactly("start");
  }

  @Test
  void aStandbyLeadsSoonAfterACleanClose() {
    Recorder a = new Recorder();
    Recorder b = new Recorder();
    Leadership first = started("a", a);
    await().until(first::holds);
    Leadership second = started("b", b);
    await().until(() -> standsBy(second));
    first.close();
    assertThat(first.holds()).isFalse();
    assertThat(store.holder()).isIn("", "b");
    // Less than the lease, which it would have to wait for if it were not released.
    await().atMost(BELOW_THE_LEASE).until(second::holds);
    await().until(() -> a.calls.equals(List.of("start", "stop")));
    assertThat(b.calls).doesNotContain("stop");
  }

  @Test
  void neverDoTwoFencesHoldAtOnceWhileLeadersComeAndGo() {
    AtomicInteger overlaps = new AtomicInteger();
    Leadership current = started("0", new Recorder());
    await().until(current::holds);
    for (int i = 1; i <= 10; i++) {
      Leadership next = started(Integer.toString(i), new Recorder());
      Leadership before = current;
      before.close();
      await()
          .pollInterval(Duration.ofMillis(2))
          .until(
              () -> {
                boolean nextHolds = next.holds();
                if (nextHolds && before.holds()) {
                  overlaps.incrementAndGet();
                }
                return nextHolds;
              });
      current = next;
    }
    assertThat(overlaps).hasValue(0);
  }

  @Test
  void aFrozenProcessIsRefusedTheFirstWriteAfterItWakes() {
    AtomicLong frozenNanos = new AtomicLong();
    Recorder a = new Recorder();
    Leadership leadership = started("a", a, () -> System.nanoTime() + frozenNanos.get());
    await().until(leadership::holds);
    await().until(() -> a.calls.contains("start"));
    frozenNanos.set(LEASE.toNanos());
    assertThat(leadership.holds()).isFalse();
    await().until(() -> a.calls.equals(List.of("start", "stop")));
    assertThat(leadership.isLeading()).isFalse();
  }

  @Test
  void aHangingRequestDelaysNeitherTheFenceNorTheLoss() {
    Recorder a = new Recorder();
    Leadership leadership = started("a", a);
    await().until(() -> a.calls.contains("start"));
    store.failWith(hangs());
    await().atMost(BELOW_THE_LEASE).until(() -> a.calls.contains("stop"));
    assertThat(leadership.holds()).isFalse();
  }

  @Test
  void aRequestThatNeverEndsDelaysNeitherTheLossNorTheClose() {
    Recorder a = new Recorder();
    Leadership leadership = started("a", a);
    await().until(() -> a.calls.contains("start"));
    store.failWith(hangsUninterruptibly());
    await().atMost(BELOW_THE_LEASE).until(() -> a.calls.contains("stop"));
    long before = System.nanoTime();
    leadership.close();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(BELOW_THE_LEASE);
  }

  @Test
  void aStandbyWaitsOutAnOutageAndSaysSoOnce() {
    store.failWith(refuses(new KubernetesClientException("connection refused")));
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Leadership.class);
    logger.addAppender(log);
    try {
      Recorder a = new Recorder();
      Leadership leadership = started("a", a);
      await().until(() -> store.verbs().size() > 10);
      assertThat(leadership.isLeading()).isFalse();
      store.heal();
      await().until(leadership::holds);
      await().until(() -> a.calls.equals(List.of("start")));
    } finally {
      logger.detachAppender(log);
    }
    List<String> lines =
        List.copyOf(log.list).stream()
            .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
            .map(ILoggingEvent::getFormattedMessage)
            .toList();
    assertThat(lines)
        .filteredOn(line -> line.contains("out of reach"))
        .containsExactly(
            "Lease ns/gradedcron is out of reach, going on trying: connection refused");
    assertThat(lines).filteredOn(line -> line.contains("in reach again")).hasSize(1);
  }

  @Test
  void aFaultOfAnotherKindThanTheClientsDoesNotEndTheCampaign() {
    store.failWith(refuses(new IllegalStateException("odd")));
    Leadership leadership = started("a", new Recorder());
    await().until(() -> store.verbs().size() > 3);
    store.heal();
    await().until(leadership::holds);
  }

  @Test
  void aLeaderThatCannotRenewStopsBeforeAStandbyLeads() {
    Recorder a = new Recorder();
    Leadership first = started("a", a);
    await().until(() -> a.calls.contains("start"));
    Leadership second = started("b", new Recorder());
    await().until(() -> standsBy(second));
    // Only the holder's updates are refused: it is the one that still can read.
    store.failWith(
        new InMemoryLeaseStore.Fault() {
          @Override
          public void before(String verb) {
            if (verb.equals("update") && first.isLeading()) {
              throw new KubernetesClientException("refused");
            }
          }
        });
    await().until(() -> a.calls.contains("stop"));
    assertThat(second.holds()).isFalse();
    await().atMost(LEASE.plusSeconds(1)).until(second::holds);
  }

  @Test
  void losingIsFinal() {
    Recorder a = new Recorder();
    Leadership leadership = started("a", a);
    await().until(() -> a.calls.contains("start"));
    store.failWith(refuses(new KubernetesClientException("down")));
    await().until(() -> a.calls.contains("stop"));
    store.heal();
    int requests = store.verbs().size();
    await().during(Duration.ofMillis(500)).until(() -> !leadership.holds());
    assertThat(store.verbs()).hasSize(requests);
    assertThat(a.calls).containsExactly("start", "stop");
  }

  @Test
  void aLostLeaseThatNobodyTookIsReleasedByTheClose() {
    Recorder a = new Recorder();
    Leadership leadership = started("a", a);
    await().until(() -> a.calls.contains("start"));
    store.failWith(refuses(new KubernetesClientException("down")));
    await().until(() -> a.calls.contains("stop"));
    store.heal();
    assertThat(store.holder()).isEqualTo("a");
    leadership.close();
    assertThat(store.holder()).isEmpty();
  }

  @Test
  void aStartThatFailsGivesLeadershipUp() {
    Recorder a =
        new Recorder() {
          @Override
          public void onStartLeading() {
            super.onStartLeading();
            throw new IllegalStateException("no wheel");
          }
        };
    Leadership leadership = started("a", a);
    await().until(() -> a.calls.equals(List.of("start", "stop")));
    assertThat(leadership.holds()).isFalse();
  }

  @Test
  void aListenerThatTakesItsTimeDelaysNoRenewal() {
    CountDownLatch startMayEnd = new CountDownLatch(1);
    Recorder a =
        new Recorder() {
          @Override
          public void onStartLeading() {
            awaitQuietly(startMayEnd);
            super.onStartLeading();
          }
        };
    Leadership leadership = started("a", a);
    await().until(leadership::holds);
    await().during(LEASE.plusMillis(500)).atMost(LEASE.multipliedBy(3)).until(leadership::holds);
    leadership.close();
    assertThat(a.calls).isEmpty();
    startMayEnd.countDown();
    await().until(() -> a.calls.equals(List.of("start", "stop")));
  }

  @Test
  void canBeClosedByItsOwnCallbacks() {
    List<Leadership> self = new CopyOnWriteArrayList<>();
    CountDownLatch known = new CountDownLatch(1);
    Recorder a =
        new Recorder() {
          @Override
          public void onStartLeading() {
            awaitQuietly(known);
            self.get(0).close();
            super.onStartLeading();
          }

          @Override
          public void onStopLeading() {
            self.get(0).close();
            super.onStopLeading();
          }
        };
    self.add(started("a", a));
    known.countDown();
    await().atMost(Duration.ofSeconds(2)).until(() -> a.calls.equals(List.of("start", "stop")));
    assertThat(store.holder()).isEmpty();
  }

  @Test
  void canBeClosedUnderALockThatACallbackWants() {
    Object lock = new Object();
    Recorder a =
        new Recorder() {
          @Override
          public void onStopLeading() {
            synchronized (lock) {
              super.onStopLeading();
            }
          }
        };
    Leadership leadership = started("a", a);
    await().until(() -> a.calls.contains("start"));
    synchronized (lock) {
      leadership.close();
      assertThat(store.holder()).isEmpty();
    }
    await().until(() -> a.calls.contains("stop"));
  }

  @Test
  void closesWhileTheApiServerHangs() {
    Recorder a = new Recorder();
    Leadership leadership = started("a", a);
    await().until(() -> a.calls.contains("start"));
    store.failWith(hangs());
    long before = System.nanoTime();
    leadership.close();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(BELOW_THE_LEASE);
    assertThat(leadership.holds()).isFalse();
  }

  @Test
  void canBeClosedTwiceAndBeforeItWasStarted() {
    Leadership never = leadership("a", new Recorder(), System::nanoTime);
    never.close();
    never.close();
    assertThat(store.verbs()).isEmpty();
    assertThatThrownBy(never::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void canBeStartedOnceOnly() {
    Leadership leadership = started("a", new Recorder());
    assertThatThrownBy(leadership::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ns/gradedcron");
  }

  @Test
  void itsThreadsEndWithIt() {
    Leadership leadership = started("a", new Recorder());
    await().until(leadership::holds);
    assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon);
    leadership.close();
    await().until(() -> threads().isEmpty());
  }

  @Test
  void withoutElectionTheFenceIsOpen() {
    assertThat(new AlwaysLeading().holds()).isTrue();
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("leadership"))
        .toList();
  }

  /** A look of its own at somebody else's Lease has been made since. */
  private boolean standsBy(Leadership standby) {
    return !standby.isLeading() && store.verbs().stream().filter("get"::equals).count() >= 2;
  }

  private Leadership started(String identity, LeadershipListener listener) {
    return started(identity, listener, System::nanoTime);
  }

  private Leadership started(String identity, LeadershipListener listener, LongSupplier nanoTime) {
    Leadership leadership = leadership(identity, listener, nanoTime);
    leadership.start();
    return leadership;
  }

  private Leadership leadership(
      String identity, LeadershipListener listener, LongSupplier nanoTime) {
    Leadership leadership =
        new Leadership(
            store,
            LeadershipOptions.of("ns", "gradedcron", identity, LEASE),
            listener,
            nanoTime,
            Clock.systemUTC());
    opened.add(leadership);
    return leadership;
  }

  private static InMemoryLeaseStore.Fault refuses(RuntimeException failure) {
    return new InMemoryLeaseStore.Fault() {
      @Override
      public void before(String verb) {
        throw failure;
      }
    };
  }

  private InMemoryLeaseStore.Fault hangs() {
    return new InMemoryLeaseStore.Fault() {
      @Override
      public void before(String verb) {
        awaitQuietly(hanging);
        throw new KubernetesClientException("gave up");
      }
    };
  }

  private InMemoryLeaseStore.Fault hangsUninterruptibly() {
    return new InMemoryLeaseStore.Fault() {
      @Override
      public void before(String verb) {
        while (hanging.getCount() > 0) {
          Thread.onSpinWait();
        }
        throw new KubernetesClientException("ended at last");
      }
    };
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody let it go on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static class Recorder implements LeadershipListener {
    final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public void onStartLeading() {
      calls.add("start");
    }

    @Override
    public void onStopLeading() {
      calls.add("stop");
    }
  }
}
