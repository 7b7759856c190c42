package io.gradedcron.operator.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Why the API server did not do what it was asked for, in words for a person. Stateless. */
final class ApiFailure {
  private ApiFailure() {}

  /** Returns one line: the API server's own words where there are any. */
  static String line(KubernetesClientException failure) {
    if (failure.getStatus() != null && failure.getStatus().getMessage() != null) {
      return oneLine(failure.getStatus().getMessage());
    }
    if (failure.getCause() != null) {
      Throwable cause = failure.getCause();
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return "the API server does not answer: " + oneLine(String.valueOf(cause.getMessage()));
    }
    return oneLine(String.valueOf(failure.getMessage()));
  }

  /** Returns true if the person may not do that. */
  static boolean isForbidden(KubernetesClientException failure) {
    return failure.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
  }

  /** Returns true if there is no such object, or no such kind. */
  static boolean isNotFound(KubernetesClientException failure) {
    return failure.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
  }

  /** Returns true if the object has changed since it was read. */
  static boolean isConflict(KubernetesClientException failure) {
    return failure.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }

  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }
}
