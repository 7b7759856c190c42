package io.gradedcron.operator.status;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.event.RunEvent;
import io.gradedcron.operator.event.RunEventSubscriber;
import io.gradedcron.operator.plan.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes Events ({@code events.k8s.io/v1}) about what a person needs to know, on the
 * thread {@code kubernetes-events}.
 *
 * <p>Bounded: where thousands of schedules are held at once, events beyond the queue's capacity are
 * dropped and counted; the conditions tell the same.
 */
public final class KubernetesEventWriter implements RunEventSubscriber, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KubernetesEventWriter.class);
  private static final int CAPACITY = 1_000;
  private static final int LONGEST_NOTE_BYTES = 1_024;
  private static final int MOST_WARNED = 10_000;
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);
  private static final String WARNING = "Warning";
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private record Note(
      ScheduleRef schedule, String type, String reason, String action, String text) {}

  /** A note in the queue; it says when it came, not when it was written. */
  private record Waiting(Note note, Instant at, long sinceNanos) {}

  private final KubernetesClient client;
  private final Clock clock;
  private final String instance;
  private final StandBack standBack;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(CAPACITY);

  /** When each schedule was last warned of what. Owned by the bus's thread. */
  private final Map<String, Instant> warned = new HashMap<>();

  private final AtomicLong number = new AtomicLong();
  private final LongAdder dropped = new LongAdder();
  private final Thread thread = new Thread(this::run, "kubernetes-events");

  /**
   * Makes a writer.
   *
   * @param instance this replica's name, as events show it
   * @param urgentWorkWaits true while due slots, or runs that have to stop, wait for a thread: an
   *     event stands back, two minutes at most
   */
  public KubernetesEventWriter(
      KubernetesClient client, Clock clock, String instance, BooleanSupplier urgentWorkWaits) {
    this.client = client;
    this.clock = clock;
    this.instance = instance;
    this.standBack = new StandBack(urgentWorkWaits, System::nanoTime);
    thread.setDaemon(true);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  /** Returns how many events found the queue full. */
  public long dropped() {
    return dropped.sum();
  }

  @Override
  public void on(RunEvent event) {
    note(event)
        .filter(this::isNews)
        .filter(note -> !queue.offer(new Waiting(note, clock.instant(), System.nanoTime())))
        .ifPresent(
            note -> {
              dropped.increment();
              log.debug("event dropped, the queue is full: schedule={}", note.schedule());
            });
  }

  /** A warning that comes back with every slot is written once a minute: the conditions stand. */
  private boolean isNews(Note note) {
    if (!note.type().equals(WARNING)) {
      return true;
    }
    Instant now = clock.instant();
    Instant last = warned.get(note.schedule().uid() + note.reason());
    if (last != null && now.isBefore(last.plus(BETWEEN_WARNINGS))) {
      return false;
    }
    if (warned.size() >= MOST_WARNED) {
      warned.values().removeIf(at -> !now.isBefore(at.plus(BETWEEN_WARNINGS)));
    }
    if (warned.size() < MOST_WARNED) {
      warned.put(note.schedule().uid() + note.reason(), now);
    }
    return true;
  }

  private static Optional<Note> note(RunEvent event) {
    if (event instanceof RunEvent.SlotsMissed e) {
      String slots =
          e.from().equals(e.to()) ? "slot " + e.from() : "slots " + e.from() + " to " + e.to();
      return warning(e, "Missed", "Launch", slots + " missed: " + e.reason().words());
    }
    if (event instanceof RunEvent.SlotsFailed e) {
      return warning(e, "Failed", "Launch", "slot " + e.to() + " was refused: " + e.message());
    }
    if (event instanceof RunEvent.LaunchRefused e) {
      return warning(
          e, "LaunchRefused", "Launch", e.reason() + ": slot " + e.slot() + ": " + e.message());
    }
    if (event instanceof RunEvent.ScheduleHeld e) {
      return normal(
          e,
          "Held",
          "Hold",
          e.action()
              + " by "
              + String.join(", ", e.heldBy())
              + (e.reason().isEmpty() ? "" : ": " + e.reason()));
    }
    if (event instanceof RunEvent.ScheduleLifted e) {
      return normal(e, "Lifted", "Lift", "no degradation holds it any longer");
    }
    if (event instanceof RunEvent.RunStopped e) {
      return normal(e, "Stopped", "Stop", "run " + e.run() + " stopped: " + e.cause());
    }
    if (event instanceof RunEvent.ScheduleInvalid e) {
      return warning(e, e.reason(), "Validate", e.message());
    }
    if (event instanceof RunEvent.NameConflict e) {
      return warning(
          e,
          "NameConflict",
          "Launch",
          "slot " + e.slot() + " not launched: Job " + e.run() + " exists and is not ours");
    }
    return Optional.empty();
  }

  private static Optional<Note> normal(RunEvent event, String reason, String action, String text) {
    return Optional.of(new Note(event.schedule(), "Normal", reason, action, text));
  }

  private static Optional<Note> warning(RunEvent event, String reason, String action, String text) {
    return Optional.of(new Note(event.schedule(), WARNING, reason, action, text));
  }

  private void run() {
    try {
      while (true) {
        Waiting next = queue.take();
        while (standBack.holds(next.sinceNanos())) {
          TimeUnit.MILLISECONDS.sleep(StandBack.PAUSE_MILLIS);
        }
        write(next.note(), next.at());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Note note, Instant at) {
    try {
      client
          .events()
          .v1()
          .events()
          .inNamespace(note.schedule().namespace())
          .resource(event(note, at))
          .create();
    } catch (KubernetesClientException e) {
      // An event is a courtesy: the condition and the log line stand already.
      log.debug("event not written: schedule={} message={}", note.schedule(), e.getMessage());
    }
  }

  private Event event(Note note, Instant at) {
    String text = note.text();
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(note.schedule().namespace())
        .withName(
            note.schedule().name()
                + "."
                + Long.toHexString(clock.millis())
                + "."
                + Long.toHexString(number.getAndIncrement()))
        .endMetadata()
        .withEventTime(new MicroTime(MICRO_TIME.format(at)))
        .withReportingController(GradedCron.GROUP + "/operator")
        .withReportingInstance(instance)
        .withType(note.type())
        .withReason(note.reason())
        .withAction(note.action())
        .withNote(note(text))
        .withRegarding(
            new ObjectReferenceBuilder()
                .withApiVersion(GradedCron.API_VERSION)
                .withKind("GradedCronJob")
                .withNamespace(note.schedule().namespace())
                .withName(note.schedule().name())
                .withUid(note.schedule().uid())
                .build())
        .build();
  }

  private static String note(String text) {
    String line = Refusal.shortened(text);
    if (line.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NOTE_BYTES) {
      return line;
    }
    // A char takes three bytes at most, half of a surrogate pair included.
    int end = LONGEST_NOTE_BYTES / 3;
    return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
