package io.gradedcron.operator.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a run found.
 *
 * @param tally the slots
 * @param made how often each fault was made
 * @param met how many requests each fault of the network met
 * @param handOvers hand-overs that nothing else disturbed
 * @param pauses the longest time without a launch after each fault
 * @param unreadable lines of the audit log that could not be read
 */
record ChaosReport(
    ChaosSettings settings,
    Tally tally,
    Map<Fault, Integer> made,
    Map<Fault, Integer> met,
    Map<Fault, Gaps> handOvers,
    Map<Fault, Gaps> pauses,
    int unreadable) {
  private static final int MOST_SHOWN = 20;

  /** Returns whether the run found what it has to find. */
  boolean isGood() {
    return settings.control() ? !tally.doubled().isEmpty() : tally.isClean();
  }

  /** Returns the report as Markdown. */
  String text() {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%d s of faults, %d replicas, %d schedules, seed %d%s",
        settings.seconds(),
        settings.replicas(),
        settings.schedules(),
        settings.seed(),
        settings.control() ? ", control: Job names have random suffixes" : "");
    line(text, "");
    line(
        text,
        "| Slots | Launched | Skipped | Missed | Left open by edits | Doubled | Lost |"
            + " Held through |");
    line(text, "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    line(
        text,
        "| %d | %d | %d | %d | %d | **%d** | **%d** | **%d** |",
        tally.slots(),
        tally.launched(),
        tally.skipped(),
        tally.missed(),
        tally.edited(),
        tally.doubled().size(),
        tally.lost().size(),
        tally.heldThrough().size());
    line(text, "");
    line(
        text,
        "| Fault | Times | Requests that met it | Longest pause without a launch: median, most |");
    line(text, "| --- | ---: | ---: | --- |");
    for (Map.Entry<Fault, Integer> entry : made.entrySet()) {
      Gaps gaps = pauses.get(entry.getKey());
      line(
          text,
          "| %s | %d | %s | %s |",
          entry.getKey().words(),
          entry.getValue(),
          entry.getKey().isOfNetwork() ? met.getOrDefault(entry.getKey(), 0).toString() : "",
          gaps == null ? "" : seconds(gaps.median()) + ", " + seconds(gaps.longest()));
    }
    line(text, "");
    line(text, "| Hand-over with no other fault | Times | Signal to next launch: median, most |");
    line(text, "| --- | ---: | --- |");
    handOvers.forEach(
        (fault, gaps) ->
            line(
                text,
                "| %s | %d | %s, %s |",
                fault.words(),
                gaps.lengths().size(),
                seconds(gaps.median()),
                seconds(gaps.longest())));
    list(text, "doubled", tally.doubled());
    list(text, "lost", tally.lost());
    list(text, "held through", tally.heldThrough());
    list(text, "strange", tally.strange());
    if (unreadable > 0) {
      line(text, "unreadable lines of the audit log: %d", unreadable);
    }
    return text.toString();
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
  }

  private static void list(StringBuilder text, String title, List<String> entries) {
    if (!entries.isEmpty()) {
      line(text, "");
      line(text, "%s: %d", title, entries.size());
      entries.stream().limit(MOST_SHOWN).forEach(entry -> line(text, "- %s", entry));
    }
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
