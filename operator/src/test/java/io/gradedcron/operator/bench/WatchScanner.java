package io.gradedcron.operator.bench;

import java.nio.charset.StandardCharsets;

/**
 * Finds the events in the chunked body of a watch without parsing it: of each line only the type
 * and the name, both within its first bytes, are read. One thread.
 */
final class WatchScanner {
  /** Sees each event; the name is empty if it isn't within the first bytes. */
  interface Events {
    void event(String type, String name);
  }

  private static final int KEPT = 512;
  private static final byte[] TYPE = "\"type\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NAME =
      "\"metadata\":{\"name\":\"".getBytes(StandardCharsets.US_ASCII);

  private enum State {
    SIZE,
    DATA,
    AFTER_DATA,
    END
  }

  private final Events events;
  private final byte[] start = new byte[KEPT];
  private int kept;
  private State state = State.SIZE;
  private long size;

  WatchScanner(Events events) {
    this.events = events;
  }

  /** Takes the next bytes of the body. */
  void scan(byte[] buffer, int from, int to) {
    int i = from;
    while (i < to) {
      switch (state) {
        case SIZE -> {
          int digit = Character.digit(buffer[i], 16);
          if (digit >= 0) {
            size = size * 16 + digit;
          } else if (buffer[i] == '\n') {
            state = size == 0 ? State.END : State.DATA;
          }
          i++;
        }
        case END -> {
          return;
        }
        case DATA -> {
          int end = (int) Math.min(to, i + size);
          data(buffer, i, end);
          size -= end - i;
          i = end;
          if (size == 0) {
            state = State.AFTER_DATA;
          }
        }
        case AFTER_DATA -> {
          if (buffer[i] == '\n') {
            state = State.SIZE;
          }
          i++;
        }
      }
    }
  }

  /** Returns true once the last chunk, an empty one, has come: the connection may stay open. */
  boolean isAtEnd() {
    return state == State.END;
  }

  private void data(byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] == '\n') {
        events.event(after(TYPE), after(NAME));
        kept = 0;
      } else if (kept < KEPT) {
        start[kept++] = buffer[i];
      }
    }
  }

  /** Returns what stands between this and the next quotation mark. */
  private String after(byte[] mark) {
    for (int i = 0; i + mark.length < kept; i++) {
      if (matches(mark, i)) {
        int first = i + mark.length;
        int end = first;
        while (end < kept && start[end] != '"') {
          end++;
        }
        return end == kept ? "" : new String(start, first, end - first, StandardCharsets.US_ASCII);
      }
    }
    return "";
  }

  private boolean matches(byte[] mark, int at) {
    for (int i = 0; i < mark.length; i++) {
      if (start[at + i] != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
