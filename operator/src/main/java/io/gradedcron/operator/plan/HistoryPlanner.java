package io.gradedcron.operator.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Decides which finished runs go, as the history limits say. Stateless; any thread. */
public final class HistoryPlanner {

  /**
   * Returns the finished runs that are more than the limits allow, the oldest slots first.
   *
   * @param successful how many succeeded runs stay, 0 or more
   * @param failed how many failed runs stay, 0 or more
   */
  public List<Run> surplus(Collection<Run> runs, int successful, int failed) {
    List<Run> surplus = new ArrayList<>();
    collect(runs, Run.Phase.SUCCEEDED, successful, surplus);
    collect(runs, Run.Phase.FAILED, failed, surplus);
    return surplus;
  }

  private static void collect(Collection<Run> runs, Run.Phase phase, int limit, List<Run> surplus) {
    List<Run> finished =
        runs.stream()
            .filter(run -> run.phase() == phase && !run.deleting())
            .sorted(Comparator.comparing(Run::slot))
            .toList();
    surplus.addAll(finished.subList(0, Math.max(0, finished.size() - Math.max(0, limit))));
  }
}
