package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CellQueueTest {
  private final ScheduleCell cell = new ScheduleCell();
  private final AtomicInteger looks = new AtomicInteger();
  private final Semaphore mayEnd = new Semaphore(0);
  private CellQueue queue;

  private void start(int threads, Consumer<ScheduleCell> work) {
    queue = new CellQueue("test", threads, c -> c.signals().keeper(), work);
    queue.start();
  }

  /** Looks that last until the test lets them end. */
  private void startGated(int threads) {
    start(
        threads,
        c -> {
          looks.incrementAndGet();
          mayEnd.acquireUninterruptibly();
        });
  }

  private void awaitLooks(int count) {
    await().until(() -> looks.get() == count);
  }

  private CellQueue.Turn turn() {
    return cell.signals().keeper().get();
  }

  @AfterEach
  void close() {
    mayEnd.release(1_000);
    queue.close();
  }

  @Test
  void whoAsksIsLookedAt() {
    Queue<ScheduleCell> seen = new ConcurrentLinkedQueue<>();
    start(2, seen::add);
    List<ScheduleCell> cells = IntStream.range(0, 50).mapToObj(i -> new ScheduleCell()).toList();
    cells.forEach(queue::ask);

    await().untilAsserted(() -> assertThat(seen).containsExactlyInAnyOrderElementsOf(cells));
  }

  @Test
  void itIsEmptyOnceNoneWaitsForAThread() {
    startGated(1);
    queue.ask(new ScheduleCell());
    awaitLooks(1);
    assertThat(queue.isEmpty()).isTrue();
    queue.ask(cell);
    assertThat(queue.isEmpty()).isFalse();
    mayEnd.release();

    awaitLooks(2);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void askingOftenBeforeTheLookMeansOneLook() {
    startGated(1);
    ScheduleCell busy = new ScheduleCell();
    queue.ask(busy);
    awaitLooks(1);
    queue.ask(cell);
    queue.ask(cell);
    queue.ask(cell);
    mayEnd.release(2);

    awaitLooks(2);
    await().until(() -> turn() == CellQueue.Turn.IDLE);
    assertThat(looks).hasValue(2);
  }

  @Test
  void aChangeDuringALookAsksAgainOnce() {
    startGated(2);
    queue.ask(cell);
    awaitLooks(1);
    queue.ask(cell);
    queue.ask(cell);
    assertThat(turn()).isEqualTo(CellQueue.Turn.RUNNING_AGAIN);
    assertThat(looks).hasValue(1);

    mayEnd.release();
    awaitLooks(2);
    mayEnd.release();
    await().until(() -> turn() == CellQueue.Turn.IDLE);
    assertThat(looks).hasValue(2);
  }

  @Test
  void aScheduleThatIsLookedAtDoesNotHoldUpAnother() {
    startGated(2);
    queue.ask(cell);
    awaitLooks(1);
    queue.ask(new ScheduleCell());

    awaitLooks(2);
  }

  @Test
  void neverAreTwoLooksAtOneScheduleUnderWayAndTheLastChangeIsSeen() throws InterruptedException {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger version = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    start(
        4,
        c -> {
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          Thread.onSpinWait();
          seen.set(version.get());
          underWay.decrementAndGet();
        });
    int askers = 4;
    CountDownLatch done = new CountDownLatch(askers);
    for (int i = 0; i < askers; i++) {
      new Thread(
              () -> {
                for (int n = 0; n < 20_000; n++) {
                  version.incrementAndGet();
                  queue.ask(cell);
                }
                done.countDown();
              })
          .start();
    }
    done.await();

    await().untilAsserted(() -> assertThat(seen).hasValue(askers * 20_000));
    await().until(() -> turn() == CellQueue.Turn.IDLE);
    assertThat(most).hasValue(1);
  }

  @Test
  void aLookThatFailsCostsNeitherTheWorkerNorTheSchedule() {
    start(
        1,
        c -> {
          if (looks.incrementAndGet() == 1) {
            throw new IllegalStateException("a defect, as the test wants it");
          }
        });
    queue.ask(cell);
    await().until(() -> looks.get() == 1 && turn() == CellQueue.Turn.IDLE);
    queue.ask(cell);

    awaitLooks(2);
  }

  @Test
  void aLookThatFailsAfterAChangeIsMadeUpFor() {
    start(
        1,
        c -> {
          if (looks.incrementAndGet() == 1) {
            queue.ask(c);
            throw new IllegalStateException("a defect, as the test wants it");
          }
        });
    queue.ask(cell);

    awaitLooks(2);
    await().until(() -> turn() == CellQueue.Turn.IDLE);
  }
}
