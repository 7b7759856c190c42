package io.gradedcron.operator.bench;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.gradedcron.operator.harness.ChartAccount;
import io.gradedcron.operator.harness.DevCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A contestant as a process of its own, with the options that a user gets without choosing. */
final class ContestantProcess implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("management on port (\\d+)");

  private final Contestant contestant;
  private final Process process;
  private final Path folder;
  private final int builtInPort;
  private final HttpClient http = HttpClient.newHttpClient();

  private ContestantProcess(Contestant contestant, Process process, Path folder, int builtInPort) {
    this.contestant = contestant;
    this.process = process;
    this.folder = folder;
    this.builtInPort = builtInPort;
  }

  /** Starts it. */
  static ContestantProcess start(
      Contestant contestant, DevCluster.Access cluster, OperatorProgram operator) {
    try {
      Path folder = Files.createTempDirectory(cluster.folder(), "contestant-");
      int port = freePort();
      ProcessBuilder builder =
          contestant.isBuiltIn()
              ? new ProcessBuilder(builtIn(contestant, cluster, folder, port))
              : operator.builder(ChartAccount.kubeconfig(cluster));
      builder.redirectErrorStream(true).redirectOutput(log(folder).toFile());
      return new ContestantProcess(contestant, builder.start(), folder, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Path log(Path folder) {
    return folder.resolve("log");
  }

  private static List<String> builtIn(
      Contestant contestant, DevCluster.Access cluster, Path folder, int port) {
    List<String> command =
        new ArrayList<>(
            List.of(
                cluster.folder().resolve("bin/kube-controller-manager").toString(),
                "--kubeconfig",
                cluster.kubeconfig().toString(),
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + folder,
                "--authorization-always-allow-paths=/metrics",
                "--leader-elect=false",
                "--use-service-account-credentials=false",
                "--controllers=cronjob",
                "--v=2"));
    command.addAll(contestant.flags());
    return command;
  }

  /** Waits until it says that it works. */
  void awaitReady() {
    awaitLog(contestant.isBuiltIn() ? "Caches are synced" : "leading: schedules=");
  }

  private void awaitLog(String text) {
    Awaitility.await(contestant.words() + " to log \"" + text + "\" into " + folder)
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              String logged = log();
              requireAlive();
              return logged.contains(text);
            });
  }

  /**
   * Returns what it shows to Prometheus.
   *
   * @throws IOException if it does not answer yet
   */
  String metrics() throws IOException {
    requireAlive();
    if (!contestant.isBuiltIn()) {
      return managed("/metrics");
    }
    Path certificate = folder.resolve("kube-controller-manager.crt");
    if (!Files.exists(certificate)) {
      throw new IOException("no certificate yet");
    }
    ApiAddress address =
        ApiAddress.of(
            new ConfigBuilder()
                .withMasterUrl("https://127.0.0.1:" + builtInPort)
                .withCaCertFile(certificate.toString())
                .build());
    try (RawConnection connection = address.connect()) {
      return connection.read(address.anonymous("GET", "/metrics")).body();
    }
  }

  private String managed(String path) throws IOException {
    Matcher port = PORT.matcher(log());
    if (!port.find()) {
      throw new IOException("no management server yet");
    }
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.group(1) + path))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private String log() {
    try {
      return Files.readString(log(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          contestant.words() + " ended with " + process.exitValue() + ": " + log());
    }
  }

  /** Returns what it has used so far. */
  ProcessUsage usage() {
    requireAlive();
    return ProcessUsage.of(process.pid());
  }

  /** Stops it as a kubelet does, and waits for its end. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        process.waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
