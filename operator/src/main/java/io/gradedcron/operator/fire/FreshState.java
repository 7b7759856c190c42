package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.plan.Run;
import java.util.List;
import java.util.Optional;

/**
 * Reads a schedule and its runs from the API server itself. A cache may lag behind what the leader
 * before us wrote last, and a slot that it handled must not be caught up again.
 */
public interface FreshState {
  /** What the API server says. */
  record Answer(GradedCronJob schedule, List<Run> runs) {}

  /**
   * Returns what the API server says now; empty if the schedule is gone. Waits for the answer.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if it does not answer
   */
  Optional<Answer> read(ScheduleRef schedule);
}
