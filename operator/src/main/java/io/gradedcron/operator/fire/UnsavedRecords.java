package io.gradedcron.operator.fire;

import io.gradedcron.operator.plan.SlotRecord;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Records with a range that no status has held yet and that a newer record no longer holds. A
 * status has room for one range of each kind, and is written once a second at most: each of these
 * is written by itself first, so that no range is lost.
 *
 * @param saved the record that the status holds
 * @param waiting the others, oldest first; at most {@value #MOST}, and when that many wait, a newer
 *     record's ranges are widened instead
 */
record UnsavedRecords(SlotRecord saved, List<SlotRecord> waiting) {
  private static final int MOST = 8;

  static UnsavedRecords none(SlotRecord saved) {
    return new UnsavedRecords(saved, List.of());
  }

  boolean isFull() {
    return waiting.size() >= MOST;
  }

  UnsavedRecords with(SlotRecord newest) {
    return new UnsavedRecords(saved, Stream.concat(waiting.stream(), Stream.of(newest)).toList());
  }

  Optional<SlotRecord> oldest() {
    return waiting.stream().findFirst();
  }

  /** A status with this record stands. */
  UnsavedRecords savedAs(SlotRecord written) {
    boolean waited = !waiting.isEmpty() && waiting.get(0) == written;
    return new UnsavedRecords(
        written, waited ? List.copyOf(waiting.subList(1, waiting.size())) : waiting);
  }
}
