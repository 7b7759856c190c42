package io.gradedcron.bench;

/**
 * Random numbers that cost about a nanosecond each (Marsaglia's xorshift); the same in each run.
 */
final class Draws {
  private long state = 0x9E3779B97F4A7C15L;

  /** A number from 0, below the bound. */
  int below(int bound) {
    state ^= state << 13;
    state ^= state >>> 7;
    state ^= state << 17;
    return (int) ((state >>> 33) * bound >>> 31);
  }
}
