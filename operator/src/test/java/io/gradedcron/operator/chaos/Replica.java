package io.gradedcron.operator.chaos;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gradedcron.operator.harness.OperatorProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the operator that is started again whenever it exits, as a kubelet would. */
final class Replica implements AutoCloseable {
  private static final Pattern IDENTITY = Pattern.compile("Campaigning for Lease \\S+ as (\\S+)");

  private final int number;
  private final Path root;
  private final Path kubeconfig;
  private final FaultProxy proxy;
  private final RestartGate restarts;
  private final Thread kubelet;

  @GuardedBy("this")
  private final List<Path> logs = new ArrayList<>();

  @GuardedBy("this")
  private OperatorProcess process;

  @GuardedBy("this")
  private Optional<String> identity = Optional.empty();

  @GuardedBy("this")
  private boolean closed;

  Replica(int number, Path root, Path kubeconfig, FaultProxy proxy, RestartGate restarts) {
    this.number = number;
    this.root = root;
    this.kubeconfig = kubeconfig;
    this.proxy = proxy;
    this.restarts = restarts;
    start();
    kubelet = FaultProxy.thread("kubelet-" + number, this::keepAlive);
  }

  private synchronized boolean start() {
    if (closed) {
      return false;
    }
    proxy.calls("replica-" + number + "." + (logs.size() + 1));
    process = new OperatorProcess(root, kubeconfig);
    logs.add(process.logFile());
    identity = Optional.empty();
    return true;
  }

  private void keepAlive() {
    try {
      do {
        process().awaitEnd();
        restarts.pass();
      } while (start());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the process that runs now or ran last. */
  synchronized OperatorProcess process() {
    return process;
  }

  /** Returns its number, from 1 on. */
  int number() {
    return number;
  }

  /** Returns its proxy. */
  FaultProxy proxy() {
    return proxy;
  }

  /** Returns under which name it campaigns; empty until it does. */
  synchronized Optional<String> identity() {
    if (identity.isEmpty()) {
      Matcher found = IDENTITY.matcher(process.log());
      if (found.find()) {
        identity = Optional.of(found.group(1));
      }
    }
    return identity;
  }

  /** Returns the logs of all its processes, the oldest first. */
  synchronized List<Path> logs() {
    return List.copyOf(logs);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    kubelet.interrupt();
    process().kill();
    proxy.close();
  }
}
