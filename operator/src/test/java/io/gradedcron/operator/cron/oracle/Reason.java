package io.gradedcron.operator.cron.oracle;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Why an answer may be another one than Kubernetes'. Each reason is checked: by what the text looks
 * like, or by {@link SlotReasons} for a single slot.
 */
public enum Reason {
  /** Taken here only: seconds. */
  SIX_FIELDS("six-fields", Effect.TAKEN_HERE, "\\s*+(\\S++\\s++){5}\\S++\\s*+"),
  /** Taken here only: 7 for Sunday. */
  SUNDAY_AS_7("sunday-as-7", Effect.TAKEN_HERE, ".*\\s\\S*7\\S*\\s*+"),
  /** Refused here only: nothing between two commas, or before the first or after the last. */
  EMPTY_ITEM("empty-item", Effect.REFUSED_HERE, "(.*[\\s,])?,.*|.*,(\\s.*)?"),
  /** Refused here only: a range that begins with {@code *} or {@code ?}. */
  STAR_RANGE("star-range", Effect.REFUSED_HERE, "(.*[\\s,])?[*?]-.*"),
  /** Refused here only: a sign before a number. */
  SIGN("sign", Effect.REFUSED_HERE, "(.*[\\s,/-])?\\+.*"),
  /** Refused here only: the Turkish capital dotted I in a name. */
  FOREIGN_LETTER("foreign-letter", Effect.REFUSED_HERE, ".*\u0130.*"),
  /** Refused here only: a negative period, which Kubernetes takes for one second. */
  NEGATIVE_EVERY("negative-every", Effect.REFUSED_HERE, "@every -.*"),
  /** Another slot: the clocks change close by. */
  TRANSITION("transition", Effect.OTHER_SLOT, ".*"),
  /** Another slot: the clocks changed in the month before, and the module lost its way. */
  BEYOND_TRANSITION("beyond-transition", Effect.OTHER_SLOT, ".*"),
  /** Another slot: an offset with seconds, as some zones had before 1973. */
  SECOND_OFFSET("second-offset", Effect.OTHER_SLOT, ".*"),
  /** A slot where the module gave up. */
  FIVE_YEARS("five-years", Effect.OTHER_SLOT, ".*"),
  /** A slot that the module was not asked for, since it might search forever. */
  SKIPPED_DAY("skipped-day", Effect.OTHER_SLOT, ".*");

  /** What a reason excuses. */
  public enum Effect {
    /**
     * A text that Kubernetes refuses is taken; its slots are compared with a text that it takes.
     */
    TAKEN_HERE,
    /** A text that Kubernetes takes is refused. */
    REFUSED_HERE,
    /** A slot of a text that both take is another one. */
    OTHER_SLOT
  }

  private final String label;
  private final Effect effect;
  private final Pattern texts;

  Reason(String label, Effect effect, String texts) {
    this.label = label;
    this.effect = effect;
    this.texts = Pattern.compile(texts, Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);
  }

  static Reason of(String label) {
    return Arrays.stream(values())
        .filter(reason -> reason.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no known reason: " + label));
  }

  Effect effect() {
    return effect;
  }

  /** Whether the reason can hold for a text. */
  boolean fits(String text) {
    return texts.matcher(text).matches();
  }

  @Override
  public String toString() {
    return label;
  }
}
