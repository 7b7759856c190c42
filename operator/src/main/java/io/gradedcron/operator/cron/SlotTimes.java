package io.gradedcron.operator.cron;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The slots of one schedule: instants in whole seconds, shifted by the schedule's spread. The years
 * 1 to 9999 are covered, which are those that the Kubernetes API can write.
 *
 * <p>Immutable; any thread. In the years 2000 to 2099 a call allocates its result and nothing else.
 */
public final class SlotTimes {

  private static final Duration LONGEST_SHIFT = Duration.ofDays(1);

  private final SlotSource source;
  private final long shift;

  SlotTimes(SlotSource source, Duration shift) {
    if (shift.isNegative() || shift.compareTo(LONGEST_SHIFT) > 0 || shift.toNanosPart() != 0) {
      throw new IllegalArgumentException(
          "shift: " + shift + " is not a number of whole seconds from 0 to a day's");
    }
    this.source = source;
    this.shift = shift.toSeconds();
  }

  /** The first slot strictly after the given instant; empty if there is none. */
  public Optional<Instant> next(Instant after) {
    return slot(source.atOrAfter(firstSecondAfter(after)));
  }

  /**
   * The newest slot at or before the given instant, computed directly, whatever the distance; empty
   * if there is none. For a cron text it may lie before the schedule's creation: the caller bounds
   * it. For {@code @every} it is never before creation plus one period.
   */
  public Optional<Instant> latest(Instant until) {
    return slot(source.atOrBefore(until.getEpochSecond() - shift));
  }

  /**
   * How many slots lie in {@code (after, until]}, counted up to a limit. For a cron text the time
   * that it takes grows with the result.
   *
   * @param limit the most to count; 0 or less counts nothing
   */
  public long count(Instant after, Instant until, long limit) {
    return source.count(firstSecondAfter(after), until.getEpochSecond() - shift, limit);
  }

  /**
   * The first slots strictly after the given instant, in order.
   *
   * @param number how many at most; 0 or less asks for none
   */
  public List<Instant> next(Instant after, int number) {
    List<Instant> slots = new ArrayList<>();
    Optional<Instant> next = next(after);
    while (next.isPresent() && slots.size() < number) {
      slots.add(next.get());
      next = next(next.get());
    }
    return slots;
  }

  /**
   * The same slots and one more, in place of any that was added before; empty: none any more.
   *
   * @param extra not shifted; a fraction of a second is cut off. Outside of the years covered it
   *     counts as none
   */
  public SlotTimes with(Optional<Instant> extra) {
    SlotSource base = ExtraSlot.without(source);
    return new SlotTimes(
        extra
            .map(instant -> instant.getEpochSecond() - shift)
            .filter(second -> second >= SlotSource.FIRST && second + shift <= SlotSource.LAST)
            .<SlotSource>map(second -> new ExtraSlot(base, second))
            .orElse(base),
        Duration.ofSeconds(shift));
  }

  /** The slot that was added by {@link #with}, whether or not it is one of the others, too. */
  public Optional<Instant> extra() {
    return ExtraSlot.of(source).map(second -> Instant.ofEpochSecond(second + shift));
  }

  private long firstSecondAfter(Instant instant) {
    return instant.getEpochSecond() - shift + 1;
  }

  private Optional<Instant> slot(long second) {
    return second == SlotSource.NONE
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(second + shift));
  }
}
