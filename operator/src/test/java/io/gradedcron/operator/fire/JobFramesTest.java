package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.harness.Manifests.Schedule;
import io.gradedcron.operator.plan.JobText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JobFramesTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final JobText JOBS = new JobText();

  private static GradedCronJob schedule(String uid, long generation, int level) {
    GradedCronJob schedule = new Schedule("shop", "report", level, "* * * * *").build();
    schedule.getMetadata().setUid(uid);
    schedule.getMetadata().setGeneration(generation);
    return schedule;
  }

  private static String text(byte[] job) {
    return new String(job, StandardCharsets.UTF_8);
  }

  @Test
  void anEditedScheduleHasAnotherFrame() {
    JobFrames frames = new JobFrames(JOBS);
    GradedCronJob before = schedule("u", 1, 3);
    GradedCronJob after = schedule("u", 2, 1);

    assertThat(text(frames.job(before, NOON))).isEqualTo(text(JOBS.job(before, NOON)));
    assertThat(text(frames.job(after, NOON))).isEqualTo(text(JOBS.job(after, NOON)));
    assertThat(text(frames.job(after, NOON.plusSeconds(60))))
        .isEqualTo(text(JOBS.job(after, NOON.plusSeconds(60))));
    assertThat(frames.size()).isEqualTo(2);
  }

  @Test
  void aScheduleThatWasMadeAnewHasAnotherFrame() {
    JobFrames frames = new JobFrames(JOBS);
    frames.job(schedule("first", 1, 3), NOON);

    assertThat(text(frames.job(schedule("second", 1, 3), NOON))).contains("\"second\"");
  }

  @Test
  void noMoreIsKeptThanFits() {
    int one = JOBS.job(schedule("0", 1, 3), NOON).length;
    JobFrames frames = new JobFrames(JOBS, 3 * one);
    for (int i = 0; i < 10; i++) {
      GradedCronJob schedule = schedule(String.valueOf(i), 1, 3);
      assertThat(text(frames.job(schedule, NOON))).isEqualTo(text(JOBS.job(schedule, NOON)));
      assertThat(frames.size()).isBetween(1, 3);
    }
    JobFrames none = new JobFrames(JOBS, one - 1);
    GradedCronJob large = schedule("0", 1, 3);

    assertThat(text(none.job(large, NOON))).isEqualTo(text(JOBS.job(large, NOON)));
    assertThat(none.size()).isZero();
  }

  @Test
  void aSlotThatNoFrameFitsIsWrittenAllTheSame() {
    Instant old = Instant.ofEpochSecond(60);
    GradedCronJob schedule = schedule("u", 1, 3);

    assertThat(text(new JobFrames(JOBS).job(schedule, old)))
        .contains("\"report-60\"")
        .isEqualTo(text(JOBS.job(schedule, old)));
  }
}
