package io.gradedcron.operator.chaos;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Start line and headers of an HTTP/1.1 message, and the framing of its body.
 *
 * @param startLine the request line or the status line
 * @param headers the header lines, as they came
 */
record HttpHead(String startLine, List<String> headers) {

  /** Reads a head; empty if the stream ends before its first byte. */
  static Optional<HttpHead> read(InputStream in) throws IOException {
    Optional<String> start = line(in);
    if (start.isEmpty()) {
      return Optional.empty();
    }
    List<String> headers = new ArrayList<>();
    for (String next = requireLine(in); !next.isEmpty(); next = requireLine(in)) {
      headers.add(next);
    }
    return Optional.of(new HttpHead(start.get(), List.copyOf(headers)));
  }

  private static String requireLine(InputStream in) throws IOException {
    return line(in).orElseThrow(() -> new EOFException("the stream ends inside a head"));
  }

  private static Optional<String> line(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(80);
    int next = in.read();
    if (next < 0) {
      return Optional.empty();
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        bytes.write(next);
      }
    }
    return Optional.of(bytes.toString(StandardCharsets.ISO_8859_1));
  }

  /** Returns the method of a request. */
  String method() {
    return startLine.substring(0, startLine.indexOf(' '));
  }

  /** Returns path and query of a request. */
  String target() {
    return startLine.split(" ", 3)[1];
  }

  /** Returns the code of an answer. */
  int status() {
    return Integer.parseInt(startLine.split(" ", 3)[1]);
  }

  /** Returns a header's value. */
  Optional<String> header(String name) {
    return headers.stream().filter(line -> is(line, name)).map(HttpHead::value).findFirst();
  }

  private static boolean is(String line, String name) {
    return line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":");
  }

  private static String value(String line) {
    return line.substring(line.indexOf(':') + 1).strip();
  }

  /** Returns a head without these headers. */
  HttpHead without(String... names) {
    List<String> kept = new ArrayList<>(headers);
    for (String name : names) {
      kept.removeIf(line -> is(line, name));
    }
    return new HttpHead(startLine, List.copyOf(kept));
  }

  /** Returns a head in which this header has this value and no other. */
  HttpHead with(String name, String value) {
    List<String> changed = new ArrayList<>(without(name).headers);
    changed.add(name + ": " + value);
    return new HttpHead(startLine, List.copyOf(changed));
  }

  /** True if the sender asks to go over to a WebSocket. */
  boolean isWebSocket() {
    return header("Upgrade").filter("websocket"::equalsIgnoreCase).isPresent();
  }

  /** True if it is a watch: its answer goes on until somebody ends it. */
  boolean isWatch() {
    return target().contains("watch=true") || target().contains("watch=1");
  }

  private boolean isChunked() {
    return header("Transfer-Encoding").filter(v -> v.contains("chunked")).isPresent();
  }

  /** Writes the head. */
  void writeTo(OutputStream out) throws IOException {
    StringBuilder text = new StringBuilder(startLine).append("\r\n");
    headers.forEach(line -> text.append(line).append("\r\n"));
    out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Copies the body that follows this head, chunk by chunk, as it comes. */
  void copyBody(InputStream in, OutputStream out) throws IOException {
    if (isChunked()) {
      copyChunks(in, out);
    } else {
      copy(in, out, Long.parseLong(header("Content-Length").orElse("0")));
    }
    out.flush();
  }

  /** True if only the end of the connection ends the body of this answer. */
  boolean endsWithConnection() {
    return !isChunked() && header("Content-Length").isEmpty() && status() != 204 && status() != 304;
  }

  private static void copyChunks(InputStream in, OutputStream out) throws IOException {
    long size;
    do {
      String line = requireLine(in);
      size = Long.parseLong(line.split(";", 2)[0].strip(), 16);
      out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      copy(in, out, size);
      if (size > 0) {
        requireLine(in);
        out.write(new byte[] {'\r', '\n'});
      }
      out.flush();
    } while (size > 0);
    for (String line = requireLine(in); !line.isEmpty(); line = requireLine(in)) {
      out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
    out.write(new byte[] {'\r', '\n'});
  }

  private static void copy(InputStream in, OutputStream out, long length) throws IOException {
    byte[] buffer = new byte[8192];
    for (long left = length; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException("the stream ends inside a body");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }
}
