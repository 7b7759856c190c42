package io.gradedcron.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is compared gives the same answers, away from changes of the UTC offset. */
class EvaluatorTest {
  @ParameterizedTest
  @EnumSource(CronCase.class)
  void bothEvaluatorsAgree(CronCase cron) {
    Instant[] after = new Instant[500];
    for (int i = 0; i < after.length; i++) {
      after[i] = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(123_457L * i);
    }
    var ours = Evaluator.GRADEDCRON.answers(cron, "UTC", after);
    var theirs = Evaluator.CRON_UTILS.answers(cron, "UTC", after);

    for (int i = 0; i < after.length; i++) {
      assertThat(ours.apply(i))
          .as("%s after %s", cron.text(), after[i])
          .isEqualTo(
              ((Optional<?>) theirs.apply(i))
                  .map(ZonedDateTime.class::cast)
                  .map(ZonedDateTime::toInstant));
    }
  }
}
