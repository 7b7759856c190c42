package io.gradedcron.operator.plan;

import io.gradedcron.operator.api.RefusalReason;

/**
 * A create that was not taken and is to be tried again.
 *
 * @param reason the kind of cause
 * @param message the API server's words: one line, 1,024 characters at most
 */
public record Refusal(RefusalReason reason, String message) {
  private static final int LONGEST_MESSAGE = 1_024;

  /** Makes the message one line of bounded length: a webhook may answer with anything. */
  public Refusal {
    message = shortened(message);
  }

  /** Returns a text as one line of at most 1,024 characters, as statuses and events show it. */
  public static String shortened(String text) {
    String line =
        text.length() > 4 * LONGEST_MESSAGE ? text.substring(0, 4 * LONGEST_MESSAGE) : text;
    line = line.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    if (line.length() <= LONGEST_MESSAGE) {
      return line;
    }
    // Half of a surrogate pair is no character, and the API server refuses it.
    int end = LONGEST_MESSAGE - 4;
    return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end)
        + " ...";
  }
}
