package io.gradedcron.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.RefusalReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers are those of Kubernetes 1.34, word by word. */
class AdmissionAnswerTest {
  private static final AdmissionAnswer.Cause OF_A_FIELD =
      new AdmissionAnswer.Cause("FieldValueInvalid", "spec.template.spec.containers[0].name");
  private static final AdmissionAnswer.Cause OF_NO_FIELD = new AdmissionAnswer.Cause("", "");

  @Test
  void aFieldThatIsInvalidBlamesTheTemplate() {
    assertThat(
            new AdmissionAnswer(422, "Job.batch \"x\" is invalid", List.of(OF_A_FIELD))
                .blamesTemplate())
        .isTrue();
    assertThat(new AdmissionAnswer(422, "invalid", List.of()).blamesTemplate()).isTrue();
  }

  @Test
  void aPolicyThatDeniesDoesNotBlameTheTemplateThoughItAnswers422() {
    AdmissionAnswer answer =
        new AdmissionAnswer(
            422,
            "jobs.batch \"x\" is forbidden: ValidatingAdmissionPolicy 'deny' with binding 'deny'"
                + " denied request: not here",
            List.of(OF_NO_FIELD));

    assertThat(answer.blamesTemplate()).isFalse();
    assertThat(answer.refusal().reason()).isEqualTo(RefusalReason.Denied);
    assertThat(answer.refusal().message()).contains("not here");
  }

  @Test
  void aWebhookThatDeniesWith422DoesNotBlameTheTemplate() {
    AdmissionAnswer answer =
        new AdmissionAnswer(
            422, "admission webhook \"a.example.com\" denied the request: no", List.of(OF_A_FIELD));

    assertThat(answer.blamesTemplate()).isFalse();
    assertThat(answer.refusal().reason()).isEqualTo(RefusalReason.Denied);
  }

  @Test
  void aNamespaceThatGoesIsToldByItsCause() {
    AdmissionAnswer answer =
        new AdmissionAnswer(
            403,
            "jobs.batch \"x\" is forbidden: unable to create new content in namespace t because it"
                + " is being terminated",
            List.of(new AdmissionAnswer.Cause("NamespaceTerminating", "metadata.namespace")));

    assertThat(answer.refusal().reason()).isEqualTo(RefusalReason.NamespaceTerminating);
  }

  @Test
  void aCauseOfAnotherKindDoesNotMakeTheNamespaceGo() {
    AdmissionAnswer answer =
        new AdmissionAnswer(
            403, "jobs.batch \"x\" is forbidden: exceeded quota: none", List.of(OF_A_FIELD));

    assertThat(answer.refusal().reason()).isEqualTo(RefusalReason.QuotaExceeded);
  }

  @ParameterizedTest
  @CsvSource({
    "403, 'jobs.batch \"x\" is forbidden: exceeded quota: none, used: 0', QuotaExceeded",
    "403, 'jobs.batch is forbidden: User \"u\" cannot create resource \"jobs\"', Denied",
    "400, 'admission webhook \"a.example.com\" denied the request: no', Denied",
    "500, 'Internal error occurred: failed calling webhook \"a\": refused', WebhookFailed",
    "404, 'namespaces \"t\" not found', NamespaceTerminating",
    "400, bad request, Denied",
    "401, Unauthorized, Denied",
    "413, too large, Denied",
    "408, timeout, Unavailable",
    "409, conflict, Unavailable",
    "429, too many requests, Unavailable",
    "500, internal error, Unavailable",
    "503, shutting down, Unavailable",
    "302, HTTP 302, Unavailable"
  })
  void everyOtherAnswerHasItsReason(int code, String message, RefusalReason reason) {
    AdmissionAnswer answer = new AdmissionAnswer(code, message, List.of());

    assertThat(answer.blamesTemplate()).isFalse();
    assertThat(answer.refusal()).isEqualTo(new Refusal(reason, message));
  }

  @Test
  void itsMessageIsOneLineOfBoundedLength() {
    String message =
        new Refusal(RefusalReason.Denied, "no\n\tway " + "\uD83D\uDE00".repeat(100_000)).message();

    assertThat(message).startsWith("no way ").endsWith(" ...").hasSizeLessThanOrEqualTo(1_024);
    assertThat(message.codePoints().filter(c -> Character.isSurrogate((char) c) && c < 0x10000))
        .as("halves of characters")
        .isEmpty();
  }

  @Test
  void aMessageIsCutOnlyWhereItIsTooLong() {
    assertThat(Refusal.shortened("x".repeat(1_024))).isEqualTo("x".repeat(1_024));
    assertThat(Refusal.shortened("x".repeat(1_025))).isEqualTo("x".repeat(1_020) + " ...");
  }

  @Test
  void aCharacterThatWouldBeCutInHalfGoes() {
    String text = "x".repeat(1_019) + "\uD83D\uDE00" + "x".repeat(9);

    assertThat(Refusal.shortened(text)).isEqualTo("x".repeat(1_019) + " ...");
  }
}
