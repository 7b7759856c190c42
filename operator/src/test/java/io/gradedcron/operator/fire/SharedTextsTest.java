package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradedcron.operator.cron.CronSchedule;
import io.gradedcron.operator.cron.InvalidScheduleException;
import org.junit.jupiter.api.Test;

class SharedTextsTest {
  private final SharedTexts texts = new SharedTexts(2);

  @Test
  void equalTextsOfOneZoneAreOneObject() {
    CronSchedule first = texts.compile("0 3 * * *", "Europe/Berlin");

    assertThat(texts.compile(new String("0 3 * * *"), new String("Europe/Berlin"))).isSameAs(first);
    assertThat(first).isEqualTo(CronSchedule.parse("0 3 * * *", "Europe/Berlin"));
  }

  @Test
  void anotherTextOrZoneIsAnotherObject() {
    CronSchedule first = texts.compile("0 3 * * *", "Europe/Berlin");

    assertThat(texts.compile("0 4 * * *", "Europe/Berlin")).isNotEqualTo(first);
    assertThat(texts.compile("0 3 * * *", "UTC")).isNotEqualTo(first);
  }

  @Test
  void ofMoreThanItKeepsTheOneAskedForLongestAgoGoes() {
    CronSchedule first = texts.compile("1 * * * *", "UTC");
    CronSchedule second = texts.compile("2 * * * *", "UTC");
    texts.compile("1 * * * *", "UTC");
    texts.compile("3 * * * *", "UTC");

    assertThat(texts.compile("1 * * * *", "UTC")).isSameAs(first);
    assertThat(texts.compile("2 * * * *", "UTC")).isEqualTo(second).isNotSameAs(second);
  }

  @Test
  void aBrokenTextIsRefusedEachTime() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> texts.compile("61 * * * *", "UTC"))
          .isInstanceOf(InvalidScheduleException.class)
          .hasMessageContaining("61");
    }
  }
}
