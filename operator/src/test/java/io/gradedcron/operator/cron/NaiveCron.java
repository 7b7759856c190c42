package io.gradedcron.operator.cron;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of cron texts and of daylight saving once more, as plainly as they can be written: sets
 * of numbers, and every instant of a stretch of time tried one after the other. Takes valid texts
 * of six fields without names.
 */
final class NaiveCron {

  private static final int[] MIN = {0, 0, 0, 1, 1, 0};
  private static final int[] MAX = {59, 59, 23, 31, 12, 6};

  private final String[] texts;
  private final List<Set<Integer>> values;
  private final ZoneRules rules;

  NaiveCron(String sixFields, String zone) {
    this.texts = sixFields.split(" ", -1);
    this.values = new ArrayList<>();
    for (int field = 0; field < 6; field++) {
      values.add(values(field));
    }
    this.rules = ZoneId.of(zone).getRules();
  }

  private Set<Integer> values(int field) {
    Set<Integer> found = new TreeSet<>();
    for (String item : texts[field].split(",", -1)) {
      String[] rangeAndStep = item.split("/", -1);
      int step = rangeAndStep.length == 2 ? Integer.parseInt(rangeAndStep[1]) : 1;
      String[] ends = rangeAndStep[0].split("-", -1);
      boolean every = ends[0].equals("*") || ends[0].equals("?");
      int low = every ? MIN[field] : Integer.parseInt(ends[0]);
      int high = low;
      if (every || (ends.length == 1 && rangeAndStep.length == 2)) {
        high = Math.max(low, MAX[field]);
      } else if (ends.length == 2) {
        high = Integer.parseInt(ends[1]);
      }
      for (int value = low; value <= high; value += step) {
        found.add(field == 5 ? value % 7 : value);
      }
    }
    return found;
  }

  boolean matches(LocalDate date) {
    boolean day = values.get(3).contains(date.getDayOfMonth());
    boolean weekday = values.get(5).contains(date.getDayOfWeek().getValue() % 7);
    boolean both = standsForAll(texts[3]) || standsForAll(texts[5]);
    return values.get(4).contains(date.getMonthValue()) && (both ? day && weekday : day || weekday);
  }

  private static boolean standsForAll(String field) {
    return List.of(field.split(",", -1)).stream()
        .anyMatch(item -> Set.of("*", "?", "*/1", "?/1").contains(item));
  }

  private boolean matches(LocalDateTime local) {
    return values.get(0).contains(local.getSecond())
        && values.get(1).contains(local.getMinute())
        && values.get(2).contains(local.getHour())
        && matches(local.toLocalDate());
  }

  private boolean isFixed() {
    return !texts[2].contains("*") && !texts[2].contains("?") && !texts[2].contains("/");
  }

  /** The slots in {@code (after, until]}, tried every so many seconds. */
  NavigableSet<Instant> slots(Instant after, Instant until, int step) {
    NavigableSet<Instant> slots = new TreeSet<>();
    long first = Math.floorDiv(after.getEpochSecond(), step) * step + step;
    for (long second = first; second <= until.getEpochSecond(); second += step) {
      Instant instant = Instant.ofEpochSecond(second);
      ZoneOffset offset = rules.getOffset(instant);
      LocalDateTime local = LocalDateTime.ofEpochSecond(second, 0, offset);
      List<ZoneOffset> passes = rules.getValidOffsets(local);
      boolean secondPass = passes.size() == 2 && offset.equals(passes.get(1));
      if (matches(local) && !(isFixed() && secondPass)) {
        slots.add(instant);
      }
    }
    if (isFixed()) {
      addGaps(after, until, step, slots);
    }
    return slots;
  }

  private void addGaps(Instant after, Instant until, int step, Set<Instant> slots) {
    ZoneOffsetTransition transition = rules.nextTransition(after);
    while (transition != null && !transition.getInstant().isAfter(until)) {
      if (transition.isGap()) {
        LocalDateTime skipped = transition.getDateTimeBefore();
        while (skipped.isBefore(transition.getDateTimeAfter())) {
          if (matches(skipped)) {
            slots.add(transition.getInstant());
          }
          skipped = skipped.plusSeconds(step);
        }
      }
      transition = rules.nextTransition(transition.getInstant());
    }
  }
}
