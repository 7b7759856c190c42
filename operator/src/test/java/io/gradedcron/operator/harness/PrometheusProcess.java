package io.gradedcron.operator.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A real Prometheus on a port of the loopback address, which scrapes one process each second and
 * evaluates rules as often.
 */
public final class PrometheusProcess implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("msg=\"Listening on\".*address=127\\.0\\.0\\.1:(\\d+)");

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path log;
  private final Process process;

  /** A series of an answer, with its one value. */
  public record Sample(Map<String, String> labels, double value) {}

  /**
   * An alert rule as Prometheus knows it.
   *
   * @param health {@code ok} once its expression was evaluated well
   * @param state {@code inactive}, {@code pending} or {@code firing}
   * @param error what was wrong with the last evaluation; empty if nothing was
   * @param texts what it says to a person, of each alert that is pending or firing
   */
  public record Alert(
      String name,
      String expression,
      String health,
      String state,
      String error,
      List<String> texts) {}

  /**
   * Starts it.
   *
   * @param program see {@link #program}
   * @param folder an empty folder for its configuration and data
   * @param port of the process to scrape, which becomes the job {@code gradedcron}
   * @param rules a file of rules to load
   */
  public PrometheusProcess(Path program, Path folder, int port, Path rules) {
    try {
      Path configuration = folder.resolve("prometheus.yml");
      Files.writeString(
          configuration,
          """
          global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
          rule_files: ['%s']
          scrape_configs:
          - job_name: gradedcron
            static_configs: [{targets: ['127.0.0.1:%d']}]
          """
              .formatted(rules.toAbsolutePath(), port));
      log = folder.resolve("prometheus.log");
      process =
          new ProcessBuilder(
                  program.toString(),
                  "--config.file=" + configuration,
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=127.0.0.1:0")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns where Prometheus is on the {@code PATH}; empty if it is not installed. */
  public static Optional<Path> program() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, "prometheus"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Returns the answer to an instant query at this moment.
   *
   * @throws AssertionError with Prometheus' own words if it cannot read the query
   */
  public List<Sample> query(String promql) {
    JsonNode data = get("/api/v1/query?query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8));
    List<Sample> samples = new ArrayList<>();
    for (JsonNode series : data.get("result")) {
      Map<String, String> labels = new HashMap<>();
      series
          .get("metric")
          .fields()
          .forEachRemaining(l -> labels.put(l.getKey(), l.getValue().asText()));
      samples.add(new Sample(labels, Double.parseDouble(series.get("value").get(1).asText())));
    }
    return samples;
  }

  /** Returns the alert rules that it has loaded. */
  public List<Alert> alerts() {
    List<Alert> alerts = new ArrayList<>();
    for (JsonNode group : get("/api/v1/rules?type=alert").get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        List<String> texts = new ArrayList<>();
        rule.get("alerts")
            .forEach(raised -> raised.get("annotations").forEach(text -> texts.add(text.asText())));
        alerts.add(
            new Alert(
                rule.get("name").asText(),
                rule.get("query").asText(),
                rule.get("health").asText(),
                rule.get("state").asText(),
                rule.path("lastError").asText(""),
                texts));
      }
    }
    return alerts;
  }

  private JsonNode get(String path) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode body = json.readTree(answer.body());
      if (!"success".equals(body.path("status").asText())) {
        throw new AssertionError(path + ": " + answer.body());
      }
      return body.get("data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private int port() {
    return Awaitility.await("Prometheus to be ready")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> listening().filter(this::isReady), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<Integer> listening() {
    String text = log();
    if (!process.isAlive()) {
      throw new IllegalStateException("Prometheus ended: " + text);
    }
    Matcher port = LISTENING.matcher(text);
    return port.find() ? Optional.of(Integer.valueOf(port.group(1))) : Optional.empty();
  }

  /** It listens before it can answer, and then says so in words that are no JSON. */
  private boolean isReady(int port) {
    try {
      return http.send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/-/ready"))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
