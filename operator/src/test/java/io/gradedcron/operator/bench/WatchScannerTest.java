package io.gradedcron.operator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchScannerTest {
  private static final String ADDED =
      "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Job\",\"apiVersion\":\"batch/v1\","
          + "\"metadata\":{\"name\":\"b1-0-60\",\"labels\":{\"name\":\"other\"}}}}\n";
  private static final String MODIFIED =
      "{\"type\":\"MODIFIED\",\"object\":{\"apiVersion\":\"gradedcron.io/v1\",\"metadata\":"
          + "{\"annotations\":{\"long\":\""
          + "x".repeat(3_000)
          + "\"},\"name\":\"b2-1\"}}}\n";

  private final List<String> events = new ArrayList<>();
  private final WatchScanner scanner = new WatchScanner((type, name) -> events.add(type + name));

  private static byte[] chunks(String... parts) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      text.append(Integer.toHexString(part.length())).append("\r\n").append(part).append("\r\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void anEventIsItsTypeAndTheNameOfItsObject() {
    byte[] bytes = chunks(ADDED);

    scanner.scan(bytes, 0, bytes.length);

    assertThat(events).containsExactly("ADDEDb1-0-60");
  }

  @Test
  void aNameThatStandsFarBehindIsEmpty() {
    byte[] bytes = chunks(MODIFIED, ADDED);

    scanner.scan(bytes, 0, bytes.length);

    assertThat(events).containsExactly("MODIFIED", "ADDEDb1-0-60");
  }

  @Test
  void aLineMayEndInsideAChunkAndAChunkInsideALine() {
    String whole = ADDED + MODIFIED + ADDED;
    byte[] bytes = chunks(whole.substring(0, 30), whole.substring(30, 200), whole.substring(200));

    scanner.scan(bytes, 0, bytes.length);

    assertThat(events).containsExactly("ADDEDb1-0-60", "MODIFIED", "ADDEDb1-0-60");
  }

  @Test
  void theBytesMayComeInAnyPieces() {
    byte[] bytes = chunks(ADDED, MODIFIED, ADDED);
    for (int size = 1; size < 700; size += 13) {
      events.clear();
      for (int from = 0; from < bytes.length; from += size) {
        scanner.scan(bytes, from, Math.min(bytes.length, from + size));
      }

      assertThat(events)
          .as("pieces of %d", size)
          .containsExactly("ADDEDb1-0-60", "MODIFIED", "ADDEDb1-0-60");
    }
  }

  @Test
  void anEventIsSeenBeforeWhatFollowsItHasCome() {
    byte[] bytes = chunks(ADDED);

    scanner.scan(bytes, 0, bytes.length - 2);

    assertThat(events).containsExactly("ADDEDb1-0-60");
  }

  @Test
  void anEmptyChunkIsTheEndThoughTheConnectionStaysOpen() {
    byte[] events = chunks(ADDED);
    byte[] end = chunks("");

    scanner.scan(events, 0, events.length);
    assertThat(scanner.isAtEnd()).isFalse();
    scanner.scan(end, 0, end.length);

    assertThat(scanner.isAtEnd()).isTrue();
  }
}
