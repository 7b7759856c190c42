package io.gradedcron.operator.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ValuePoolTest {
  @Test
  void equalValuesComeOutAsOneObject() {
    ValuePool<List<String>> pool = new ValuePool<>(16);
    List<String> first = List.of("Europe/Berlin");

    assertThat(pool.shared(first)).isSameAs(first);
    assertThat(pool.shared(List.of("Europe/Berlin"))).isSameAs(first);
    assertThat(pool.shared(List.of("UTC"))).isEqualTo(List.of("UTC"));
  }

  @Test
  void aNewValueTakesAnOldOnesPlaceAndBothStayWhatTheyAre() {
    ValuePool<String> pool = new ValuePool<>(1);
    for (int i = 0; i < 100; i++) {
      assertThat(pool.shared("value " + i % 3)).isEqualTo("value " + i % 3);
    }
  }

  @Test
  void aSizeThatIsNoPowerOfTwoIsRefused() {
    assertThatThrownBy(() -> new ValuePool<String>(1_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size: 1000 is no power of two");
  }
}
