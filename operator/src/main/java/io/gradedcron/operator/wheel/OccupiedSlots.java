package io.gradedcron.operator.wheel;

/**
 * The priority queue over the occupied slots of a {@link TimingWheel}: which slot comes first, and
 * which of its levels hold a timer.
 *
 * <p>Slots are numbered in order of time, so the queue is a set of small integers: four bits a slot
 * (one a level, the fourth unused) and, above them, a bit for every word that is not zero. Adding,
 * removing and asking for the first take a handful of instructions each, where a binary heap takes
 * O(log n) steps, and empty slots cost nothing to pass over. An element is called a <em>place</em>:
 * four times the slot's number plus the level's index.
 */
final class OccupiedSlots {
  private static final int PLACES_PER_SLOT = 4;
  private static final int LEVEL_MASK = PLACES_PER_SLOT - 1;

  private final long[] words;

  /** Bit {@code w} of the whole is set where {@code words[w]} is not zero. */
  private final long[] summary;

  /**
   * Makes an empty queue.
   *
   * @param slots how many slots there are, numbered from 0; a multiple of 1,024
   */
  OccupiedSlots(int slots) {
    words = new long[places(slots) / Long.SIZE];
    summary = new long[words.length / Long.SIZE];
  }

  /** How many places that many slots have. */
  static int places(int slots) {
    return slots * PLACES_PER_SLOT;
  }

  /** The place of a level, given by its index 0 to 2, in a slot. */
  static int place(int slot, int levelIndex) {
    return slot * PLACES_PER_SLOT + levelIndex;
  }

  static int slot(int place) {
    return place / PLACES_PER_SLOT;
  }

  static int levelIndex(int place) {
    return place & LEVEL_MASK;
  }

  /** The first occupied place: the earliest slot and in it the most important level; -1 if none. */
  int first() {
    for (int s = 0; s < summary.length; s++) {
      if (summary[s] != 0) {
        int word = s * Long.SIZE + Long.numberOfTrailingZeros(summary[s]);
        return word * Long.SIZE + Long.numberOfTrailingZeros(words[word]);
      }
    }
    return -1;
  }

  boolean contains(int place) {
    return (words[place / Long.SIZE] & 1L << place) != 0;
  }

  void add(int place) {
    int word = place / Long.SIZE;
    words[word] |= 1L << place;
    summary[word / Long.SIZE] |= 1L << word;
  }

  void remove(int place) {
    int word = place / Long.SIZE;
    words[word] &= ~(1L << place);
    if (words[word] == 0) {
      summary[word / Long.SIZE] &= ~(1L << word);
    }
  }
}
