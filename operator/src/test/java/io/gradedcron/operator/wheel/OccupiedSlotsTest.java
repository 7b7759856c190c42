package io.gradedcron.operator.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OccupiedSlotsTest {
  private static final int SLOTS = 2048;

  private final OccupiedSlots occupied = new OccupiedSlots(SLOTS);

  @Test
  void anEmptyQueueHasNoFirst() {
    assertThat(occupied.first()).isEqualTo(-1);
  }

  @Test
  void aPlaceTellsItsSlotAndItsLevel() {
    int place = OccupiedSlots.place(517, 2);

    assertThat(OccupiedSlots.slot(place)).isEqualTo(517);
    assertThat(OccupiedSlots.levelIndex(place)).isEqualTo(2);
  }

  @Test
  void theEarlierSlotComesFirstAndInASlotTheMoreImportantLevel() {
    occupied.add(OccupiedSlots.place(2047, 0));
    occupied.add(OccupiedSlots.place(256, 2));
    occupied.add(OccupiedSlots.place(256, 1));

    assertThat(occupied.first()).isEqualTo(OccupiedSlots.place(256, 1));
    occupied.remove(OccupiedSlots.place(256, 1));
    assertThat(occupied.first()).isEqualTo(OccupiedSlots.place(256, 2));
    occupied.remove(OccupiedSlots.place(256, 2));
    assertThat(occupied.first()).isEqualTo(OccupiedSlots.place(2047, 0));
    occupied.remove(OccupiedSlots.place(2047, 0));
    assertThat(occupied.first()).isEqualTo(-1);
  }

  @Test
  void anyHistoryOfAddingAndRemovingEqualsASortedSet() {
    SplittableRandom random = new SplittableRandom(20_240_229);
    TreeSet<Integer> model = new TreeSet<>();
    for (int step = 0; step < 200_000; step++) {
      // Phases that mostly add and phases that mostly remove, so that both ends are reached.
      boolean mostlyAdds = step / 20_000 % 2 == 0;
      int place = OccupiedSlots.place(random.nextInt(SLOTS), random.nextInt(3));
      if (random.nextInt(4) == 0 ^ mostlyAdds) {
        occupied.add(place);
        model.add(place);
      } else {
        int gone = model.isEmpty() || random.nextBoolean() ? place : model.first();
        occupied.remove(gone);
        model.remove(gone);
      }
      assertThat(occupied.first()).isEqualTo(model.isEmpty() ? -1 : model.first());
      assertThat(occupied.contains(place)).isEqualTo(model.contains(place));
    }
  }
}
