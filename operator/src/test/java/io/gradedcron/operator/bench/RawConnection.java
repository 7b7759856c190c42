package io.gradedcron.operator.bench;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection that is kept alive and carries one request after the other: as little work a
 * request as can be. One thread at a time.
 */
final class RawConnection implements AutoCloseable {
  /** What came: the body only if it says why a request was refused. */
  record Answer(int code, String body) {
    boolean isSuccess() {
      return code >= 200 && code < 300;
    }
  }

  /** Sees the bytes of a body as they come: valid during the call only. */
  interface Bytes {
    /** Returns true if the body goes on. */
    boolean come(byte[] buffer, int from, int to);
  }

  private static final int BUFFER = 32 * 1024;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;

  RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  private record Head(int code, long length, boolean chunked) {}

  /** Sends a request and waits for its answer; the body of a success is thrown away. */
  Answer exchange(byte[] request) throws IOException {
    return exchange(request, false);
  }

  /** Sends a request and returns its answer with its body. */
  Answer read(byte[] request) throws IOException {
    return exchange(request, true);
  }

  private Answer exchange(byte[] request, boolean keepsBody) throws IOException {
    out.write(request);
    out.flush();
    Head head = head();
    ByteArrayOutputStream body =
        keepsBody || head.code() >= 300 ? new ByteArrayOutputStream() : null;
    if (head.chunked()) {
      for (long size = chunkSize(); size > 0; size = chunkSize()) {
        skip(size, body);
        line();
      }
      line();
    } else {
      skip(head.length(), body);
    }
    return new Answer(head.code(), body == null ? "" : body.toString(StandardCharsets.UTF_8));
  }

  /** Sends a request and hands its answer's body over, with its framing, until the end. */
  void stream(byte[] request, Bytes bytes) throws IOException {
    out.write(request);
    out.flush();
    Head head = head();
    if (head.code() != 200) {
      throw new IOException("HTTP " + head.code() + " for a watch");
    }
    boolean goesOn;
    do {
      goesOn = bytes.come(buffer, position, limit);
      position = limit;
    } while (goesOn && fill());
  }

  private Head head() throws IOException {
    String status = line();
    long length = 0;
    boolean chunked = false;
    for (String next = line(); !next.isEmpty(); next = line()) {
      String lower = next.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      }
    }
    return new Head(Integer.parseInt(status.substring(9, 12)), length, chunked);
  }

  private long chunkSize() throws IOException {
    return Long.parseLong(line(), 16);
  }

  private void skip(long length, ByteArrayOutputStream copy) throws IOException {
    long left = length;
    while (left > 0) {
      requireBytes();
      int step = (int) Math.min(left, limit - position);
      if (copy != null) {
        copy.write(buffer, position, step);
      }
      position += step;
      left -= step;
    }
  }

  private String line() throws IOException {
    StringBuilder before = null;
    while (true) {
      requireBytes();
      for (int i = position; i < limit; i++) {
        if (buffer[i] == '\n') {
          String part = new String(buffer, position, i - position, StandardCharsets.ISO_8859_1);
          position = i + 1;
          String whole = before == null ? part : before + part;
          return whole.endsWith("\r") ? whole.substring(0, whole.length() - 1) : whole;
        }
      }
      before = before == null ? new StringBuilder() : before;
      before.append(new String(buffer, position, limit - position, StandardCharsets.ISO_8859_1));
      position = limit;
    }
  }

  private void requireBytes() throws IOException {
    if (position == limit && !fill()) {
      throw new EOFException("the API server closed the connection");
    }
  }

  private boolean fill() throws IOException {
    int read = in.read(buffer, 0, buffer.length);
    position = 0;
    limit = Math.max(read, 0);
    return read > 0;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
