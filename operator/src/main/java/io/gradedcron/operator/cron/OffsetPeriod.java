package io.gradedcron.operator.cron;

/**
 * A stretch of time in which a zone keeps one UTC offset. Instants are epoch seconds, offsets
 * seconds east of UTC.
 *
 * @param start the first second of the period, or {@link #BEGINNING}
 * @param end the first second after it, or {@link #END}
 * @param offset the offset inside
 * @param offsetBefore the offset of the period before; the same as {@code offset} for the first
 */
record OffsetPeriod(long start, long end, int offset, int offsetBefore) {

  /** Earlier than every instant; far enough from the limits of long to add offsets to it. */
  static final long BEGINNING = Long.MIN_VALUE / 2;

  /** Later than every instant. */
  static final long END = Long.MAX_VALUE / 2;

  /** True if local times were skipped as it began. */
  boolean beginsWithGap() {
    return offset > offsetBefore;
  }

  /** The local time at its start; in a gap the first one after the skipped ones. */
  long localStart() {
    return start + offset;
  }

  /** The local time that its start would have had without the transition. */
  long localStartBefore() {
    return start + offsetBefore;
  }

  /** The first local time that it no longer reaches. */
  long localEnd() {
    return end + offset;
  }

  /** The first of its local times that the period before did not already pass. */
  long localStartOfFirstPass() {
    return start + Math.max(offset, offsetBefore);
  }
}
