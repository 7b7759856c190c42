package io.gradedcron.operator.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.gradedcron.operator.plan.AdmissionAnswer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests that are sent by the thousand: as bytes over the client's own connections, and of the
 * answer of a success no more is read than is asked for. That is what was measured to make them
 * cheap. Any thread.
 */
public final class DirectRequests {
  /** How long an answer may take. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private static final String JSON = "application/json";
  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final HttpClient http;
  private final String server;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * Makes them.
   *
   * @param retries how often the client sends a request again that the API server did not answer or
   *     had no time for
   */
  public DirectRequests(KubernetesClient client, int retries) {
    this.server = client.getMasterUrl().toString();
    this.http =
        client
            .getHttpClient()
            .newBuilder()
            .tag(new RequestConfigBuilder().withRequestRetryBackoffLimit(retries).build())
            .build();
  }

  /** Posts to a path below the API server's root. Does not wait. */
  public CompletableFuture<HttpResponse<byte[]>> post(String path, byte[] body) {
    return send(http.newHttpRequestBuilder().uri(URI.create(server + path)).post(JSON, body));
  }

  /** Deletes what is at a path below the API server's root. Does not wait. */
  public CompletableFuture<HttpResponse<byte[]>> delete(String path, String options) {
    return send(http.newHttpRequestBuilder().uri(URI.create(server + path)).delete(JSON, options));
  }

  /** Sends a JSON merge patch to a path below the API server's root. Does not wait. */
  public CompletableFuture<HttpResponse<byte[]>> patch(String path, String patch) {
    return send(
        http.newHttpRequestBuilder().uri(URI.create(server + path)).patch(MERGE_PATCH, patch));
  }

  private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest.Builder request) {
    return http.sendAsync(
        request.timeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS).build(), byte[].class);
  }

  /**
   * Waits for an answer, 10 s at most.
   *
   * @throws KubernetesClientException if none came: whether the request had an effect is not known
   */
  public static HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> answer)
      throws InterruptedException {
    try {
      return answer.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new KubernetesClientException("no answer within " + LONGEST_WAIT.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new KubernetesClientException("no answer: " + e.getCause().getMessage(), e);
    }
  }

  /**
   * Waits likewise where an interruption is one more reason to have no answer; the thread stays
   * interrupted.
   *
   * @throws KubernetesClientException if none came: whether the request had an effect is not known
   */
  public static HttpResponse<byte[]> answer(CompletableFuture<HttpResponse<byte[]>> answer) {
    try {
      return await(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubernetesClientException("interrupted", e);
    }
  }

  /** Returns a refusal in the API server's own words, to be thrown. */
  public KubernetesClientException failure(HttpResponse<byte[]> answer) {
    return new KubernetesClientException(refusal(answer.code(), status(answer)).message());
  }

  /** Returns where the pods of a namespace are. */
  public static String pods(String namespace) {
    return "api/v1/namespaces/" + namespace + "/pods";
  }

  /** Returns where the Jobs of a namespace are. */
  public static String jobs(String namespace) {
    return "apis/batch/v1/namespaces/" + namespace + "/jobs";
  }

  /** Returns what a Status says of a refusal. */
  public static AdmissionAnswer refusal(int code, JsonNode status) {
    String text = status.path("message").asText("");
    List<AdmissionAnswer.Cause> causes = new ArrayList<>();
    status
        .path("details")
        .path("causes")
        .forEach(
            cause ->
                causes.add(
                    new AdmissionAnswer.Cause(
                        cause.path("reason").asText(""), cause.path("field").asText(""))));
    return new AdmissionAnswer(code, text.isEmpty() ? "HTTP " + code : text, causes);
  }

  /**
   * Returns the resource version of the object in an answer, and reads no further than to it.
   *
   * @throws KubernetesClientException if there is none
   */
  public String resourceVersion(HttpResponse<byte[]> answer) {
    try (JsonParser in = json.createParser(answer.body())) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        boolean isMetadata = in.currentName().equals("metadata");
        if (in.nextToken() != JsonToken.START_OBJECT || !isMetadata) {
          in.skipChildren();
          continue;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          boolean isVersion = in.currentName().equals("resourceVersion");
          in.nextToken();
          if (isVersion) {
            return in.getText();
          }
          in.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new KubernetesClientException("an answer that can't be read: " + e.getMessage(), e);
    }
    throw new KubernetesClientException("an answer without a resource version");
  }

  /** Reads the Status that a refusal holds; nothing where a proxy in between answered. */
  public JsonNode status(HttpResponse<byte[]> answer) {
    try {
      return json.readTree(new String(answer.body(), StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      // A proxy between us and the API server answers as it likes.
      return json.missingNode();
    }
  }
}
