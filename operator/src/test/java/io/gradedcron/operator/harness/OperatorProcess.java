package io.gradedcron.operator.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The built operator as a process of its own, as a user runs it. */
public final class OperatorProcess implements AutoCloseable {
  /** It lives for a minute or so and starts often: what makes code faster later does not pay. */
  private static final List<String> JAVA_OPTIONS =
      List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final Pattern PORT = Pattern.compile("management on port (\\d+)");

  private final Path log;
  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();

  private OperatorProcess(
      Path kubeconfig,
      List<String> program,
      List<String> options,
      Map<String, String> environment) {
    try {
      log = Files.createTempFile("gradedcron-operator", ".log");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(JAVA_OPTIONS);
      command.addAll(program);
      command.addAll(List.of("--management-port", "0", "--log-level", "debug"));
      command.addAll(options);
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      builder.environment().put("KUBECONFIG", kubeconfig.toString());
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the jar on this kubeconfig with these options. */
  public OperatorProcess(Path root, Path kubeconfig, String... options) {
    this(kubeconfig, jar(root), List.of(options), Map.of());
  }

  /** Starts the jar on this kubeconfig with these environment variables, as a pod does. */
  public OperatorProcess(Path root, Path kubeconfig, Map<String, String> environment) {
    this(kubeconfig, jar(root), List.of(), environment);
  }

  private static List<String> jar(Path root) {
    return List.of("-jar", root.resolve("operator/target/gradedcron-operator.jar").toString());
  }

  /**
   * Starts a main class of the tests, which makes the operator differently.
   *
   * @param arguments what stands before the operator's options
   */
  public static OperatorProcess of(
      Class<?> main, List<String> arguments, Path kubeconfig, String... options) {
    List<String> program =
        new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    program.addAll(arguments);
    return new OperatorProcess(kubeconfig, program, List.of(options), Map.of());
  }

  /** Returns what it logged so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until its log holds a text. */
  public OperatorProcess awaitLog(String text) {
    Awaitility.await("log line \"" + text + "\"")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              if (!process.isAlive() && !log().contains(text)) {
                throw new IllegalStateException("the operator ended: " + log());
              }
              return log().contains(text);
            });
    return this;
  }

  /** Waits until it leads. */
  public OperatorProcess awaitLeading() {
    return awaitLog("leading: schedules=");
  }

  /** Returns the port of its management server, once it listens. */
  public int managementPort() {
    Matcher port = PORT.matcher(awaitLog("management on port").log());
    if (!port.find()) {
      throw new AssertionError("no port in " + log());
    }
    return Integer.parseInt(port.group(1));
  }

  /** Returns the status code and text of a path of its management server. */
  public HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Sends it a signal, such as {@code STOP}; nothing if it has ended. */
  public void signal(String name) {
    Shell.Outcome outcome =
        new Shell(Path.of("."), Map.of()).run("kill", "-" + name, Long.toString(process.pid()));
    if (process.isAlive()) {
      outcome.orFail();
    }
  }

  /** Waits for its end, as long as that takes, and returns the exit code. */
  public int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  /** Returns whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the file that it logs to. */
  public Path logFile() {
    return log;
  }

  /** Waits for its end by itself and returns the exit code. */
  public int awaitExit() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("still running: " + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Kills it as a crash does. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** Stops it as a kubelet does. */
  public int stop() {
    process.destroy();
    return awaitExit();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
