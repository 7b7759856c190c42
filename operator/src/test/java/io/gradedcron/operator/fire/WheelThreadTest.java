package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WheelThreadTest {
  private static final long NOON = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();

  /** One alarm that rang. */
  private record Ring(Alarm alarm, int level, long due, long at) {}

  /** A wall clock and a monotonic one, moved by hand. */
  private static final class HandClock extends Clock {
    private final AtomicLong wall = new AtomicLong(NOON);
    private final AtomicLong nanos = new AtomicLong(7);

    /** Time passes. The two are not moved at once: 1 s and more may look like a jump. */
    void pass(Duration time) {
      nanos.addAndGet(time.toNanos());
      wall.addAndGet(time.toMillis());
    }

    /** Somebody sets the wall clock. */
    void set(long millis) {
      wall.set(millis);
    }

    @Override
    public long millis() {
      return wall.get();
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(wall.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("the wheel knows no zone");
    }
  }

  /** Writes down what rang; slot alarms repeat as the test says. */
  private static final class Bell implements DueHandler {
    private final Clock clock;
    private final LongUnaryOperator following;
    private final Queue<Ring> rings = new ConcurrentLinkedQueue<>();
    private final Queue<Instant> jumps = new ConcurrentLinkedQueue<>();
    private volatile CountDownLatch mayEnd = new CountDownLatch(0);

    Bell(Clock clock, LongUnaryOperator following) {
      this.clock = clock;
      this.following = following;
    }

    @Override
    public long following(Alarm alarm, long dueMillis, long nowMillis) {
      return alarm.kind() == Alarm.Kind.SLOT ? following.applyAsLong(dueMillis) : Alarm.OFF;
    }

    @Override
    public void handOn(Alarm alarm, int level, long dueMillis) {
      rings.add(new Ring(alarm, level, dueMillis, clock.millis()));
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void clockJumped(Instant now) {
      jumps.add(now);
    }

    List<Long> dues() {
      return rings.stream().map(Ring::due).toList();
    }
  }

  private final HandClock hand = new HandClock();
  private Bell bell;
  private WheelThread wheel;

  private void start(Clock clock, LongSupplier nanos, LongUnaryOperator following) {
    bell = new Bell(clock, following);
    wheel = new WheelThread(clock, nanos, bell);
    wheel.start();
  }

  private void startByHand(LongUnaryOperator following) {
    start(hand, hand.nanos::get, following);
  }

  private static long never(long due) {
    return Alarm.OFF;
  }

  private static LongUnaryOperator each(Duration period) {
    return due -> due + period.toMillis();
  }

  private static Alarm slotAlarm() {
    return Alarm.of(Alarm.Kind.SLOT, new ScheduleCell());
  }

  /** The thread has seen everything posted and set before, once an alarm posted now has rung. */
  private void awaitRound() {
    Alarm marker = Alarm.of(Alarm.Kind.RETRY, new ScheduleCell());
    wheel.post(marker, 3, hand.millis());
    await().until(() -> bell.rings.stream().anyMatch(ring -> ring.alarm() == marker));
    bell.rings.removeIf(ring -> ring.alarm() == marker);
  }

  @AfterEach
  void close() {
    bell.mayEnd.countDown();
    wheel.close();
    await().until(() -> !wheel.isAlive());
  }

  @Test
  void alarmsRingNotBeforeAndSoonAfterTheirTime() {
    Clock clock = Clock.systemUTC();
    start(clock, System::nanoTime, WheelThreadTest::never);
    Random random = new Random(1);
    long now = clock.millis();
    List<Long> dues = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      long due = now + random.nextInt(400);
      dues.add(due);
      wheel.post(slotAlarm(), 1 + i % 3, due);
    }

    await().until(() -> bell.rings.size() == dues.size());
    assertThat(bell.dues()).containsExactlyInAnyOrderElementsOf(dues);
    assertThat(bell.rings)
        .allSatisfy(ring -> assertThat(ring.at() - ring.due()).isBetween(0L, 1_000L));
    assertThat(wheel.armed()).isZero();
    assertThat(bell.jumps).isEmpty();
  }

  @Test
  void anAlarmWaitsForTheWallClock() {
    startByHand(WheelThreadTest::never);
    Alarm alarm = slotAlarm();
    wheel.post(alarm, 2, NOON + 1_000);
    hand.pass(Duration.ofMillis(999));
    awaitRound();
    assertThat(bell.rings).isEmpty();

    hand.pass(Duration.ofMillis(1));
    awaitRound();
    assertThat(bell.rings).containsExactly(new Ring(alarm, 2, NOON + 1_000, NOON + 1_000));
  }

  @Test
  void whatIsDueTogetherRingsByLevel() {
    startByHand(WheelThreadTest::never);
    wheel.post(slotAlarm(), 3, NOON + 5);
    wheel.post(slotAlarm(), 1, NOON + 5);
    wheel.post(slotAlarm(), 2, NOON + 5);
    awaitRound();
    hand.pass(Duration.ofMillis(5));
    awaitRound();

    assertThat(bell.rings).extracting(Ring::level).containsExactly(1, 2, 3);
  }

  @Test
  void offSwitchesAnAlarmOff() {
    startByHand(WheelThreadTest::never);
    Alarm off = slotAlarm();
    Alarm on = slotAlarm();
    wheel.post(off, 1, NOON + 10);
    wheel.post(on, 1, NOON + 10);
    awaitRound();
    assertThat(wheel.armed()).isEqualTo(2);

    wheel.post(off, 1, Alarm.OFF);
    wheel.post(off, 1, Alarm.OFF);
    awaitRound();
    assertThat(wheel.armed()).isEqualTo(1);
    hand.pass(Duration.ofMillis(10));
    awaitRound();
    assertThat(bell.rings).extracting(Ring::alarm).containsExactly(on);
  }

  @Test
  void theNewestWishCounts() {
    startByHand(WheelThreadTest::never);
    Alarm alarm = slotAlarm();
    wheel.post(alarm, 1, NOON + 10);
    awaitRound();
    wheel.post(alarm, 2, NOON + 30);
    wheel.post(alarm, 3, NOON + 20);
    awaitRound();
    assertThat(wheel.armed()).isEqualTo(1);
    hand.pass(Duration.ofMillis(15));
    awaitRound();
    assertThat(bell.rings).isEmpty();

    hand.pass(Duration.ofMillis(100));
    awaitRound();
    assertThat(bell.rings).containsExactly(new Ring(alarm, 3, NOON + 20, NOON + 115));
  }

  @Test
  void anAlarmRepeatsAsTheHandlerSays() {
    startByHand(each(Duration.ofSeconds(1)));
    wheel.post(slotAlarm(), 1, NOON + 1_000);
    awaitRound();
    assertThat(wheel.armed()).isEqualTo(1);
    hand.pass(Duration.ofMillis(2_500));
    awaitRound();

    assertThat(bell.dues()).containsExactly(NOON + 1_000, NOON + 2_000);
    assertThat(wheel.armed()).isEqualTo(1);
  }

  @Test
  void onlySlotAlarmsCountAsArmed() {
    startByHand(WheelThreadTest::never);
    wheel.post(slotAlarm(), 1, NOON + 60_000);
    wheel.post(Alarm.of(Alarm.Kind.RETRY, new ScheduleCell()), 1, NOON + 60_000);
    wheel.post(Alarm.of(Alarm.Kind.ATTEND, new ScheduleCell()), 1, NOON + 60_000);
    wheel.post(Alarm.forPolicy(), 1, NOON + 60_000);
    awaitRound();

    assertThat(wheel.armed()).isEqualTo(1);
  }

  @Test
  void aHandOverThatHangsShowsAsOverdue() {
    startByHand(WheelThreadTest::never);
    assertThat(wheel.overdue()).isZero();
    bell.mayEnd = new CountDownLatch(1);
    wheel.post(slotAlarm(), 1, NOON + 100);
    hand.pass(Duration.ofMillis(100));
    await().until(() -> bell.rings.size() == 1);
    assertThat(wheel.overdue()).isZero();

    hand.pass(Duration.ofSeconds(6));
    assertThat(wheel.overdue()).isEqualTo(Duration.ofSeconds(6));
    bell.mayEnd.countDown();
    await().untilAsserted(() -> assertThat(wheel.overdue()).isZero());
    assertThat(wheel.isAlive()).isTrue();
  }

  @Test
  void aJumpAheadOfTheWallClockIsTold() {
    startByHand(WheelThreadTest::never);
    Alarm alarm = slotAlarm();
    wheel.post(alarm, 1, NOON + 1_800_000);
    awaitRound();
    hand.set(NOON + 3_600_000);
    awaitRound();

    assertThat(bell.jumps).containsExactly(Instant.ofEpochMilli(NOON + 3_600_000));
    assertThat(bell.rings).containsExactly(new Ring(alarm, 1, NOON + 1_800_000, NOON + 3_600_000));
  }

  @Test
  void aJumpIsNoticedWhileNothingIsDue() {
    startByHand(WheelThreadTest::never);
    awaitRound();
    hand.set(NOON + 3_600_000);

    await().until(() -> bell.jumps.size() == 1);
  }

  @Test
  void timeThatPassesIsNoJump() {
    startByHand(WheelThreadTest::never);
    awaitRound();
    passInSteps();

    assertThat(bell.jumps).isEmpty();
  }

  @Test
  void aClockThatIsSetBackRingsNothingTwice() {
    startByHand(each(Duration.ofSeconds(1)));
    wheel.post(slotAlarm(), 1, NOON + 1_000);
    passInSteps();
    assertThat(bell.dues()).containsExactly(NOON + 1_000, NOON + 2_000, NOON + 3_000);

    hand.set(NOON + 500);
    awaitRound();
    passInSteps();
    assertThat(bell.dues()).containsExactly(NOON + 1_000, NOON + 2_000, NOON + 3_000, NOON + 4_000);
    assertThat(bell.jumps).isEmpty();
  }

  /** 3.6 s go by, and the thread looks now and then. */
  private void passInSteps() {
    for (int i = 0; i < 4; i++) {
      hand.pass(Duration.ofMillis(900));
      awaitRound();
    }
  }

  @Test
  void aClosedWheelRingsNoMore() {
    startByHand(WheelThreadTest::never);
    wheel.post(slotAlarm(), 1, NOON + 10);
    awaitRound();
    wheel.close();
    await().until(() -> !wheel.isAlive());
    hand.pass(Duration.ofMillis(10));

    assertThat(bell.rings).isEmpty();
  }
}
