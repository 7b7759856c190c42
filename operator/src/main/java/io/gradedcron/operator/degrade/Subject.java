package io.gradedcron.operator.degrade;

import java.util.Map;
import java.util.Objects;

/**
 * A schedule as Degradations see it. The maps are kept, not copied, because a subject is made for
 * each launch: they must not change while it is in use.
 *
 * @param namespace the schedule's namespace
 * @param namespaceLabels the labels of that Namespace; null is read as none
 * @param labels the labels of the GradedCronJob; null is read as none
 * @param level 1 core, 2 transactional, 3 non-urgent
 */
public record Subject(
    String namespace, Map<String, String> namespaceLabels, Map<String, String> labels, int level) {

  /** Reads absent labels as none, as the API server leaves them out. */
  public Subject {
    Objects.requireNonNull(namespace, "namespace");
    namespaceLabels = namespaceLabels == null ? Map.of() : namespaceLabels;
    labels = labels == null ? Map.of() : labels;
  }
}
