package io.gradedcron.operator.controller;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Hands out one object for values that are equal, as long as it remembers them: a fixed number of
 * places, in which a newer value takes an older one's. Any thread; no lock, for what is lost by a
 * race or a collision is one copy.
 *
 * @param <T> values that nobody changes
 */
public final class ValuePool<T> {
  private final AtomicReferenceArray<T> places;

  /**
   * Makes an empty pool.
   *
   * @param size how many values it remembers at most; a power of two
   */
  public ValuePool(int size) {
    if (Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("size: " + size + " is no power of two");
    }
    places = new AtomicReferenceArray<>(size);
  }

  /** Returns a value that equals this one: an earlier one if it is remembered. */
  public T shared(T value) {
    int hash = value.hashCode();
    int place = (hash ^ hash >>> 16) & places.length() - 1;
    T known = places.get(place);
    if (value.equals(known)) {
      return known;
    }
    places.set(place, value);
    return value;
  }
}
