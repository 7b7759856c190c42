package io.gradedcron.operator.cron;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gradedcron.operator.cron.InvalidScheduleException.Kind;
import io.gradedcron.operator.cron.oracle.OracleComparison;
import io.gradedcron.operator.cron.oracle.OracleLine;
import io.gradedcron.operator.cron.oracle.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * The committed answers of Kubernetes' own cron parser. Where this project answers otherwise on
 * purpose, a line names the reason, and {@link OracleComparison} checks it.
 */
class KubernetesAnswersTest {

  private static final Pattern FIELD_FAULT =
      Pattern.compile(
          "schedule: (second|minute|hour|day-of-month|month|day-of-week)"
              + " \\(field ([1-6]), position (\\d+)\\): (.+)");

  private static final List<String> FIELDS =
      List.of("second", "minute", "hour", "day-of-month", "month", "day-of-week");

  private static final Pattern WHAT_WOULD_BE_RIGHT =
      Pattern.compile(".*(: write .+|is not between \\d+ and \\d+|is not a number from .+)");

  private final List<OracleLine> lines = lines();

  @Test
  void everyAnswerIsKubernetesOrHasAReasonThatHolds(TestReporter reporter) {
    OracleComparison comparison = new OracleComparison();
    List<String> differences = new ArrayList<>();

    for (OracleLine line : lines) {
      comparison.compare(line).ifPresent(differences::add);
    }

    reporter.publishEntry("compared", comparison.toString());
    assertThat(differences).isEmpty();
    assertThat(comparison.taken()).isGreaterThan(5_000);
    assertThat(comparison.refused()).isGreaterThan(1_000);
    assertThat(comparison.sameSlots()).isGreaterThan(15_000);
    assertThat(comparison.excused()).containsOnlyKeys(Reason.values());
    // Each year a few zones change their rules; a JDK's tz database is seldom as old as Go's.
    assertThat(comparison.otherRules().values().stream().mapToLong(Long::longValue).sum())
        .isLessThan(100);
  }

  @Test
  void awayFromTransitionsEverySlotOfATextThatBothTakeIsKubernetes() {
    List<OracleLine> away =
        lines.stream()
            .filter(line -> line.offsets().size() == 1)
            // A search that finds nothing goes on past the stretch that the offsets are of.
            .filter(line -> !line.kubernetes().contains("none"))
            .filter(line -> !line.gradedcron().contains("none"))
            .filter(line -> !line.reasons().contains(Reason.SECOND_OFFSET))
            .toList();

    assertThat(away.size()).isGreaterThan(3_000);
    assertThat(away.stream().filter(line -> !line.gradedcron().equals(line.kubernetes())))
        .isEmpty();
  }

  @Test
  void theCasesAreOfEveryForm() {
    assertThat(lines.size()).isGreaterThan(6_000);
    assertThat(lines.stream().map(OracleLine::zone).distinct().count()).isGreaterThan(600);
    assertThat(lines.stream().map(OracleLine::text).distinct().count()).isGreaterThan(3_000);
    for (String form :
        List.of(
            "[^@]*\\?.*",
            "[^@]*\\*/\\d+.*",
            "[^@]*\\d+/\\d+.*",
            "[^@]*\\d+-\\d+/\\d+.*",
            "[^@]*\\d+-\\d+,.*",
            ".*(?i)jan-mar.*",
            ".*(?i)mon-fri.*",
            "@every .*",
            "@(yearly|annually|monthly|weekly|daily|midnight|hourly)",
            ".* 29 (2|FEB) .*",
            ".* 30 2 .*")) {
      Pattern pattern = Pattern.compile(form);
      assertThat(lines.stream().filter(line -> !line.kubernetes().contains("refused")))
          .as(form)
          .anyMatch(line -> pattern.matcher(line.text()).matches());
    }
  }

  @Test
  void everyRefusalNamesTheFieldThePositionAndWhatWouldBeRight() {
    int ofAField = 0;
    for (OracleLine line : lines) {
      InvalidScheduleException refusal =
          catchThrowableOfType(
              InvalidScheduleException.class, () -> CronSchedule.parse(line.text(), line.zone()));
      if (refusal == null) {
        continue;
      }
      String message = refusal.getMessage();
      assertThat(message).startsWith(label(refusal.kind()) + ": ").matches(WHAT_WOULD_BE_RIGHT);
      assertThat(message).hasSizeLessThan(300).doesNotContainPattern("\\p{Cntrl}");
      Matcher fault = FIELD_FAULT.matcher(message);
      if (fault.matches()) {
        ofAField++;
        assertThat(positionIsInside(line.text(), fault)).as(line.source() + message).isTrue();
      } else if (refusal.kind() == Kind.INVALID_SCHEDULE) {
        // What concerns no single field says so: the count of fields, a macro, @every, a TZ inside.
        assertThat(message)
            .containsPattern(
                "has \\d+ fields?:|is empty:|is not a macro:|@every: |TZ= or CRON_TZ=");
      }
    }
    assertThat(ofAField).isGreaterThan(500);
  }

  private static String label(Kind kind) {
    return kind == Kind.INVALID_SCHEDULE ? "schedule" : "timeZone";
  }

  /** Whether the position lies in the field of that number, or just behind it. */
  private static boolean positionIsInside(String text, Matcher fault) {
    int number = Integer.parseInt(fault.group(2));
    int position = Integer.parseInt(fault.group(3)) - 1;
    Matcher field = Pattern.compile("\\S+", Pattern.UNICODE_CHARACTER_CLASS).matcher(text);
    int count = 0;
    boolean inside = false;
    while (field.find()) {
      count++;
      inside |= count == number && position >= field.start() && position <= field.end();
    }
    return inside && FIELDS.indexOf(fault.group(1)) == number - 1 + (count == 5 ? 1 : 0);
  }

  private static List<OracleLine> lines() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                KubernetesAnswersTest.class.getResourceAsStream("kubernetes-answers.tsv"),
                UTF_8))) {
      return in.lines().filter(line -> !line.startsWith("#")).map(OracleLine::parse).toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
