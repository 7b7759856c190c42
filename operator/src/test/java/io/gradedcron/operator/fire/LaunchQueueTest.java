package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LaunchQueueTest {
  private final LaunchQueue queue = new LaunchQueue(cell -> false);
  private final List<Thread> threads = new ArrayList<>();

  /** One call that waits for a schedule. */
  private interface Take {
    ScheduleCell take() throws InterruptedException;
  }

  @AfterEach
  void endThreads() throws InterruptedException {
    for (Thread thread : threads) {
      thread.interrupt();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private Queue<ScheduleCell> taker(Take take) {
    Queue<ScheduleCell> taken = new ConcurrentLinkedQueue<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  taken.add(take.take());
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    threads.add(thread);
    thread.start();
    return taken;
  }

  private ScheduleCell offered(int level, long due) {
    ScheduleCell cell = new ScheduleCell();
    queue.offer(cell, level, due);
    return cell;
  }

  @Test
  void levelComesBeforeDueTimeAndDueTimeBeforeArrival() throws InterruptedException {
    ScheduleCell third = offered(3, 0);
    ScheduleCell secondLate = offered(2, 9);
    ScheduleCell secondEarly = offered(2, 3);
    ScheduleCell firstLate = offered(1, 100);
    ScheduleCell firstEarly = offered(1, 5);
    ScheduleCell firstEarlyToo = offered(1, 5);

    assertThat(
            List.of(
                queue.take(), queue.take(), queue.take(), queue.take(), queue.take(), queue.take()))
        .containsExactly(firstEarly, firstEarlyToo, firstLate, secondEarly, secondLate, third);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void aScheduleLiesInItOnce() throws InterruptedException {
    ScheduleCell cell = offered(2, 5);
    queue.offer(cell, 2, 5);
    queue.offer(cell, 2, 6);

    assertThat(queue.size(2)).isEqualTo(1);
    assertThat(queue.take()).isSameAs(cell);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void aScheduleThatWasTakenCanComeAgain() throws InterruptedException {
    ScheduleCell cell = offered(2, 5);
    queue.take();
    queue.offer(cell, 1, 6);

    assertThat(queue.size(1)).isEqualTo(1);
    assertThat(queue.takeCore()).isSameAs(cell);
  }

  @Test
  void sizesAreCountedForEachLevel() throws InterruptedException {
    offered(1, 1);
    offered(2, 1);
    offered(2, 2);
    offered(3, 1);
    assertThat(List.of(queue.size(1), queue.size(2), queue.size(3))).containsExactly(1, 2, 1);

    queue.take();
    queue.take();
    assertThat(List.of(queue.size(1), queue.size(2), queue.size(3))).containsExactly(0, 1, 1);
  }

  @Test
  void theReserveTakesLevelOneOnly() {
    offered(2, 0);
    offered(3, 0);
    Queue<ScheduleCell> core = taker(queue::takeCore);
    ScheduleCell urgent = offered(1, 50);
    ScheduleCell alsoUrgent = offered(1, 60);

    await().untilAsserted(() -> assertThat(core).containsExactly(urgent, alsoUrgent));
    assertThat(queue.size(2)).isEqualTo(1);
    assertThat(queue.size(3)).isEqualTo(1);
  }

  @Test
  void theReserveLeavesOtherLevelsWhenAnotherWorkerWasQuicker() throws InterruptedException {
    offered(1, 0);
    queue.take();
    // The reserve was told of a schedule that is gone: what it meets instead stays.
    ScheduleCell later = offered(2, 0);
    Queue<ScheduleCell> core = taker(queue::takeCore);
    ScheduleCell urgent = offered(1, 0);

    await().untilAsserted(() -> assertThat(core).containsExactly(urgent));
    assertThat(queue.take()).isSameAs(later);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void nothingIsLostBetweenConcurrentTakersAndOfferers() throws InterruptedException {
    int perOfferer = 5_000;
    int offerers = 3;
    List<Queue<ScheduleCell>> anyTakers = List.of(taker(queue::take), taker(queue::take));
    List<Queue<ScheduleCell>> coreTakers = List.of(taker(queue::takeCore), taker(queue::takeCore));
    Set<ScheduleCell> core = Collections.synchronizedSet(identitySet());
    Set<ScheduleCell> all = Collections.synchronizedSet(identitySet());
    CountDownLatch done = new CountDownLatch(offerers);
    for (int i = 0; i < offerers; i++) {
      Random random = new Random(i);
      new Thread(
              () -> {
                for (int n = 0; n < perOfferer; n++) {
                  int level = 1 + random.nextInt(3);
                  ScheduleCell cell = new ScheduleCell();
                  all.add(cell);
                  if (level == 1) {
                    core.add(cell);
                  }
                  queue.offer(cell, level, random.nextInt(100));
                }
                done.countDown();
              })
          .start();
    }
    done.await();
    int expected = offerers * perOfferer;
    await()
        .untilAsserted(
            () ->
                assertThat(
                        anyTakers.stream().mapToInt(Queue::size).sum()
                            + coreTakers.stream().mapToInt(Queue::size).sum())
                    .isEqualTo(expected));

    Set<ScheduleCell> taken = identitySet();
    anyTakers.forEach(taken::addAll);
    coreTakers.forEach(cells -> assertThat(core).containsAll(cells));
    coreTakers.forEach(taken::addAll);
    assertThat(taken).isEqualTo(new HashSet<>(all));
    assertThat(queue.isEmpty()).isTrue();
    assertThat(List.of(queue.size(1), queue.size(2), queue.size(3))).containsOnly(0);
  }

  @Test
  void theReserveAloneEmptiesLevelOneUnderARaceForIt() throws InterruptedException {
    Queue<ScheduleCell> one = taker(queue::takeCore);
    Queue<ScheduleCell> other = taker(queue::takeCore);
    Set<ScheduleCell> core = identitySet();
    for (int i = 0; i < 5_000; i++) {
      offered(2 + i % 2, i);
      core.add(offered(1, i));
    }

    await().untilAsserted(() -> assertThat(one.size() + other.size()).isEqualTo(core.size()));
    assertThat(core).containsAll(one).containsAll(other);
    assertThat(queue.size(1)).isZero();
    for (int i = 0; i < 5_000; i++) {
      queue.take();
    }
    assertThat(queue.isEmpty()).isTrue();
  }

  private static Set<ScheduleCell> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  @Test
  void whatMayKeepAWorkerWaitingIsLeftToThoseWhoTakeOnlySuch() throws InterruptedException {
    Set<ScheduleCell> slow = Collections.synchronizedSet(identitySet());
    LaunchQueue divided = new LaunchQueue(slow::contains);
    ScheduleCell slowBefore = new ScheduleCell();
    slow.add(slowBefore);
    divided.offer(slowBefore, 1, 0);
    ScheduleCell slowMeanwhile = new ScheduleCell();
    divided.offer(slowMeanwhile, 1, 1);
    slow.add(slowMeanwhile);
    ScheduleCell quick = new ScheduleCell();
    divided.offer(quick, 3, 2);

    assertThat(divided.take()).isSameAs(quick);
    assertThat(divided.isEmpty()).as("those who wait hold nobody up").isTrue();
    assertThat(divided.size(1)).isEqualTo(2);
    assertThat(List.of(divided.takeSlow(), divided.takeSlow()))
        .containsExactly(slowBefore, slowMeanwhile);
    assertThat(divided.size(1)).isZero();
  }

  @Test
  void whatIsNotSlowAnyMoreIsEverybodysAgain() {
    Set<ScheduleCell> slow = Collections.synchronizedSet(identitySet());
    LaunchQueue divided = new LaunchQueue(slow::contains);
    ScheduleCell first = new ScheduleCell();
    ScheduleCell second = new ScheduleCell();
    slow.addAll(List.of(first, second));
    divided.offer(first, 2, 0);
    divided.offer(second, 1, 0);
    slow.clear();
    taker(divided::takeSlow);
    Queue<ScheduleCell> anybody = taker(divided::take);

    await().untilAsserted(() -> assertThat(anybody).containsExactlyInAnyOrder(first, second));
  }

  @Test
  void theReserveOfLevelOneDoesNotTakeWhatMayKeepItWaiting() throws InterruptedException {
    Set<ScheduleCell> slow = Collections.synchronizedSet(identitySet());
    LaunchQueue divided = new LaunchQueue(slow::contains);
    ScheduleCell slowMeanwhile = new ScheduleCell();
    divided.offer(slowMeanwhile, 1, 0);
    slow.add(slowMeanwhile);
    ScheduleCell quick = new ScheduleCell();
    divided.offer(quick, 1, 1);

    assertThat(divided.takeCore()).isSameAs(quick);
    assertThat(divided.takeSlow()).isSameAs(slowMeanwhile);
  }
}
