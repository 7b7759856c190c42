package io.gradedcron.operator.plan;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * All of a schedule's Job but its slot, as JSON in UTF-8, so that of a launch only thirty bytes
 * have still to be written. Immutable; any thread.
 */
public final class JobFrame {
  /** Those from the year 2001 to 2286, in Unix seconds, are all of the same length as text. */
  private static final long FIRST = 1_000_000_000L;

  private static final long LAST = 9_999_999_999L;

  private final byte[] json;
  private final int nameEnd;
  private final int slotEnd;

  /**
   * Makes a frame of the Job of some slot that {@link #fits}; the array is its own from now on.
   *
   * @param nameEnd where the name ends, which ends with the slot in Unix seconds
   * @param slotEnd where the annotation ends that says the slot
   */
  JobFrame(byte[] json, int nameEnd, int slotEnd) {
    this.json = json;
    this.nameEnd = nameEnd;
    this.slotEnd = slotEnd;
  }

  /** Returns true if a slot's Job can be made of a frame. */
  public static boolean fits(Instant slot) {
    return slot.getNano() == 0 && slot.getEpochSecond() >= FIRST && slot.getEpochSecond() <= LAST;
  }

  /** Returns the Job of a slot that {@link #fits}; the caller's own. */
  public byte[] job(Instant slot) {
    byte[] job = json.clone();
    write(String.valueOf(slot.getEpochSecond()), job, nameEnd);
    write(slot.toString(), job, slotEnd);
    return job;
  }

  private static void write(String text, byte[] job, int end) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, job, end - ascii.length, ascii.length);
  }

  /** Returns how many bytes it holds. */
  public int length() {
    return json.length;
  }
}
