package io.gradedcron.bench;

import java.util.PriorityQueue;
import java.util.function.IntConsumer;

/** A binary heap, java.util.PriorityQueue. Cancelling searches the whole of it. */
final class HeapTimers implements TimerFacility.Driven {
  private record Entry(long deadline, int timer) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      return Long.compare(deadline, other.deadline);
    }

    // PriorityQueue.remove asks for equality: of identity, which is quicker than that of records.
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return timer;
    }
  }

  private final PriorityQueue<Entry> queue = new PriorityQueue<>();
  private final Entry[] entries;
  private final IntConsumer onExpiry;
  private long now;

  HeapTimers(int count, IntConsumer onExpiry) {
    this.entries = new Entry[count];
    this.onExpiry = onExpiry;
  }

  @Override
  public void add(int timer, long delayMillis) {
    Entry entry = new Entry(now + delayMillis, timer);
    entries[timer] = entry;
    queue.add(entry);
  }

  @Override
  public void cancel(int timer) {
    queue.remove(entries[timer]);
  }

  @Override
  public void advanceTo(long nowMillis) {
    now = nowMillis;
    for (Entry first = queue.peek();
        first != null && first.deadline() <= nowMillis;
        first = queue.peek()) {
      queue.poll();
      onExpiry.accept(first.timer());
    }
  }

  @Override
  public Object[] roots() {
    return new Object[] {queue};
  }

  @Override
  public void close() {}
}
