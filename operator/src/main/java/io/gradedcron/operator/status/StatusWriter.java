package io.gradedcron.operator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import io.gradedcron.operator.api.GradedCronJobStatus;
import io.gradedcron.operator.api.ScheduleRef;
import io.gradedcron.operator.request.DirectRequests;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only writer of GradedCronJob status: write-behind, one patch a schedule at most every second,
 * after the launches that are due.
 *
 * <p>A schedule lies in its queue once at most, so the queue is bounded by the number of schedules.
 * A patch carries the resource version that it is based on; a conflict re-reads the object and
 * tries again. Any thread may ask; the patches are made by threads of its own.
 */
public final class StatusWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StatusWriter.class);
  private static final int THREADS = 6;
  private static final long COALESCE_MILLIS = 200;
  private static final long INTERVAL_MILLIS = 1_000;

  private static final long RETRY_MILLIS = 1_000;
  private static final long LONGEST_FLUSH_MILLIS = 250;

  private final KubernetesClient client;
  private final DirectRequests requests;
  private final StatusSource source;
  private final BooleanSupplier fence;

  /**
   * Who leads next finds the launches by their Jobs, so that what is not written yet costs it a
   * look and nothing else.
   */
  private final StandBack standBack;

  private final LongSupplier nanoTime;
  private final DelayQueue<Entry> queue = new DelayQueue<>();
  private final Map<String, Entry> queued = new ConcurrentHashMap<>();
  private final Map<String, Long> written = new ConcurrentHashMap<>();

  /** One for each time that something was asked for that does not stand back. */
  private final Semaphore urgencies = new Semaphore(0);

  private final LongAdder writes = new LongAdder();
  private final List<Thread> threads = new ArrayList<>();
  private final ObjectMapper json;

  /**
   * Makes a writer.
   *
   * @param fence true while writing is allowed
   * @param urgentWorkWaits true while due slots, or runs that have to stop, wait for a thread:
   *     writes stand back, two minutes at most
   * @param nanoTime monotonic time in ns
   */
  public StatusWriter(
      KubernetesClient client,
      StatusSource source,
      BooleanSupplier fence,
      BooleanSupplier urgentWorkWaits,
      LongSupplier nanoTime) {
    this.client = client;
    this.requests =
        new DirectRequests(client, client.getConfiguration().getRequestRetryBackoffLimit());
    this.source = source;
    this.fence = fence;
    this.standBack = new StandBack(urgentWorkWaits, nanoTime);
    this.nanoTime = nanoTime;
    // A merge patch removes a field only where it says null.
    this.json =
        new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .setDefaultPropertyInclusion(JsonInclude.Include.ALWAYS);
    this.json
        .configOverride(GradedCronJobStatus.class)
        .setInclude(
            JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS));
  }

  /** A schedule whose status waits to be written; without a schedule: the end of a thread. */
  private final class Entry implements Delayed {
    private final ScheduleRef schedule;
    private final long since;
    private final long due;

    Entry(ScheduleRef schedule, long since, long due) {
      this.schedule = schedule;
      this.since = since;
      this.due = due;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - nanoTime.getAsLong(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(due, ((Entry) other).due);
    }
  }

  /** Starts the threads {@code status-n}. */
  public void start() {
    for (int i = 1; i <= THREADS; i++) {
      Thread thread = new Thread(this::run, "status-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** The status is to be written in due course: at most once a second. */
  public void changed(ScheduleRef schedule) {
    long now = nanoTime.getAsLong();
    Long last = written.get(schedule.uid());
    long due = now + millis(COALESCE_MILLIS);
    if (last != null) {
      due = Math.max(due, last + millis(INTERVAL_MILLIS));
    }
    long dueAt = due;
    queued.computeIfAbsent(schedule.uid(), uid -> enqueue(new Entry(schedule, now, dueAt)));
  }

  /** The status is to be written now: something waits for it. */
  public void urgent(ScheduleRef schedule) {
    // As if it had stood back for as long as it has to: due before all that still does.
    long since = nanoTime.getAsLong() - StandBack.LONGEST_NANOS;
    queued.compute(
        schedule.uid(),
        (uid, entry) -> {
          if (entry != null && entry.since <= since && entry.due <= nanoTime.getAsLong()) {
            return entry;
          }
          if (entry != null) {
            queue.remove(entry);
          }
          return enqueue(new Entry(schedule, since, since));
        });
    urgencies.release();
  }

  /** Forgets a schedule that is gone. */
  public void forget(ScheduleRef schedule) {
    written.remove(schedule.uid());
  }

  /** Returns how many patches were answered with success. */
  public long writes() {
    return writes.sum();
  }

  private Entry enqueue(Entry entry) {
    queue.add(entry);
    return entry;
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private void run() {
    try {
      for (Entry entry = queue.take(); entry.schedule != null; entry = queue.take()) {
        if (standBack.holds(entry.since)) {
          standBack(entry);
        } else if (queued.remove(entry.schedule.uid(), entry)) {
          // Removed before the draft is made: a change that comes later asks again.
          write(entry);
        }
      }
      flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void flush() {
    long end = nanoTime.getAsLong() + millis(LONGEST_FLUSH_MILLIS);
    // A write may ask for another: a status holds one range of a kind.
    while (!queued.isEmpty()) {
      // Several threads flush at once: each entry goes to the one that removes it.
      for (Entry entry : List.copyOf(queued.values())) {
        if (nanoTime.getAsLong() > end) {
          log.warn(
              "status not written before the stop: the next leader does it: schedules={}",
              queued.size());
          return;
        }
        if (queued.remove(entry.schedule.uid(), entry)) {
          write(entry);
        }
      }
    }
  }

  /**
   * The thread waits, not the entry: to queue thousands of them anew every few milliseconds would
   * take the processor from the launches.
   */
  private void standBack(Entry entry) throws InterruptedException {
    queue.add(entry);
    if (urgencies.tryAcquire(StandBack.PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
      urgencies.drainPermits();
    }
  }

  private void write(Entry entry) {
    try {
      write(entry.schedule);
    } catch (KubernetesClientException e) {
      log.warn(
          "status not written, will be tried again: schedule={} message={}",
          entry.schedule,
          e.getMessage());
      again(entry.schedule, nanoTime.getAsLong(), RETRY_MILLIS);
    } catch (RuntimeException e) {
      log.error("status not written: schedule={}", entry.schedule, e);
    }
  }

  private void again(ScheduleRef schedule, long since, long millis) {
    long due = nanoTime.getAsLong() + millis(millis);
    queued.computeIfAbsent(schedule.uid(), uid -> enqueue(new Entry(schedule, since, due)));
  }

  private void write(ScheduleRef schedule) {
    Optional<StatusSource.Draft> draft = source.draft(schedule.uid());
    if (draft.isEmpty() || !fence.getAsBoolean()) {
      return;
    }
    GradedCronJob resource = draft.get().resource();
    if (draft.get().status().equals(resource.getStatus())) {
      draft.get().saved().saved(resource);
      return;
    }
    written.put(schedule.uid(), nanoTime.getAsLong());
    HttpResponse<byte[]> answer =
        DirectRequests.answer(requests.patch(path(schedule), patch(draft.get())));
    if (answer.isSuccessful()) {
      writes.increment();
      draft
          .get()
          .saved()
          .saved(saved(resource, draft.get().status(), requests.resourceVersion(answer)));
    } else if (answer.code() == HttpURLConnection.HTTP_CONFLICT) {
      reread(schedule);
    } else if (answer.code() != HttpURLConnection.HTTP_NOT_FOUND) {
      throw requests.failure(answer);
    }
    // Not found: the schedule is gone, and with it whatever had to be said.
  }

  private static String path(ScheduleRef schedule) {
    return "apis/%s/namespaces/%s/gradedcronjobs/%s/status"
        .formatted(GradedCron.API_VERSION, schedule.namespace(), schedule.name());
  }

  /**
   * Returns the object as it stands now. The patch was taken for the version that it was based on,
   * so that nothing else has changed.
   */
  private static GradedCronJob saved(
      GradedCronJob before, GradedCronJobStatus status, String resourceVersion) {
    GradedCronJob now = new GradedCronJob();
    now.setMetadata(
        new ObjectMetaBuilder(before.getMetadata()).withResourceVersion(resourceVersion).build());
    now.setSpec(before.getSpec());
    now.setStatus(status);
    return now;
  }

  private void reread(ScheduleRef schedule) {
    GradedCronJob fresh =
        client
            .resources(GradedCronJob.class)
            .inNamespace(schedule.namespace())
            .withName(schedule.name())
            .get();
    if (fresh != null && schedule.uid().equals(fresh.getMetadata().getUid())) {
      source.reread(fresh);
      urgent(schedule);
    }
  }

  private String patch(StatusSource.Draft draft) {
    ObjectNode patch = json.createObjectNode();
    patch
        .putObject("metadata")
        .put("resourceVersion", draft.resource().getMetadata().getResourceVersion())
        .put("uid", draft.resource().getMetadata().getUid());
    ObjectNode status = json.valueToTree(draft.status());
    patch.set("status", status);
    try {
      return json.writeValueAsString(patch);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a status that can't be written as JSON", e);
    }
  }

  /** Writes what is waiting, for half a second at most, and ends the threads. */
  @Override
  public void close() {
    // One end for each thread; a write that is under way is not cut off.
    threads.forEach(thread -> queue.add(new Entry(null, 0, Long.MIN_VALUE / 2)));
    for (Thread thread : threads) {
      try {
        thread.join(2 * LONGEST_FLUSH_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
