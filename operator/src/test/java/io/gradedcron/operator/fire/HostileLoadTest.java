package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.fire.EngineOnFakeApi.Ended;
import io.gradedcron.operator.metrics.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one tenant's schedules, or one broken object, may cost everybody else: nothing. */
@Timeout(120)
class HostileLoadTest {
  private static final String EACH_SECOND = "* * * * * *";

  /** Due so seldom that a machine with other work keeps up: it is the order that is looked at. */
  private static final String EVERY_THREE_SECONDS = "*/3 * * * * *";

  private static final String EVERY_OTHER_SECOND = "*/2 * * * * *";

  private static EngineOnFakeApi engine(
      int workers, Function<FakeJobsApi.Create, FakeJobsApi.Answer> answers) {
    return new EngineOnFakeApi(workers, answers, event -> {});
  }

  private static void awaitSlots(EngineOnFakeApi scene, String name, int atLeast) {
    await("the end of " + atLeast + " slots of " + name)
        .atMost(Duration.ofSeconds(60))
        .until(() -> scene.ended(name).size() >= atLeast);
  }

  /** Every slot between the first and the last that ended has ended once. */
  private static void assertNoGap(String name, List<Ended> ended, int step) {
    for (int i = 1; i < ended.size(); i++) {
      assertThat(ended.get(i).from())
          .as("%s: the slot after %s", name, ended.get(i - 1))
          .isEqualTo(ended.get(i - 1).to().plusSeconds(step));
    }
  }

  private static long launched(List<Ended> ended) {
    return ended.stream().filter(Ended::launched).count();
  }

  /** Returns the first slot of one that is due every three seconds. */
  private static Instant firstSlot(GradedCronJob schedule) {
    long created = Instant.parse(schedule.getMetadata().getCreationTimestamp()).getEpochSecond();
    return Instant.ofEpochSecond(created - created % 3 + 3);
  }

  @Test
  void aThousandThatAreDueTogetherDegradeByLevelAndNoSlotIsLost() {
    // 8 creates at a time, 60 ms each: some 400 of the 1,000 that are due every three seconds.
    try (EngineOnFakeApi scene =
        engine(8, create -> FakeJobsApi.Answer.taken(Duration.ofMillis(60)))) {
      List<List<GradedCronJob>> levels = new ArrayList<>();
      for (int level = 3; level >= 1; level--) {
        int size = level == 1 ? 40 : level == 2 ? 500 : 460;
        levels.add(0, new ArrayList<>());
        for (int i = 0; i < size; i++) {
          levels
              .get(0)
              .add(scene.put("shop", "level-" + level + "-" + i, level, EVERY_THREE_SECONDS, null));
        }
      }
      awaitSlots(scene, "level-1-0", 5);
      // What is left of the less important ones is looked at once nobody is before them.
      levels.get(0).forEach(scene.engine()::remove);
      levels.get(1).forEach(scene.engine()::remove);
      await("each of level 3 to be looked at")
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  levels.get(2).stream()
                      .map(schedule -> schedule.getMetadata().getName())
                      .noneMatch(name -> scene.ended(name).isEmpty()));

      // By the first slot: to put a thousand may take longer than to the next one.
      Map<Instant, List<Long>> shares = new TreeMap<>();
      long[] launched = new long[4];
      long[] due = new long[4];
      for (int level = 1; level <= 3; level++) {
        for (GradedCronJob schedule : levels.get(level - 1)) {
          String name = schedule.getMetadata().getName();
          List<Ended> ended = scene.ended(name);
          assertNoGap(name, ended, 3);
          launched[level] += launched(ended);
          due[level] += ended.stream().mapToLong(range -> range.count(3)).sum();
          if (level == 2) {
            shares
                .computeIfAbsent(firstSlot(schedule), first -> new ArrayList<>())
                .add(launched(ended));
          }
        }
      }
      assertThat(launched[1]).as("level 1: each slot that was due").isEqualTo(due[1]);
      assertThat((double) launched[2] / due[2])
          .as(
              "level 2 before level 3: %s of %s, %s of %s",
              launched[2], due[2], launched[3], due[3])
          .isLessThan(1)
          .isGreaterThan((double) launched[3] / due[3]);
      assertThat(shares.values())
          .as("one of level 2 gets no more than another: %s", shares)
          .allMatch(share -> Collections.max(share) - Collections.min(share) <= 2);
    }
  }

  @Test
  void whatFailsEveryCreateBacksOffAloneAndEndsAtItsDeadline() {
    Metrics metrics = new Metrics("test");
    try (EngineOnFakeApi scene =
        new EngineOnFakeApi(
            16,
            create ->
                create.run().startsWith("poison")
                    ? new FakeJobsApi.Answer(500, "no", Duration.ZERO)
                    : FakeJobsApi.Answer.taken(Duration.ofMillis(5)),
            metrics.runs())) {
      Instant slot = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(2);
      String once = slot.atOffset(ZoneOffset.UTC).getSecond() + " * * * * *";
      scene.put("shop", "poison-once", 1, once, 4L);
      scene.put("shop", "poison-hot", 1, EACH_SECOND, null);
      for (int i = 0; i < 20; i++) {
        scene.put("shop", "healthy-" + i, 3, EVERY_OTHER_SECOND, null);
      }
      awaitSlots(scene, "healthy-0", 6);

      for (int i = 0; i < 20; i++) {
        List<Ended> ended = scene.ended("healthy-" + i);
        assertNoGap("healthy-" + i, ended, 2);
        assertThat(ended).allMatch(Ended::launched);
      }
      assertThat(scene.ended("poison-once"))
          .singleElement()
          .satisfies(ended -> assertThat(ended.from()).isEqualTo(ended.to()).isEqualTo(slot))
          .satisfies(ended -> assertThat(ended.event()).isInstanceOf(RunEvent.SlotsFailed.class));
      // 0 s, then waits of at least 0.1, 0.2, 0.4, 0.8, 1.6 and 3.2 s: the last would be too late.
      assertThat(creates(scene, "poison-once")).isBetween(3L, 7L);
      List<Ended> hot = scene.ended("poison-hot");
      assertNoGap("poison-hot", hot, 1);
      assertThat(hot).allMatch(ended -> ended.event() instanceof RunEvent.SlotsFailed);
      // One at each slot, and the few retries of the first of them.
      assertThat(creates(scene, "poison-hot")).isBetween(hot.size() - 1L, hot.size() + 8L);
      await()
          .untilAsserted(
              () ->
                  assertThat(metrics.page().scrape(null))
                      .containsPattern(
                          "gradedcron_slots_total\\{level=\"1\",outcome=\"failed\"} [1-9]")
                      .containsPattern(
                          "gradedcron_launch_refusals_total"
                              + "\\{level=\"1\",reason=\"unavailable\"} [1-9]"));
    } finally {
      metrics.close();
    }
  }

  private static long creates(EngineOnFakeApi scene, String schedule) {
    return scene.api().creates().stream()
        .filter(create -> create.run().startsWith(schedule + "-"))
        .count();
  }

  @Test
  void aNamespaceWhoseCreatesHangKeepsNobodyElseWaiting() {
    // More of them than there are workers, and more important than the others.
    try (EngineOnFakeApi scene =
        engine(
            16,
            create ->
                create.namespace().equals("hanging")
                    ? new FakeJobsApi.Answer(500, "failed calling webhook", Duration.ofSeconds(3))
                    : FakeJobsApi.Answer.taken(Duration.ofMillis(5)))) {
      for (int i = 0; i < 100; i++) {
        scene.put("hanging", "hanging-" + i, 1, EACH_SECOND, null);
      }
      await("the first to be answered")
          .atMost(Duration.ofSeconds(30))
          .until(() -> scene.api().creates().size() > 16);
      for (int i = 0; i < 50; i++) {
        scene.put("shop", "other-" + i, 3, EVERY_OTHER_SECOND, null);
      }
      awaitSlots(scene, "other-0", 4);

      for (int i = 0; i < 50; i++) {
        List<Ended> ended = scene.ended("other-" + i);
        assertNoGap("other-" + i, ended, 2);
        assertThat(ended).as("other-" + i).allMatch(Ended::launched);
      }
    }
  }
}
