package io.gradedcron.operator.fire;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.plan.CompiledSchedule;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Compiles cron texts, and hands out what it has compiled to whoever has the same text in the same
 * zone: of many schedules most say one of a few things, and compiling costs more than all else that
 * arming a schedule takes.
 *
 * <p>It keeps the texts that were asked for last, a fixed number of them; what is no longer kept
 * stays shared by those that have it. Any thread; two that ask for a new text at once may get two
 * objects.
 */
final class SharedTexts implements CompiledSchedule.Texts {
  /** About 300 bytes each. */
  private static final int CAPACITY = 4_096;

  private record Key(String schedule, String timeZone) {}

  private final int capacity;

  /** In the order in which they were asked for last. */
  @GuardedBy("this")
  private final Map<Key, CronSchedule> compiled = new LinkedHashMap<>(16, 0.75f, true);

  SharedTexts() {
    this(CAPACITY);
  }

  /**
   * @param capacity how many texts are kept, 1 or more
   */
  SharedTexts(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public CronSchedule compile(String schedule, String timeZone) {
    Key key = new Key(schedule, timeZone);
    CronSchedule known = find(key);
    return known != null ? known : keep(key, CronSchedule.parse(schedule, timeZone));
  }

  private synchronized CronSchedule find(Key key) {
    return compiled.get(key);
  }

  private synchronized CronSchedule keep(Key key, CronSchedule fresh) {
    compiled.put(key, fresh);
    if (compiled.size() > capacity) {
      Iterator<Key> oldest = compiled.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return fresh;
  }
}
