package io.gradedcron.operator.fire;

import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.plan.Run;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Reads schedules and their runs from the API server itself. A cache may lag behind what the leader
 * before us wrote last, and a slot that it handled must not be caught up again.
 */
public interface FreshState {
  /** What the API server says of a schedule. */
  record Answer(GradedCronJob schedule, List<Run> runs) {}

  /**
   * Returns what the API server says now, by the schedules' UIDs; those that are not in it are
   * gone. Waits for the answer.
   *
   * @param schedules of this namespace, one or more
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if it does not answer
   */
  Map<String, Answer> read(String namespace, Collection<ScheduleRef> schedules);
}
