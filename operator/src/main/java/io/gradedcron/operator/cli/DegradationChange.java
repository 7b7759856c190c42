package io.gradedcron.operator.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationSpec;
import io.gradedcron.operator.degrade.Activity;
import io.gradedcron.operator.degrade.DegradationPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A degradation brought to a level.
 *
 * @param present what there is; empty: it is to be created
 * @param after what it is then
 * @param patch the JSON to merge into what there is
 */
record DegradationChange(Optional<Degradation> present, Degradation after, String patch) {

  /**
   * Brings a degradation to a level. What it has of windows, selectors and actions stays; an {@code
   * until} from before never does: it would lift, or has lifted, what is asked for now.
   *
   * @param level 0, 2 or 3
   * @param until when it lifts itself; empty: never
   * @param reason shown in events and columns; empty: as it was
   */
  static DegradationChange of(
      String name,
      Optional<Degradation> present,
      int level,
      Optional<Instant> until,
      Optional<String> reason) {
    DegradationSpec before =
        present
            .map(Degradation::getSpec)
            .orElseGet(
                () -> new DegradationSpec(0, null, null, null, null, null, null, null, null));
    Degradation after = new Degradation();
    after.setMetadata(
        present
            .map(Degradation::getMetadata)
            .orElseGet(() -> new ObjectMetaBuilder().withName(name).build()));
    after.setSpec(
        new DegradationSpec(
            level,
            before.actions(),
            before.startTime(),
            until.orElse(null),
            before.recurring(),
            before.namespaceSelector(),
            before.selector(),
            before.gracePeriodSeconds(),
            reason.orElse(before.reason())));
    return new DegradationChange(present, after, patch(level, until, reason));
  }

  private static String patch(int level, Optional<Instant> until, Optional<String> reason) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode spec = patch.putObject("spec").put("level", level);
    until.ifPresentOrElse(end -> spec.put("until", end.toString()), () -> spec.putNull("until"));
    reason.ifPresent(text -> spec.put("reason", text));
    return patch.toString();
  }

  String name() {
    return after.getMetadata().getName();
  }

  int level() {
    return after.getSpec().level();
  }

  /**
   * Returns why it would not degrade now, as one line; empty if it would, or if it is not meant to.
   */
  Optional<String> problem(Instant now) {
    if (after.getMetadata().getDeletionTimestamp() != null) {
      return Optional.of("degradation " + name() + " is being deleted: choose another by --name");
    }
    if (level() == 0) {
      return Optional.empty();
    }
    DegradationPolicy policy = DegradationPolicy.of(List.of(after));
    Optional<String> broken = policy.problem(name());
    if (broken.isPresent()) {
      return Optional.of("degradation " + name() + ": " + broken.get());
    }
    Activity activity = policy.activity(name(), now).orElse(Activity.NotDegraded);
    return switch (activity) {
      case InWindow -> Optional.empty();
      case NotStarted ->
          Optional.of(
              "degradation %s would not degrade before its spec.startTime, %s: choose another by --name"
                  .formatted(name(), after.getSpec().startTime()));
      case OutsideWindow ->
          Optional.of(
              "degradation %s degrades inside the windows of its spec.recurring only, and none is open:"
                      .formatted(name())
                  + " choose another by --name");
      case NotDegraded, Expired ->
          Optional.of("degradation " + name() + " would not degrade: " + activity);
    };
  }

  /** Brings it about. Returns the object as it is then. */
  Degradation apply(Cluster cluster) {
    return present.isPresent() ? cluster.patch(present.get(), patch) : cluster.create(after);
  }
}
