package io.gradedcron.operator.fire;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobSpec;
import io.gradedcron.operator.api.JobTemplate;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.event.RunEventBus;
import io.gradedcron.operator.event.RunEventSubscriber;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.plan.JobReader;
import io.gradedcron.operator.plan.JobText;
import io.gradedcron.operator.plan.LevelProfiles;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A firing engine that leads, on an API server made for the test, and what it said happened. */
final class EngineOnFakeApi implements AutoCloseable {
  private final FakeJobsApi api;
  private final Map<String, Queue<RunEvent>> events = new ConcurrentHashMap<>();
  private final Map<String, GradedCronJob> schedules = new ConcurrentHashMap<>();
  private final RunEventBus bus;
  private final FiringEngine engine;

  EngineOnFakeApi(
      int workers,
      Function<FakeJobsApi.Create, FakeJobsApi.Answer> answers,
      RunEventSubscriber subscriber) {
    api = new FakeJobsApi(answers);
    bus = new RunEventBus(List.of(this::keep, subscriber));
    engine =
        new FiringEngine(
            new FiringEngine.Parts(
                Clock.systemUTC(),
                System::nanoTime,
                new Random(42),
                new PolicyBook(),
                bus,
                new NoStatus(),
                new JobLauncher(api.client(), () -> true, new JobText(), new JobReader()),
                new RunDeleter(api.client(), () -> true),
                this::read,
                LevelProfiles.NONE),
            workers);
    bus.start();
    engine.start();
    engine.lead();
  }

  private void keep(RunEvent event) {
    events
        .computeIfAbsent(event.schedule().name(), name -> new ConcurrentLinkedQueue<>())
        .add(event);
  }

  /** Every schedule is there, and the first of its runs is still to come. */
  private Map<String, FreshState.Answer> read(String namespace, Collection<ScheduleRef> asked) {
    return asked.stream()
        .collect(
            Collectors.toMap(
                ScheduleRef::uid,
                schedule -> new FreshState.Answer(schedules.get(schedule.uid()), List.of())));
  }

  /** Statuses are not looked at here. */
  private static final class NoStatus implements StatusPort {
    @Override
    public void changed(ScheduleRef schedule) {}

    @Override
    public void urgent(ScheduleRef schedule) {}
  }

  FiringEngine engine() {
    return engine;
  }

  FakeJobsApi api() {
    return api;
  }

  /** Hands the engine a schedule that was created at this moment. */
  GradedCronJob put(String namespace, String name, int level, String cron, Long deadline) {
    GradedCronJob schedule = schedule(namespace, name, level, cron, deadline);
    schedules.put(schedule.getMetadata().getUid(), schedule);
    engine.put(schedule);
    return schedule;
  }

  static GradedCronJob schedule(
      String namespace, String name, int level, String cron, Long deadline) {
    GradedCronJob schedule = new GradedCronJob();
    schedule.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(name)
            .withUid(namespace + "/" + name)
            .withGeneration(1L)
            .withResourceVersion("1")
            .withCreationTimestamp(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
            .build());
    schedule.setSpec(
        new GradedCronJobSpec(
            level,
            cron,
            null,
            null,
            null,
            deadline,
            null,
            null,
            null,
            null,
            JobTemplate.of(Manifests.template("1s"))));
    return schedule;
  }

  /** Slots that ended, from the first to the last. */
  record Ended(Instant from, Instant to, RunEvent event) {
    /** Returns how many there are, of a schedule that is due every so many seconds. */
    long count(int step) {
      return ChronoUnit.SECONDS.between(from, to) / step + 1;
    }

    boolean launched() {
      return event instanceof RunEvent.SlotLaunched;
    }
  }

  /** Returns how the slots of a schedule ended, in their order. */
  List<Ended> ended(String name) {
    List<Ended> ended = new ArrayList<>();
    for (RunEvent event : events.getOrDefault(name, new ConcurrentLinkedQueue<>())) {
      if (event instanceof RunEvent.SlotLaunched e) {
        ended.add(new Ended(e.slot(), e.slot(), e));
      } else if (event instanceof RunEvent.SlotsMissed e) {
        ended.add(new Ended(e.from(), e.to(), e));
      } else if (event instanceof RunEvent.SlotsSkipped e) {
        ended.add(new Ended(e.from(), e.to(), e));
      } else if (event instanceof RunEvent.SlotsFailed e) {
        ended.add(new Ended(e.from(), e.to(), e));
      }
    }
    ended.sort(Comparator.comparing(Ended::from));
    return ended;
  }

  @Override
  public void close() {
    engine.close();
    bus.close();
    api.close();
  }
}
