package io.gradedcron.operator.fire;

import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Schedules with a due slot, by level, then by due time. Any thread.
 *
 * <p>A schedule lies in it once at most, so it is bounded by the number of schedules and never
 * full: a slot that comes while its schedule still waits here is found when the worker looks.
 * Offering takes no lock, for the wheel thread must not wait.
 */
public final class LaunchQueue {
  private record Entry(int level, long dueMillis, long number, ScheduleCell cell)
      implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byLevel = Integer.compare(level, other.level);
      if (byLevel != 0) {
        return byLevel;
      }
      int byDue = Long.compare(dueMillis, other.dueMillis);
      return byDue != 0 ? byDue : Long.compare(number, other.number);
    }
  }

  private final ConcurrentSkipListSet<Entry> entries = new ConcurrentSkipListSet<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicIntegerArray sizes = new AtomicIntegerArray(4);
  private final Semaphore forAnyWorker = new Semaphore(0);
  private final Semaphore forCoreWorkers = new Semaphore(0);
  private final ConcurrentSkipListSet<Entry> patient = new ConcurrentSkipListSet<>();
  private final Semaphore forPatientWorkers = new Semaphore(0);
  private final Predicate<ScheduleCell> slow;

  /**
   * Makes a queue.
   *
   * @param slow true for a schedule whose create may keep its worker waiting for long: it is left
   *     to those who take such only
   */
  LaunchQueue(Predicate<ScheduleCell> slow) {
    this.slow = slow;
  }

  /** Adds a schedule unless it is in already. */
  void offer(ScheduleCell cell, int level, long dueMillis) {
    if (!cell.signals().enterLaunchQueue()) {
      return;
    }
    sizes.incrementAndGet(level);
    Entry entry = new Entry(level, dueMillis, numbers.getAndIncrement(), cell);
    if (slow.test(cell)) {
      leaveToThePatient(entry);
    } else {
      leaveToAnybody(entry);
    }
  }

  private void leaveToAnybody(Entry entry) {
    entries.add(entry);
    forAnyWorker.release();
    if (entry.level() == 1) {
      forCoreWorkers.release();
    }
  }

  private void leaveToThePatient(Entry entry) {
    patient.add(entry);
    forPatientWorkers.release();
  }

  /** Takes the most urgent schedule, waiting for one. */
  ScheduleCell take() throws InterruptedException {
    while (true) {
      forAnyWorker.acquire();
      Entry first = entries.pollFirst();
      if (first != null && slow.test(first.cell())) {
        leaveToThePatient(first);
      } else if (first != null) {
        return leave(first);
      }
    }
  }

  /** Takes the most urgent of the slow schedules, waiting for one. */
  ScheduleCell takeSlow() throws InterruptedException {
    while (true) {
      forPatientWorkers.acquire();
      Entry first = patient.pollFirst();
      if (first != null && !slow.test(first.cell())) {
        // It hangs no longer: those that wait here are everybody's again.
        leaveToAnybody(first);
      } else if (first != null) {
        return leave(first);
      }
    }
  }

  /** Takes the most urgent schedule of level 1, waiting for one. */
  ScheduleCell takeCore() throws InterruptedException {
    while (true) {
      forCoreWorkers.acquire();
      Entry first = entries.isEmpty() ? null : entries.pollFirst();
      if (first != null && slow.test(first.cell())) {
        leaveToThePatient(first);
      } else if (first != null && first.level() == 1) {
        return leave(first);
      } else if (first != null) {
        // Another worker took the level-1 entry: this one is not for the reserve.
        entries.add(first);
        forAnyWorker.release();
      }
    }
  }

  private ScheduleCell leave(Entry entry) {
    sizes.decrementAndGet(entry.level());
    // From here on a new slot may offer the schedule again: it is looked at after this.
    entry.cell().signals().leaveLaunchQueue();
    return entry.cell();
  }

  /** Returns how many schedules of this level wait. */
  public int size(int level) {
    return sizes.get(level);
  }

  /** Returns true if none waits but slow ones. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }
}
