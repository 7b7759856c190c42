package io.gradedcron.operator.cron;

/** A user's text as it may stand in a one-line error message: quoted, printable and short. */
final class Quoted {

  private static final int LONGEST = 40;

  private Quoted() {}

  static String of(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .limit(LONGEST)
        .map(c -> isPrintable(c) ? c : '\uFFFD')
        .forEach(quoted::appendCodePoint);
    if (text.codePointCount(0, text.length()) > LONGEST) {
      quoted.append("...");
    }
    return quoted.append('"').toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
