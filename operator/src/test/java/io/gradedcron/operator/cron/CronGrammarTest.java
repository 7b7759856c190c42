package io.gradedcron.operator.cron;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The canonical text, which is all that cron-utils gets to see. */
class CronGrammarTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * * *                 | 0 * * * * *",
        "30 * * * * *              | 30 * * * * *",
        "? ? ? ? ?                 | 0 * * * * *",
        "*/1 ?/1 * * *             | 0 * * * * *",
        "*,5 1,* * * *             | 0 * * * * *",
        "0-59 * * * 0-6            | 0 0-59 * * * 0-6",
        "*/2 */5 */10 */3 */2      | 0 0-59/2 0-23/5 1-31/10 1-12/3 0-6/2",
        "5/15 5/1 31/1 12/3 6/1    | 0 5-59/15 5-23/1 31-31/1 12-12/1 6-6/1",
        "*/60 */24 */99 * *        | 0 0-0/1 0-0/1 1-1/1 * *",
        "5 5-5 5-5/3 5-9/3 *       | 0 5 5-5 5-5/1 5-9/3 *",
        "007 00 010 * *            | 0 7 0 10 * *",
        "3,1,3,2 * * * *           | 0 3,1,2 * * * *",
        "0 0 * * 7                 | 0 0 0 * * 0",
        "0 0 * * 5-7               | 0 0 0 * * 0,5-6",
        "0 0 * * 1-7/2             | 0 0 0 * * 0,1-6/2",
        "0 0 * * 1-7/4             | 0 0 0 * * 1-6/4",
        "0 0 * * 7-7               | 0 0 0 * * 0",
        "0 0 * * 7/2               | 0 0 0 * * 0",
        "0 0 * * 0,7               | 0 0 0 * * 0",
        "0 0 1 jAn-mAr,DEC sun,Sat | 0 0 0 1 1-3,12 0,6",
        "@hourly                   | 0 0 * * * *",
        "@daily                    | 0 0 0 * * *",
        "@midnight                 | 0 0 0 * * *",
        "@weekly                   | 0 0 0 * * 0",
        "@monthly                  | 0 0 0 1 * *",
        "@yearly                   | 0 0 0 1 1 *",
        "@annually                 | 0 0 0 1 1 *",
      })
  void aTextIsRewrittenWithSixNumericFields(String text, String canonical) {
    assertThat(CronGrammar.canonical(text)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\t", "\n", "\u000b", "\f", "\r", " ", "\u0085", "\u00a0", "\u3000", " \t "})
  void fieldsAreSplitAtWhateverKubernetesParserTakesForWhiteSpace(String space) {
    assertThat(CronGrammar.canonical(String.join(space, "1", "2", "3", "4", "5")))
        .isEqualTo("0 1 2 3 4 5");
  }
}
