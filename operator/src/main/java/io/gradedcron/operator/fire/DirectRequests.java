package io.gradedcron.operator.fire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests about Jobs by the thousand: sent as bytes over the client's own connections, the answer
 * of a success not read, nothing tried again. That is what was measured to make them cheap. Any
 * thread.
 */
final class DirectRequests {
  /** How long an answer may take. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private static final String JSON = "application/json";

  private final HttpClient http;
  private final String server;
  private final ObjectMapper json = new ObjectMapper();

  DirectRequests(KubernetesClient client) {
    this.server = client.getMasterUrl().toString();
    this.http =
        client
            .getHttpClient()
            .newBuilder()
            .tag(new RequestConfigBuilder().withRequestRetryBackoffLimit(0).build())
            .build();
  }

  /** Posts to a path below the API server's root. Does not wait. */
  CompletableFuture<HttpResponse<byte[]>> post(String path, byte[] body) {
    return send(http.newHttpRequestBuilder().uri(URI.create(server + path)).post(JSON, body));
  }

  /** Deletes what is at a path below the API server's root. Does not wait. */
  CompletableFuture<HttpResponse<byte[]>> delete(String path, String options) {
    return send(http.newHttpRequestBuilder().uri(URI.create(server + path)).delete(JSON, options));
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
  static HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> answer)
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

  /** Returns where the Jobs of a namespace are. */
  static String jobs(String namespace) {
    return "apis/batch/v1/namespaces/" + namespace + "/jobs";
  }

  /** Reads the Status that a refusal holds; nothing where a proxy in between answered. */
  JsonNode status(HttpResponse<byte[]> answer) {
    try {
      return json.readTree(new String(answer.body(), StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      // A proxy between us and the API server answers as it likes.
      return json.missingNode();
    }
  }
}
