package io.gradedcron.operator.wheel;

import java.util.NoSuchElementException;

/**
 * The priority queue over the occupied slots of a {@link TimingWheel}: which slot comes first.
 *
 * <p>Slots are numbered in order of time, so the queue is a set of small integers: a bit a slot
 * and, above it, a bit for every word that is not empty. Adding, removing and asking for the first
 * each take a constant handful of instructions, where a binary heap takes O(log n) steps, and an
 * empty slot costs nothing to pass over.
 */
final class OccupiedSlots {
  private final long[] words;
  private long wordsInUse;

  /** Creates an empty queue for slots 0 to {@code slots - 1}: a multiple of 64, at most 4096. */
  OccupiedSlots(int slots) {
    words = new long[slots / Long.SIZE];
  }

  boolean isEmpty() {
    return wordsInUse == 0;
  }

  /** The first occupied slot; there must be one. */
  int first() {
    if (wordsInUse == 0) {
      throw new NoSuchElementException("no slot is occupied");
    }
    int word = Long.numberOfTrailingZeros(wordsInUse);
    return word * Long.SIZE + Long.numberOfTrailingZeros(words[word]);
  }

  /** Adds a slot; nothing happens if it is there already. */
  void add(int slot) {
    int word = slot / Long.SIZE;
    words[word] |= 1L << slot;
    wordsInUse |= 1L << word;
  }

  /** Removes a slot; nothing happens if it is not there. */
  void remove(int slot) {
    int word = slot / Long.SIZE;
    words[word] &= ~(1L << slot);
    if (words[word] == 0) {
      wordsInUse &= ~(1L << word);
    }
  }
}
