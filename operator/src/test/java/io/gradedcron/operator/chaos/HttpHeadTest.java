package io.gradedcron.operator.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the proxies understand of HTTP. */
class HttpHeadTest {

  @Test
  void aHeadIsPassedOnAsItCame() throws IOException {
    String text = "POST /jobs?dryRun=All HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n";
    HttpHead head = head(text);

    assertThat(head.method()).isEqualTo("POST");
    assertThat(head.target()).isEqualTo("/jobs?dryRun=All");
    assertThat(head.header("content-length")).contains("2");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    head.writeTo(out);
    assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo(text);
  }

  @Test
  void aHeaderIsReplacedWhateverItsCase() throws IOException {
    HttpHead head = head("GET / HTTP/1.1\r\nuser-agent: a\r\n\r\n").with("User-Agent", "b");

    assertThat(head.headers()).containsExactly("User-Agent: b");
  }

  @Test
  void theEndOfAStreamIsNoHeadAndAnEndInsideOneIsAnError() throws IOException {
    assertThat(HttpHead.read(stream(""))).isEmpty();
    assertThatThrownBy(() -> HttpHead.read(stream("GET / HTTP/1.1\r\nHost:")))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void aBodyEndsWhereItsLengthOrItsLastChunkSays() throws IOException {
    assertThat(body("Content-Length: 2", "okGET /next")).isEqualTo("ok");
    assertThat(body("Transfer-Encoding: chunked", "2\r\nok\r\n0\r\n\r\nGET /next"))
        .isEqualTo("2\r\nok\r\n0\r\n\r\n");
    assertThat(body("Host: a", "GET /next")).isEmpty();
  }

  @Test
  void aWatchIsToldFromAList() throws IOException {
    assertThat(head("GET /jobs?watch=true HTTP/1.1\r\n\r\n").isWatch()).isTrue();
    assertThat(head("GET /jobs?limit=500 HTTP/1.1\r\n\r\n").isWatch()).isFalse();
  }

  private static String body(String header, String rest) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    head("GET / HTTP/1.1\r\n" + header + "\r\n\r\n").copyBody(stream(rest), out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static HttpHead head(String text) throws IOException {
    return HttpHead.read(stream(text)).orElseThrow();
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
