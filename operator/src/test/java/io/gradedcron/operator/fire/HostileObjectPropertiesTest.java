package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.gradedcron.operator.ApiClient;
import io.gradedcron.operator.api.Degradation;
import io.gradedcron.operator.api.DegradationAction;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.degrade.DegradationPolicy;
import io.gradedcron.operator.degrade.Subject;
import io.gradedcron.operator.degrade.Verdict;
import io.gradedcron.operator.harness.JsonMutator;
import io.gradedcron.operator.plan.CompiledSchedule;
import io.gradedcron.operator.plan.HistoryPlanner;
import io.gradedcron.operator.plan.JobFactory;
import io.gradedcron.operator.plan.JobReader;
import io.gradedcron.operator.plan.Run;
import io.gradedcron.operator.plan.SlotPlanner;
import io.gradedcron.operator.plan.StatusFactory;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Objects as an API server could hand them over that has an older or a newer schema, or none: good
 * ones that are broken in one to four places. What cannot be read at all never leaves the client;
 * whatever can be read must disturb nobody.
 */
class HostileObjectPropertiesTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final int LONGEST_MESSAGE = 2_000;

  private final ObjectMapper json = new ObjectMapper();
  private final KubernetesSerialization client = ApiClient.serialization();
  private final JsonNode good;

  HostileObjectPropertiesTest() throws IOException {
    try (InputStream file = getClass().getResourceAsStream("good-objects.json")) {
      good = json.readTree(file);
    }
  }

  /** Returns a broken one, or nothing where the client cannot read it: then no cache holds it. */
  private <T> Optional<T> broken(Class<T> type, long seed, String... fields) {
    JsonNode tree = new JsonMutator(seed).mutated(good.get(type.getSimpleName()), fields);
    try {
      return Optional.ofNullable(client.unmarshal(json.writeValueAsString(tree), type));
    } catch (JsonProcessingException e) {
      throw new AssertionError("the mutator wrote no JSON", e);
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private GradedCronJob goodSchedule() {
    return client.unmarshal(good.get("GradedCronJob").toString(), GradedCronJob.class);
  }

  @Property(tries = 1_500)
  void aBrokenScheduleIsInvalidOrWorksAndThrowsNowhere(@ForAll long seed) {
    broken(GradedCronJob.class, seed, "spec", "status").ifPresent(this::live);
  }

  @Property(tries = 1_500)
  void whateverTheTemplateHoldsTheObjectIsReadSoThatTheWatchGoesOn(@ForAll long seed)
      throws JsonProcessingException {
    ObjectNode schedule = good.get("GradedCronJob").deepCopy();
    schedule.set("spec", new JsonMutator(seed).mutated(schedule.get("spec"), "jobTemplate"));

    live(client.unmarshal(json.writeValueAsString(schedule), GradedCronJob.class));
  }

  @Property(tries = 500)
  void brokenMetadataThrowNowhere(@ForAll long seed) {
    broken(GradedCronJob.class, seed, "metadata")
        .filter(s -> s.getMetadata() != null)
        // What every object of every API server has.
        .filter(s -> s.getMetadata().getUid() != null && s.getMetadata().getName() != null)
        .filter(s -> s.getMetadata().getNamespace() != null)
        .filter(s -> s.getMetadata().getGeneration() != null)
        .ifPresent(this::live);
  }

  /** What the operator does with a schedule, from the watch's event to the status. */
  private void live(GradedCronJob schedule) {
    CompiledSchedule compiled = CompiledSchedule.of(schedule);
    assertThat(compiled.readiness().message())
        .doesNotContain("\n")
        .hasSizeLessThan(LONGEST_MESSAGE);
    ScheduleCell cell = new ScheduleCell();
    cell.put(schedule, compiled, NOON);
    cell.begin(NOON);
    cell.confirm(cell.takeOverNumber(), schedule, compiled, List.of(), NOON, NOON);
    cell.refresh(schedule);
    cell.judge(Verdict.RUN);
    cell.reopen();
    Backoff backoff = new Backoff(new Random(1));
    for (int second : new int[] {0, 60, 61, 3_600, 1_000_000_000}) {
      Instant now = NOON.plusSeconds(second);
      cell.decide(new SlotPlanner(), Verdict.RUN, NOON, now)
          .order()
          .ifPresent(
              order -> {
                client.asJson(new JobFactory().job(order.schedule(), order.slot()));
                client.asJson(new JobFactory().trial(order.schedule()));
                cell.settle(order, LaunchOutcome.Retry.unavailable("no answer"), backoff, now);
              });
      cell.surplus(new HistoryPlanner());
      cell.stops(run -> Verdict.RUN);
      cell.draft(new StatusFactory(), now)
          .ifPresent(
              draft -> {
                assertThat(draft.status().conditions())
                    .extracting(Condition::getMessage)
                    .allSatisfy(text -> assertThat(text).hasSizeLessThan(LONGEST_MESSAGE));
                client.asJson(draft.status());
              });
    }
    if (compiled.times().isEmpty()) {
      assertThat(compiled.readiness().hasNoSlots()).isTrue();
      assertThat(cell.firstWake()).isEqualTo(Alarm.OFF);
    }
  }

  @Property(tries = 1_500)
  void aBrokenDegradationIsInactiveOrWorksAndLeavesTheOthersAlone(@ForAll long seed) {
    Degradation healthy = client.unmarshal(good.get("Degradation").toString(), Degradation.class);
    healthy.getMetadata().setName("healthy");
    broken(Degradation.class, seed, "spec", "status")
        .ifPresent(degradation -> govern(degradation, healthy));
  }

  private static void govern(Degradation degradation, Degradation healthy) {
    PolicyBook book = new PolicyBook();
    book.put(degradation);
    book.put(healthy);
    DegradationPolicy policy = book.policy();
    Subject subject = new Subject("shop", Map.of("team", "a"), Map.of("app", "shop"), 2);
    Verdict verdict = policy.verdict(subject, NOON);
    policy.nextChange(NOON);
    policy.activity("peak", NOON);
    book.degrades(3, DegradationAction.ScaleToZero, NOON);
    book.degrades(2, DegradationAction.DrainThenStop, NOON);
    book.holds(degradation);

    assertThat(verdict.heldBy()).contains("healthy");
    if (policy.problem("peak").isPresent()) {
      assertThat(policy.problem("peak").get())
          .doesNotContain("\n")
          .hasSizeLessThan(LONGEST_MESSAGE);
      assertThat(verdict.heldBy()).containsExactly("healthy");
    }
  }

  @Property(tries = 1_500)
  void aBrokenJobIsNoRunOrOneAndThrowsNowhere(@ForAll long seed) {
    JobReader reader = new JobReader();
    broken(Job.class, seed, "metadata", "status")
        .filter(job -> job.getMetadata() != null && job.getMetadata().getName() != null)
        .filter(job -> reader.owner(job).isPresent())
        .flatMap(reader::run)
        .ifPresent(this::lookAt);
  }

  private void lookAt(Run run) {
    GradedCronJob schedule = goodSchedule();
    CompiledSchedule compiled = CompiledSchedule.of(schedule);
    ScheduleCell cell = new ScheduleCell();
    cell.put(schedule, compiled, NOON);
    cell.observe(run);
    cell.begin(NOON);
    cell.confirm(cell.takeOverNumber(), schedule, compiled, List.of(run), NOON, NOON);
    cell.surplus(new HistoryPlanner());
    cell.draft(new StatusFactory(), NOON);
    cell.gone(run.name());
  }

  @Property(tries = 500)
  void aDeadlineIsTakenWhateverItsLength(@ForAll long seconds) {
    GradedCronJob schedule = EngineOnFakeApi.schedule("shop", "report", 1, "* * * * *", seconds);
    schedule.getMetadata().setCreationTimestamp(NOON.toString());
    CompiledSchedule compiled = CompiledSchedule.of(schedule);
    ScheduleCell cell = new ScheduleCell();
    cell.put(schedule, compiled, NOON);
    cell.begin(NOON);

    Instant now = NOON.plusSeconds(61);
    assertThat(cell.decide(new SlotPlanner(), Verdict.RUN, NOON, now).order().isPresent())
        .isEqualTo(seconds >= 1);
  }
}
