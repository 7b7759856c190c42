package io.gradedcron.operator.plan;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32;

/** The stable shift of a schedule's slots that keeps herds apart. Stateless; any thread. */
public final class Spread {
  /** The schema allows no more; an object from before it may say anything. */
  private static final int WIDEST = 3_600;

  private Spread() {}

  /**
   * Returns the shift for an object: whole seconds from 0 to the width, both included, evenly
   * spread over UIDs and the same in every process.
   */
  public static Duration offset(String uid, int spreadSeconds) {
    if (spreadSeconds <= 0) {
      return Duration.ZERO;
    }
    CRC32 checksum = new CRC32();
    checksum.update(uid.getBytes(StandardCharsets.UTF_8));
    return Duration.ofSeconds(checksum.getValue() % (Math.min(spreadSeconds, WIDEST) + 1L));
  }
}
