package io.gradedcron.operator.fire;

import io.gradedcron.operator.plan.LevelProfiles;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The ceilings of the levels that have one. Any thread. */
public final class LevelCeilings {
  /** No level has one. */
  static final LevelCeilings NONE =
      new LevelCeilings(LevelProfiles.NONE, (cell, slot) -> {}, cell -> false);

  /** By level, less one. */
  private final List<Optional<LevelCeiling>> ceilings;

  private final boolean empty;

  /**
   * Makes those that are laid down.
   *
   * @param hangs true for a schedule whose creates take long; must not wait, nor take a lock
   */
  LevelCeilings(LevelProfiles levels, LevelCeiling.Promise promise, Predicate<ScheduleCell> hangs) {
    ceilings =
        IntStream.rangeClosed(1, 3)
            .mapToObj(level -> of(levels.of(level).maxConcurrentRuns(), promise, hangs))
            .toList();
    empty = ceilings.stream().allMatch(Optional::isEmpty);
  }

  private static Optional<LevelCeiling> of(
      OptionalInt most, LevelCeiling.Promise promise, Predicate<ScheduleCell> hangs) {
    return most.isPresent()
        ? Optional.of(new LevelCeiling(most.getAsInt(), promise, hangs))
        : Optional.empty();
  }

  /** Returns true if no level has one. */
  boolean isEmpty() {
    return empty;
  }

  /** Returns that of a level, 1 to 3. */
  Optional<LevelCeiling> of(int level) {
    return ceilings.get(level - 1);
  }

  /** Returns how many due slots of a level, 1 to 3, wait for a place. */
  public int waiting(int level) {
    return of(level).map(LevelCeiling::waiting).orElse(0);
  }
}
