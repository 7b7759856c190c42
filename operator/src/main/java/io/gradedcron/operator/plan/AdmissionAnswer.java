package io.gradedcron.operator.plan;

import io.gradedcron.operator.api.RefusalReason;
import java.util.List;

/**
 * A Status with which the API server refused a Job: what it says about the template, and what about
 * everything else.
 *
 * @param code the HTTP status
 * @param message its words
 * @param causes its details, empty if it gives none
 */
public record AdmissionAnswer(int code, String message, List<Cause> causes) {
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int TIMEOUT = 408;
  private static final int CONFLICT = 409;
  private static final int UNPROCESSABLE = 422;
  private static final int TOO_MANY = 429;

  /**
   * One detail.
   *
   * @param reason its word, empty if there is none
   * @param field the field of the Job, empty if it is about none
   */
  public record Cause(String reason, String field) {}

  /**
   * Returns true if the Job itself is invalid, so that no later try will do better. Admission
   * policies answer 422 as well, but name no field: what they forbid now they may allow later.
   */
  public boolean blamesTemplate() {
    return code == UNPROCESSABLE
        && !isDenial()
        && (causes.isEmpty() || causes.stream().anyMatch(cause -> !cause.field().isEmpty()));
  }

  /** Returns why it was refused, for an answer that does not blame the template. */
  public Refusal refusal() {
    return new Refusal(reason(), message);
  }

  private RefusalReason reason() {
    if (message.contains("failed calling webhook")) {
      return RefusalReason.WebhookFailed;
    }
    if (isDenial()) {
      return RefusalReason.Denied;
    }
    return switch (code) {
      case FORBIDDEN -> forbidden();
      case NOT_FOUND -> RefusalReason.NamespaceTerminating;
      case TIMEOUT, CONFLICT, TOO_MANY -> RefusalReason.Unavailable;
      default -> code >= 400 && code < 500 ? RefusalReason.Denied : RefusalReason.Unavailable;
    };
  }

  private RefusalReason forbidden() {
    if (causes.stream().anyMatch(cause -> cause.reason().equals("NamespaceTerminating"))) {
      return RefusalReason.NamespaceTerminating;
    }
    return message.contains("exceeded quota") ? RefusalReason.QuotaExceeded : RefusalReason.Denied;
  }

  /** Webhooks choose the code of their denial themselves; the API server chooses the words. */
  private boolean isDenial() {
    return message.contains("admission webhook ") && message.contains(" denied the request");
  }
}
