package io.gradedcron.operator.fire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradedcron.operator.api.RefusalReason;
import io.gradedcron.operator.plan.Refusal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefusalStreakTest {
  private static final Refusal QUOTA = new Refusal(RefusalReason.QuotaExceeded, "job 1: quota");
  private static final Refusal QUOTA_LATER = new Refusal(RefusalReason.QuotaExceeded, "job 2");
  private static final Refusal WEBHOOK = new Refusal(RefusalReason.WebhookFailed, "webhook");

  private final RefusalStreak streak = new RefusalStreak();

  @Test
  void aReasonIsNewsOnceAndItsFirstWordsStand() {
    assertThat(streak.refused(QUOTA)).isTrue();
    assertThat(streak.refused(QUOTA_LATER)).isFalse();

    assertThat(streak.standing()).contains(QUOTA);
    assertThat(streak.length()).isEqualTo(2);
  }

  @Test
  void anotherReasonIsNewsAndTheStreakGoesOn() {
    streak.refused(QUOTA);

    assertThat(streak.refused(WEBHOOK)).isTrue();
    assertThat(streak.standing()).contains(WEBHOOK);
    assertThat(streak.length()).isEqualTo(2);
  }

  @Test
  void aSlotThatIsGivenUpIsNewsOnceForEachReason() {
    streak.refused(QUOTA);
    assertThat(streak.gaveUp()).isTrue();
    streak.refused(QUOTA_LATER);
    assertThat(streak.gaveUp()).isFalse();
    streak.refused(WEBHOOK);
    assertThat(streak.gaveUp()).isTrue();
  }

  @Test
  void theEndOfANamespaceIsToldByItsFirstRefusalAlone() {
    Refusal terminating = new Refusal(RefusalReason.NamespaceTerminating, "is being terminated");

    assertThat(streak.refused(terminating)).isTrue();
    assertThat(streak.gaveUp()).isFalse();
  }

  @Test
  void aLaunchEndsTheStreak() {
    streak.refused(QUOTA);
    streak.gaveUp();
    streak.launched();

    assertThat(streak.length()).isZero();
    assertThat(streak.standing()).isEmpty();
    assertThat(streak.refused(QUOTA)).isTrue();
    assertThat(streak.gaveUp()).isTrue();
  }

  @Test
  void whatTheStatusSaysIsNotToldAgainByANewLeader() {
    streak.restore(Optional.of(QUOTA));

    assertThat(streak.standing()).contains(QUOTA);
    assertThat(streak.length()).isZero();
    assertThat(streak.refused(QUOTA_LATER)).isFalse();
    assertThat(streak.gaveUp()).isFalse();
  }
}
