package io.gradedcron.operator.bench;

import io.gradedcron.operator.harness.DevCluster;
import io.gradedcron.operator.harness.Manifests;
import io.gradedcron.operator.harness.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * etcd and kube-apiserver and nothing else, fresh, with an observer of the Jobs and one of the
 * schedules.
 */
final class BenchCluster implements AutoCloseable {
  private static final String JOBS = "/apis/batch/v1/namespaces/%s/jobs";

  private static final int CREATING_CONNECTIONS = 32;
  private static final Pattern UID = Pattern.compile("\"uid\": ?\"([^\"]+)\"");

  private final DevCluster.Access cluster;
  private final ApiAddress api;
  private final String namespace;
  private final Arrivals arrivals = new Arrivals();
  private final Stops stops = new Stops();
  private final AtomicLong lastSave = new AtomicLong();
  private final EventWatch jobs;
  private final EventWatch graded;
  private final EventWatch builtIn;
  private final Deque<ContestantProcess> processes = new ConcurrentLinkedDeque<>();
  private final Pause pause = new Pause();

  BenchCluster() {
    cluster = DevCluster.Access.start(Map.of("BARE", "1"));
    try {
      api = ApiAddress.of(DevCluster.Access.config(cluster.kubeconfig()));
      namespace = Manifests.namespace(cluster.client(), "bench");
      jobs = new EventWatch(api, jobsPath(), this::seen);
      graded = new EventWatch(api, schedulesPath(Contestant.GRADEDCRON), this::saved);
      builtIn = new EventWatch(api, schedulesPath(Contestant.DEFAULT), this::saved);
    } catch (IOException e) {
      cluster.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void seen(String type, String name, long wallMicros) {
    arrivals.event(type, name, wallMicros);
    stops.event(type, name, wallMicros);
  }

  private void saved(String type, String name, long wallMicros) {
    lastSave.set(wallMicros);
  }

  /** Returns the folder with the control plane's programs. */
  Path programs() {
    return cluster.folder().resolve("bin");
  }

  /** Starts a contestant, which ends with the cluster at the latest. */
  ContestantProcess start(Contestant contestant, OperatorProgram operator) {
    ContestantProcess process = ContestantProcess.start(contestant, cluster, operator);
    processes.addFirst(process);
    return process;
  }

  ApiAddress api() {
    return api;
  }

  String namespace() {
    return namespace;
  }

  Arrivals arrivals() {
    return arrivals;
  }

  Stops stops() {
    return stops;
  }

  Pause pause() {
    return pause;
  }

  /** Returns the path of the Jobs. */
  String jobsPath() {
    return JOBS.formatted(namespace);
  }

  /** Returns the path of a contestant's schedules. */
  String schedulesPath(Contestant contestant) {
    return contestant.isBuiltIn()
        ? "/apis/batch/v1/namespaces/" + namespace + "/cronjobs"
        : "/apis/gradedcron.io/v1/namespaces/" + namespace + "/gradedcronjobs";
  }

  /**
   * Creates schedules.
   *
   * @param from the number of the first
   * @param to the number behind the last
   * @param crons the cron text of each number
   * @return the UIDs of the new ones
   */
  List<String> createSchedules(Contestant contestant, int from, int to, IntFunction<String> crons) {
    BenchObjects objects = new BenchObjects(namespace);
    String path = schedulesPath(contestant);
    String[] uids = new String[to - from];
    try (RequestPool pool = new RequestPool(api, CREATING_CONNECTIONS)) {
      pool.send(
          to - from,
          i ->
              api.request(
                  "POST",
                  path,
                  "application/json",
                  objects.schedule(contestant, from + i, crons.apply(from + i))),
          (answer, i) -> uids[i] = uid(answer));
    }
    return List.of(uids);
  }

  private static String uid(String object) {
    Matcher uid = UID.matcher(object);
    if (!uid.find()) {
      throw new IllegalArgumentException("no uid in " + object);
    }
    return uid.group(1);
  }

  /** Returns when a schedule was changed last, microseconds since 1970. */
  long lastSaveMicros() {
    return lastSave.get();
  }

  /**
   * Waits until from now on no schedule was changed for so long; false if that did not come until
   * then.
   */
  boolean awaitQuiet(Duration quiet, Instant until) {
    long need = quiet.toNanos() / 1_000;
    long began = EventWatch.wallMicros();
    while (EventWatch.wallMicros() - Math.max(began, lastSave.get()) < need) {
      if (Instant.now().isAfter(until) || !pause.lasts(Duration.ofMillis(50))) {
        return false;
      }
    }
    return true;
  }

  /** Waits until an instant; at once if it has passed. */
  void awaitInstant(Instant instant) {
    Duration left = Duration.between(Instant.now(), instant);
    if (!left.isNegative()) {
      pause.lasts(left);
    }
  }

  /** Deletes all Jobs. */
  void deleteJobs() {
    try (RawConnection connection = api.connect()) {
      RawConnection.Answer answer =
          connection.exchange(api.request("DELETE", jobsPath() + "?propagationPolicy=Background"));
      if (!answer.isSuccess()) {
        throw new IllegalStateException("Jobs not deleted: " + answer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what kube-apiserver has used so far. */
  ProcessUsage apiServer() {
    try {
      return ProcessUsage.of(
          Long.parseLong(Files.readString(cluster.folder().resolve("kube-apiserver.pid")).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how much processor time the observer of the Jobs has used. */
  double observerCpuSeconds() {
    return jobs.cpuSeconds();
  }

  /**
   * Returns how often the observer of the Jobs had to begin anew so far: Jobs of that moment are
   * seen late.
   */
  int observerCuts() {
    return jobs.cuts();
  }

  /** Fails if an observer has not seen all. */
  void requireObserved() {
    jobs.requireAlive();
    graded.requireAlive();
    builtIn.requireAlive();
  }

  @Override
  public void close() {
    processes.forEach(ContestantProcess::close);
    jobs.close();
    graded.close();
    builtIn.close();
    cluster.close();
  }
}
