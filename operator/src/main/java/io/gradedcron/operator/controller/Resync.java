package io.gradedcron.operator.controller;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gradedcron.operator.fire.EngineAudit;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares wheel and caches every 15 s and hands on what got lost between them; less often where a
 * round takes so long that it would cost more than half a percent of a core. What differs in one
 * round only is an event on its way; what differs in two rounds is repaired and counted. Has the
 * thread {@code resync}.
 */
public final class Resync implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Resync.class);
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  /** For so many times as long as a round took, there is no other. */
  private static final int REST = 200;

  private final EngineAudit audit;
  private final ScheduleFeed schedules;
  private final RunFeed runs;
  private final DegradationFeed degradations;
  private final AtomicLong repairs = new AtomicLong();
  private final ScheduledExecutorService timer =
      new ScheduledThreadPoolExecutor(
          1,
          work -> {
            Thread thread = new Thread(work, "resync");
            thread.setDaemon(true);
            return thread;
          },
          // A round that ends after the close asks for no other.
          new ThreadPoolExecutor.DiscardPolicy());

  @GuardedBy("this")
  private Set<String> suspects = Set.of();

  /** Makes one; nothing is compared before {@link #start()}. */
  public Resync(
      EngineAudit audit, ScheduleFeed schedules, RunFeed runs, DegradationFeed degradations) {
    this.audit = audit;
    this.schedules = schedules;
    this.runs = runs;
    this.degradations = degradations;
  }

  /** Starts the rounds, once the caches are in. */
  public void start() {
    after(INTERVAL);
  }

  @SuppressWarnings(
      "FutureReturnValueIgnored") // It ends with its executor and catches what it throws.
  private void after(Duration pause) {
    timer.schedule(this::beat, pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void beat() {
    long began = System.nanoTime();
    try {
      round();
    } catch (RuntimeException e) {
      // A task that throws has no successor, and nothing would be compared any more.
      log.error("wheel and caches not compared, the rounds go on", e);
    }
    after(pauseAfter(Duration.ofNanos(System.nanoTime() - began)));
  }

  /** Returns how long to wait after a round that took so long. */
  static Duration pauseAfter(Duration round) {
    Duration rest = round.multipliedBy(REST);
    return rest.compareTo(INTERVAL) > 0 ? rest : INTERVAL;
  }

  /** Compares once. */
  public synchronized void round() {
    Set<String> differences = new HashSet<>();
    List<EngineAudit.Finding> findings = audit.findings(schedules.cached(), runs.cached());
    findings.addAll(degradations.findings());
    for (EngineAudit.Finding finding : findings) {
      if (suspects.contains(finding.what())) {
        log.warn("an event was lost, repaired: {}", finding.what());
        finding.repair().run();
        repairs.incrementAndGet();
      } else {
        differences.add(finding.what());
      }
    }
    suspects = differences;
  }

  /** Returns how many differences were repaired since the start. Any thread. */
  public long repairs() {
    return repairs.get();
  }

  /** Ends the thread. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
