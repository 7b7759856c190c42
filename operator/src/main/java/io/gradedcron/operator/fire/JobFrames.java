package io.gradedcron.operator.fire;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.plan.JobFrame;
import io.gradedcron.operator.plan.JobText;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes Jobs' texts of frames, and keeps the frames of schedules that were launched: most are
 * launched again and again. When they have become too many they are all forgotten: an order of last
 * use would be worth nothing here, for schedules come round, and of those that come round the one
 * used longest ago is the next. Any thread.
 */
final class JobFrames {
  /** That of a common Job has one or two KB. */
  private static final int MOST_BYTES = 16 << 20;

  private record Key(String uid, Long generation) {}

  private final JobText jobs;
  private final int mostBytes;

  @GuardedBy("this")
  private final Map<Key, JobFrame> frames = new HashMap<>();

  @GuardedBy("this")
  private long bytes;

  JobFrames(JobText jobs) {
    this(jobs, MOST_BYTES);
  }

  /**
   * @param mostBytes how many bytes of frames are kept; a longer one is not
   */
  JobFrames(JobText jobs, int mostBytes) {
    this.jobs = jobs;
    this.mostBytes = mostBytes;
  }

  /** Returns the Job of a slot, as UTF-8. */
  byte[] job(GradedCronJob schedule, Instant slot) {
    if (!JobFrame.fits(slot)) {
      return jobs.job(schedule, slot);
    }
    ObjectMeta metadata = schedule.getMetadata();
    Key key = new Key(metadata.getUid(), metadata.getGeneration());
    JobFrame known = find(key);
    return (known != null ? known : keep(key, jobs.frame(schedule))).job(slot);
  }

  private synchronized JobFrame find(Key key) {
    return frames.get(key);
  }

  private synchronized JobFrame keep(Key key, JobFrame fresh) {
    if (bytes + fresh.length() > mostBytes) {
      frames.clear();
      bytes = 0;
    }
    if (fresh.length() <= mostBytes && frames.put(key, fresh) == null) {
      bytes += fresh.length();
    }
    return fresh;
  }

  /** Returns how many frames are kept. */
  synchronized int size() {
    return frames.size();
  }
}
