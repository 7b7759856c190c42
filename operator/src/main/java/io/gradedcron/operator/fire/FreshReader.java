package io.gradedcron.operator.fire;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.event.RunEventBus;
import io.gradedcron.operator.plan.CompiledSchedule;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the API server itself about the schedules that a new leader has something to catch up of, on
 * threads of its own: no launch waits behind it. Any thread may ask.
 *
 * <p>After a time without a leader that may be every schedule there is. Asking for each by itself
 * keeps an API server so busy that the leader cannot renew its Lease, and the next one begins anew.
 * So what waits is read by namespace: never two reads of one namespace at a time, and many of its
 * schedules by one read.
 *
 * <p>A schedule lies in it once at most, so it is bounded by the number of schedules and never
 * full.
 */
final class FreshReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FreshReader.class);
  private static final int THREADS = 4;

  /**
   * From so many on a whole namespace is read at once. To find one schedule's Jobs the API server
   * looks at each Job of the namespace, which costs some thirtieth of sending it.
   */
  static final int MANY = 32;

  private final Clock clock;
  private final LeadTerm term;
  private final FreshState fresh;
  private final CompiledSchedule.Texts texts;
  private final Backoff backoff;
  private final RunEventBus events;
  private final Consumer<ScheduleCell> confirmed;
  private final Consumer<ScheduleCell> later;
  private final WorkerThreads threads = new WorkerThreads("take-over", THREADS, this::workOnce);

  /** Namespaces that have schedules waiting and are not being read: each once. */
  private final BlockingQueue<String> namespaces = new LinkedBlockingQueue<>();

  @GuardedBy("this")
  private final Map<String, Set<ScheduleCell>> waiting = new HashMap<>();

  @GuardedBy("this")
  private final Set<String> underWay = new HashSet<>();

  /** What is asked of a cell, and in which of its take-overs. */
  private record Question(ScheduleCell cell, long takeOver) {}

  /**
   * Makes a reader.
   *
   * @param texts what compiles the texts of the schedules that were read
   * @param confirmed told once a schedule was read
   * @param later told if it has to be asked for again, at {@link ScheduleCell#retryAt()}
   */
  FreshReader(
      Clock clock,
      LeadTerm term,
      FreshState fresh,
      CompiledSchedule.Texts texts,
      Backoff backoff,
      RunEventBus events,
      Consumer<ScheduleCell> confirmed,
      Consumer<ScheduleCell> later) {
    this.clock = clock;
    this.term = term;
    this.fresh = fresh;
    this.texts = texts;
    this.backoff = backoff;
    this.events = events;
    this.confirmed = confirmed;
    this.later = later;
  }

  void start() {
    threads.start();
  }

  /** Has a schedule read; it waits for no network. */
  synchronized void ask(ScheduleCell cell) {
    String namespace = cell.ref().namespace();
    Set<ScheduleCell> cells = waiting.get(namespace);
    if (cells == null) {
      cells = new LinkedHashSet<>();
      waiting.put(namespace, cells);
      if (!underWay.contains(namespace)) {
        namespaces.add(namespace);
      }
    }
    cells.add(cell);
  }

  private void workOnce() throws InterruptedException {
    String namespace = namespaces.take();
    List<ScheduleCell> cells = begin(namespace);
    try {
      look(namespace, cells);
    } finally {
      end(namespace);
    }
  }

  private synchronized List<ScheduleCell> begin(String namespace) {
    underWay.add(namespace);
    List<ScheduleCell> cells = new ArrayList<>(waiting.remove(namespace));
    cells.sort(Comparator.comparingInt(ScheduleCell::level));
    return cells;
  }

  private synchronized void end(String namespace) {
    underWay.remove(namespace);
    if (waiting.containsKey(namespace)) {
      namespaces.add(namespace);
    }
  }

  private void look(String namespace, List<ScheduleCell> cells) {
    Instant now = clock.instant();
    List<Question> questions = new ArrayList<>(cells.size());
    for (ScheduleCell cell : cells) {
      if (cell.isUncertain() && cell.mayAsk(now)) {
        questions.add(new Question(cell, cell.takeOverNumber()));
      } else if (cell.isUncertain()) {
        later.accept(cell);
      }
    }
    if (questions.size() >= MANY) {
      read(namespace, questions);
    } else {
      questions.forEach(question -> read(namespace, List.of(question)));
    }
  }

  private void read(String namespace, List<Question> questions) {
    try {
      Map<String, FreshState.Answer> answers =
          fresh.read(namespace, questions.stream().map(q -> q.cell().ref()).toList());
      // What is not there is gone: the watch is about to say so.
      questions.forEach(
          question ->
              Optional.ofNullable(answers.get(question.cell().ref().uid()))
                  .ifPresent(answer -> confirm(question, answer)));
    } catch (KubernetesClientException e) {
      Instant again = clock.instant().plus(backoff.after(failures(questions)));
      questions.forEach(question -> question.cell().notAnswered(question.takeOver(), again));
      log.warn(
          "schedules not read, will be tried again: namespace={} schedules={} first={} message={}",
          namespace,
          questions.size(),
          questions.get(0).cell().ref().name(),
          e.getMessage());
      questions.forEach(question -> later.accept(question.cell()));
    }
  }

  /** They are asked for together again, so that they are read together again. */
  private static int failures(List<Question> questions) {
    return 1 + questions.stream().mapToInt(q -> q.cell().unanswered()).max().orElse(0);
  }

  private void confirm(Question question, FreshState.Answer answer) {
    Optional<Instant> liveSince = term.liveSince();
    if (liveSince.isEmpty()) {
      return;
    }
    question
        .cell()
        .confirm(
            question.takeOver(),
            answer.schedule(),
            CompiledSchedule.of(answer.schedule(), texts),
            answer.runs(),
            liveSince.get(),
            clock.instant())
        .forEach(events::publish);
    if (!question.cell().isUncertain()) {
      confirmed.accept(question.cell());
    }
  }

  /** Ends the threads, giving what is under way up to 5 s. */
  @Override
  public void close() {
    threads.close();
  }
}
