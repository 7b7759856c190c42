package io.gradedcron.operator.plan;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.ScheduleState;
import io.gradedcron.operator.degrade.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes the status that a schedule shows. Stateless; any thread. */
public final class StatusFactory {
  /** Condition: can it run as it is written. */
  public static final String READY = "Ready";

  /** Condition: does a degradation hold it. */
  public static final String HELD = "Held";

  /** Condition: was the slot that ended last missed, or refused until its deadline. */
  public static final String MISSED = "Missed";

  /** Condition: did the API server refuse the last create, which is tried again. */
  public static final String REFUSED = "Refused";

  private static final int MOST_REFERENCES = 20;

  /** Returns a fresh status; conditions keep their transition time while their value stays. */
  public GradedCronJobStatus status(ScheduleFacts facts, Instant now) {
    List<Run> active = facts.runs().stream().filter(Run::isActive).toList();
    boolean valid = facts.readiness().verdict() != Readiness.Verdict.FALSE;
    boolean suspended = facts.resource().getSpec().suspend();
    return new GradedCronJobStatus(
        facts.slots().spec().map(ObservedSpec::generation).orElse(null),
        facts.slots().spec().map(ObservedSpec::text).orElse(null),
        facts.slots().handledUntil(),
        facts.slots().lastSchedule().orElse(null),
        facts.lastSuccess().orElse(null),
        facts.lastFailure().orElse(null),
        suspended || facts.readiness().hasNoSlots() ? null : facts.next().orElse(null),
        references(facts.resource(), active),
        active.size(),
        facts.slots().lastSkipped().orElse(null),
        facts.slots().lastMissed().orElse(null),
        facts.verdict().heldBy(),
        state(valid, suspended, facts.verdict(), active.size()),
        conditions(facts, now));
  }

  /** Returns the condition of this type. */
  public static Optional<Condition> condition(GradedCronJobStatus status, String type) {
    if (status == null || status.conditions() == null) {
      return Optional.empty();
    }
    return status.conditions().stream()
        .filter(Objects::nonNull)
        .filter(c -> type.equals(c.getType()))
        .findFirst();
  }

  private static ScheduleState state(
      boolean valid, boolean suspended, Verdict verdict, int active) {
    if (!valid) {
      return ScheduleState.Invalid;
    }
    if (suspended) {
      return ScheduleState.Suspended;
    }
    if (verdict.action().holds()) {
      return ScheduleState.Held;
    }
    return active > 0 ? ScheduleState.Active : ScheduleState.Scheduled;
  }

  private static List<ObjectReference> references(GradedCronJob schedule, List<Run> active) {
    return active.stream()
        .sorted(Comparator.comparing(Run::slot).reversed().thenComparing(Run::name))
        .limit(MOST_REFERENCES)
        .map(
            run ->
                new ObjectReferenceBuilder()
                    .withApiVersion("batch/v1")
                    .withKind("Job")
                    .withNamespace(schedule.getMetadata().getNamespace())
                    .withName(run.name())
                    .withUid(run.uid().isEmpty() ? null : run.uid())
                    .build())
        .toList();
  }

  private static List<Condition> conditions(ScheduleFacts facts, Instant now) {
    Readiness readiness = facts.readiness();
    Verdict verdict = facts.verdict();
    boolean held = verdict.action().holds();
    MissedState missed = facts.slots().missed();
    List<Condition> conditions = new ArrayList<>(4);
    conditions.addAll(
        List.of(
            condition(
                facts,
                READY,
                readiness.verdict().text(),
                readiness.reason(),
                readiness.message(),
                now),
            condition(
                facts,
                HELD,
                held ? "True" : "False",
                held ? verdict.action().name() : "NotDegraded",
                held ? "held by " + String.join(", ", verdict.heldBy()) : "no degradation holds it",
                now),
            condition(
                facts,
                MISSED,
                missed.missed() ? "True" : "False",
                missed.reason(),
                missed.message(),
                now)));
    refused(facts, now).ifPresent(conditions::add);
    return conditions;
  }

  /** Absent until a launch is refused for the first time: most schedules never meet that. */
  private static Optional<Condition> refused(ScheduleFacts facts, Instant now) {
    if (facts.refusal().isPresent()) {
      Refusal refusal = facts.refusal().get();
      return Optional.of(
          condition(facts, REFUSED, "True", refusal.reason().name(), refusal.message(), now));
    }
    return condition(facts.resource().getStatus(), REFUSED)
        .map(
            before ->
                condition(
                    facts,
                    REFUSED,
                    "False",
                    "NotRefused",
                    "the API server took the last run's Job",
                    now));
  }

  private static Condition condition(
      ScheduleFacts facts, String type, String value, String reason, String message, Instant now) {
    String since =
        condition(facts.resource().getStatus(), type)
            .filter(before -> value.equals(before.getStatus()))
            .map(Condition::getLastTransitionTime)
            .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new ConditionBuilder()
        .withType(type)
        .withStatus(value)
        .withReason(reason)
        .withMessage(message)
        .withObservedGeneration(facts.resource().getMetadata().getGeneration())
        .withLastTransitionTime(since)
        .build();
  }
}
