package io.gradedcron.operator.chaos;

import io.gradedcron.operator.api.DegradationSpec;
import io.gradedcron.operator.api.GradedCronJobSpec;
import io.gradedcron.operator.api.GradedCronJobStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the API server has on record. Versions are resourceVersions: one order of all writes,
 * whatever their kind, because they are revisions of one etcd.
 *
 * @param jobs creates of Jobs
 * @param schedules versions of GradedCronJobs
 * @param policies versions of Degradations
 * @param unreadable lines of the record that could not be read
 */
record Evidence(
    List<JobCreated> jobs,
    List<ScheduleVersion> schedules,
    List<PolicyVersion> policies,
    int unreadable) {

  /** A create that the API server carried out; version 0 where only a later one was seen. */
  record JobCreated(
      String scheduleUid,
      String scheduleName,
      Instant slot,
      String uid,
      long version,
      Instant at,
      String by) {}

  /** A GradedCronJob as it was after a write, which was asked for or seen at this instant. */
  record ScheduleVersion(
      String uid,
      String name,
      long version,
      Instant at,
      long generation,
      Instant created,
      Map<String, String> labels,
      GradedCronJobSpec spec,
      GradedCronJobStatus status) {}

  /** A Degradation as it was after a write. */
  record PolicyVersion(
      String name, long version, long generation, long governs, DegradationSpec spec) {}
}
