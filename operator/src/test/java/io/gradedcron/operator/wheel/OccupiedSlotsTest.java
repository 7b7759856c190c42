package io.gradedcron.operator.wheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OccupiedSlotsTest {
  @Test
  void anEmptyQueueHasNoFirstSlot() {
    OccupiedSlots slots = new OccupiedSlots(2048);

    assertThat(slots.isEmpty()).isTrue();
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(slots::first)
        .withMessage("no slot is occupied");
  }

  @Test
  void addingTwiceIsAddingOnce() {
    OccupiedSlots slots = new OccupiedSlots(2048);
    slots.add(63);
    slots.add(63);

    slots.remove(63);
    slots.remove(63);

    assertThat(slots.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 128, 2048, 4096})
  void theFirstSlotIsTheSmallestOfASet(int capacity) {
    Random random = new Random(capacity);
    OccupiedSlots slots = new OccupiedSlots(capacity);
    TreeSet<Integer> model = new TreeSet<>();
    for (int step = 0; step < 20_000; step++) {
      int slot = random.nextInt(capacity);
      if (random.nextInt(5) < 2) {
        slots.add(slot);
        model.add(slot);
      } else {
        int removed = random.nextBoolean() || model.isEmpty() ? slot : model.first();
        slots.remove(removed);
        model.remove(removed);
      }
      assertThat(slots.isEmpty()).isEqualTo(model.isEmpty());
      if (!model.isEmpty()) {
        assertThat(slots.first()).isEqualTo(model.first());
      }
    }
  }
}
