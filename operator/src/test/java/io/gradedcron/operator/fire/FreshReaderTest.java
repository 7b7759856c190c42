package io.gradedcron.operator.fire;

import static io.gradedcron.operator.fire.CellScene.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.event.RunEventBus;
import io.gradedcron.operator.harness.SteerableClock;
import io.gradedcron.operator.plan.CompiledSchedule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a new leader asks the API server itself, on one made for the test. */
class FreshReaderTest {
  private final SteerableClock clock = new SteerableClock();
  private final LeadTerm term = new LeadTerm();
  private final RunEventBus bus = new RunEventBus(List.of());
  private final Map<String, GradedCronJob> stored = new ConcurrentHashMap<>();
  private final Queue<List<String>> reads = new ConcurrentLinkedQueue<>();
  private final Queue<ScheduleCell> confirmed = new ConcurrentLinkedQueue<>();
  private final Queue<ScheduleCell> later = new ConcurrentLinkedQueue<>();
  private final CountDownLatch answering = new CountDownLatch(1);
  private volatile boolean fails;
  private FreshReader reader;

  @BeforeEach
  void start() {
    clock.set(NOON.plusSeconds(30));
    term.begin(NOON.plusSeconds(30));
    reader =
        new FreshReader(
            clock,
            term,
            this::read,
            CronSchedule::parse,
            new Backoff(new Random(1)),
            bus,
            confirmed::add,
            later::add);
  }

  @AfterEach
  void end() {
    answering.countDown();
    reader.close();
    bus.close();
  }

  private Map<String, FreshState.Answer> read(String namespace, Collection<ScheduleRef> schedules) {
    reads.add(schedules.stream().map(ScheduleRef::name).toList());
    if (namespace.equals("hangs")) {
      awaitAnswering();
    }
    if (fails) {
      throw new KubernetesClientException("no answer");
    }
    Map<String, FreshState.Answer> answers = new ConcurrentHashMap<>();
    for (ScheduleRef schedule : schedules) {
      GradedCronJob found = stored.get(schedule.uid());
      if (found != null) {
        answers.put(schedule.uid(), new FreshState.Answer(found, List.of()));
      }
    }
    return answers;
  }

  private void awaitAnswering() {
    try {
      answering.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubernetesClientException("interrupted");
    }
  }

  /** Schedules with a slot that came due while nobody led. */
  private List<ScheduleCell> due(String namespace, int count) {
    List<ScheduleCell> cells = new ArrayList<>();
    IntStream.range(0, count)
        .forEach(
            i -> {
              GradedCronJob schedule =
                  EngineOnFakeApi.schedule(namespace, "s" + i, 1 + i % 3, "* * * * *", null);
              schedule.getMetadata().setCreationTimestamp(NOON.minusSeconds(600).toString());
              stored.put(schedule.getMetadata().getUid(), schedule);
              ScheduleCell cell = new ScheduleCell();
              cell.put(schedule, CompiledSchedule.of(schedule), NOON);
              cell.begin(clock.instant());
              assertThat(cell.isUncertain()).isTrue();
              cells.add(cell);
            });
    return cells;
  }

  @Test
  void manySchedulesOfANamespaceAreReadAtOnceAndTheMostImportantAreDecidedFirst() {
    List<ScheduleCell> cells = due("shop", FreshReader.MANY);
    cells.forEach(reader::ask);
    reader.start();

    await("answers").until(() -> confirmed.size() == FreshReader.MANY);
    assertThat(reads).hasSize(1);
    assertThat(confirmed).extracting(ScheduleCell::level).isSorted();
    assertThat(cells).noneMatch(ScheduleCell::isUncertain);
  }

  @Test
  void fewAreReadOneByOneSoThatNoneSpoilsAnothersAnswer() {
    due("shop", 3).forEach(reader::ask);
    reader.start();

    await("answers").until(() -> confirmed.size() == 3);
    assertThat(reads).allMatch(names -> names.size() == 1).hasSize(3);
  }

  @Test
  void aScheduleThatIsGoneIsNeitherDecidedNorAskedForAgain() {
    List<ScheduleCell> cells = due("shop", 2);
    stored.remove(cells.get(0).ref().uid());
    cells.forEach(reader::ask);
    reader.start();

    await("the other's answer").until(() -> confirmed.size() == 1);
    assertThat(confirmed).containsExactly(cells.get(1));
    assertThat(later).isEmpty();
  }

  @Test
  void whatWasNotAnsweredIsAskedForAgainTogetherAndNotBeforeItsTime() {
    fails = true;
    List<ScheduleCell> cells = due("shop", FreshReader.MANY);
    cells.forEach(reader::ask);
    reader.start();
    await("no answer").until(() -> later.size() == FreshReader.MANY);
    assertThat(cells)
        .extracting(ScheduleCell::retryAt)
        .as("one instant")
        .containsOnly(cells.get(0).retryAt());

    clock.set(NOON);
    cells.forEach(reader::ask);
    await("put off").until(() -> later.size() == 2 * FreshReader.MANY);
    assertThat(reads).as("too early").hasSize(1);

    fails = false;
    clock.set(NOON.plusSeconds(60));
    cells.forEach(reader::ask);
    await("answers").until(() -> confirmed.size() == FreshReader.MANY);
  }

  @Test
  void aNamespaceThatHangsKeepsNoOtherWaiting() {
    List<ScheduleCell> hanging = due("hangs", FreshReader.MANY);
    hanging.forEach(reader::ask);
    reader.start();
    await("the read").until(() -> !reads.isEmpty());

    hanging.forEach(reader::ask);
    List<ScheduleCell> others = due("shop", 2);
    others.forEach(reader::ask);

    await("the others' answers").until(() -> confirmed.size() == 2);
    assertThat(reads.stream().filter(names -> names.size() > 1)).as("one at a time").hasSize(1);
  }

  @Test
  void anAnswerThatComesInALaterTermIsNotTaken() {
    List<ScheduleCell> cells = due("hangs", 1);
    cells.forEach(reader::ask);
    reader.start();
    await("the read").until(() -> !reads.isEmpty());

    term.end();
    cells.forEach(ScheduleCell::standDown);
    term.begin(NOON.plusSeconds(40));
    cells.forEach(cell -> cell.begin(NOON.plusSeconds(40)));
    cells.forEach(reader::ask);
    answering.countDown();

    await("an answer of its own").until(() -> confirmed.size() == 1);
    assertThat(reads).hasSize(2);
  }
}
