package io.gradedcron.operator.cli;

import io.gradedcron.operator.api.GradedCronJobStatus;
import java.io.PrintWriter;
import java.time.Instant;

/**
 * What became of a run that was asked for.
 *
 * @param namespace the schedule's
 * @param schedule its name
 * @param slot the instant that was asked for
 * @param job the name of its Job
 * @param outcome how far it came
 * @param message the same for a person
 */
record TriggerView(
    String namespace, String schedule, Instant slot, String job, Outcome outcome, String message)
    implements Answer {

  /** How far it came. */
  enum Outcome {
    /** Its Job is there. */
    Launched,
    /** An active run has to end first. */
    Waiting,
    /** A degradation or suspend came between. */
    Skipped,
    /** It was not launched in time. */
    Missed,
    /** Nobody has come to it yet. */
    Open
  }

  /** Returns what a status says of a slot. */
  static Outcome outcome(GradedCronJobStatus status, Instant slot) {
    if (status == null || status.lastHandledTime() == null) {
      return Outcome.Open;
    }
    if (slot.equals(status.lastScheduleTime())) {
      return Outcome.Launched;
    }
    if (status.lastHandledTime().isBefore(slot)) {
      return Outcome.Open;
    }
    GradedCronJobStatus.SkippedRange skipped = status.lastSkipped();
    return skipped != null && !slot.isBefore(skipped.from()) && !slot.isAfter(skipped.to())
        ? Outcome.Skipped
        : Outcome.Missed;
  }

  static TriggerView of(TriggerRequest request, Outcome outcome, GradedCronJobStatus status) {
    String namespace = request.schedule().getMetadata().getNamespace();
    String name = request.schedule().getMetadata().getName();
    String key = namespace + "/" + name;
    String message =
        switch (outcome) {
          case Launched ->
              "job.batch/"
                  + request.run()
                  + " launched for "
                  + key
                  + (request.stopsRuns()
                      ? ", after " + TimeText.count(request.active(), "active run") + " was stopped"
                      : "");
          case Waiting ->
              "job.batch/%s follows once %s of %s has ended (concurrencyPolicy %s)"
                  .formatted(
                      request.run(),
                      TimeText.count(request.active(), "active run"),
                      key,
                      request.schedule().getSpec().concurrencyPolicy());
          case Skipped ->
              "%s: the run was skipped (%s)".formatted(key, status.lastSkipped().reason());
          case Missed ->
              "%s: the run was not launched: kubectl describe gcj -n %s %s"
                  .formatted(key, namespace, name);
          case Open ->
              "%s: asked for at %s, not launched yet: it is refused (kubectl describe gcj -n %s %s), its level is at its ceiling, or no operator runs"
                  .formatted(key, request.slot(), namespace, name);
        };
    return new TriggerView(namespace, name, request.slot(), request.run(), outcome, message);
  }

  /** Returns true if it was launched, or will be. */
  boolean isGood() {
    return outcome == Outcome.Launched || outcome == Outcome.Waiting;
  }

  @Override
  public Object document() {
    return this;
  }

  @Override
  public void print(PrintWriter out) {
    out.println(message);
  }
}
