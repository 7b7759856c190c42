package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.gradedcron.operator.plan.LevelProfile;
import io.gradedcron.operator.plan.LevelProfiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LevelsConverterTest {
  private final LevelsConverter converter = new LevelsConverter();

  /** JSON with single quotes, for the reader's sake. */
  private LevelProfiles convert(String text) {
    return converter.convert(text.replace('\'', '"'));
  }

  @Test
  void allFieldsAreRead() {
    LevelProfiles levels =
        convert(
            """
            {'3': {'priorityClassName': 'batch.low-1', 'maxConcurrentRuns': 20,
                   'nodeSelector': {'example.org/pool': 'batch', 'spare': ''},
                   'tolerations': [{'key': 'example.org/batch', 'value': 'yes', 'effect': 'NoExecute',
                                    'tolerationSeconds': 60},
                                   {'operator': 'Exists'}]}}""");

    assertThat(levels.one()).isEqualTo(LevelProfile.NONE);
    assertThat(levels.two()).isEqualTo(LevelProfile.NONE);
    assertThat(levels.three())
        .isEqualTo(
            new LevelProfile(
                Optional.of("batch.low-1"),
                Map.of("example.org/pool", "batch", "spare", ""),
                List.of(
                    new TolerationBuilder()
                        .withKey("example.org/batch")
                        .withValue("yes")
                        .withEffect("NoExecute")
                        .withTolerationSeconds(60L)
                        .build(),
                    new TolerationBuilder().withOperator("Exists").build()),
                OptionalInt.of(20)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{}",
        "{'1': {}, '2': null}",
        "{'3': {'priorityClassName': '', 'nodeSelector': {}, 'tolerations': []}}",
        "{'3': {'priorityClassName': null, 'nodeSelector': null, 'maxConcurrentRuns': null}}"
      })
  void whatSaysNothingLaysNothingDown(String text) {
    assertThat(convert(text)).isEqualTo(LevelProfiles.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'3' | not JSON such as {\"3\":{\"maxConcurrentRuns\":10}}",
        "{} {} | not JSON such as",
        "{'3':{},'3':{}} | Duplicate field '3'",
        "[] | levels: [] is not an object with 1, 2 or 3",
        "{'4':{}} | levels: \"4\" is not 1, 2 or 3",
        "{'3':7} | 3: 7 is not an object with priorityClassName, nodeSelector, tolerations or",
        "{'3':{'maxRuns':1}} | 3: \"maxRuns\" is not priorityClassName, nodeSelector, tolerations",
        "{'1':{'maxConcurrentRuns':0}} | 1.maxConcurrentRuns: 0 is not a whole number from 1 to",
        "{'1':{'maxConcurrentRuns':1.5}} | 1.maxConcurrentRuns: 1.5 is not a whole number",
        "{'1':{'maxConcurrentRuns':'9'}} | 1.maxConcurrentRuns: \"9\" is not a whole number",
        "{'1':{'maxConcurrentRuns':99999999999}} | 99999999999 is not a whole number from 1 to",
        "{'2':{'priorityClassName':'Batch'}} | 2.priorityClassName: \"Batch\" is not the name of a",
        "{'2':{'priorityClassName':7}} | 2.priorityClassName: 7 is not the name of a PriorityClass",
        "{'2':{'nodeSelector':'pool'}} | 2.nodeSelector: \"pool\" is not an object of labels",
        "{'2':{'nodeSelector':{'po ol':'a'}}} | 2.nodeSelector: \"po ol\" is not the key of a label",
        "{'2':{'nodeSelector':{'a':true}}} | 2.nodeSelector.a: true is not the value of a label",
        "{'2':{'nodeSelector':{'a':'b c'}}} | 2.nodeSelector.a: \"b c\" is not the value of a label",
        "{'2':{'tolerations':{}}} | 2.tolerations: {} is not a list of tolerations, such as",
        "{'2':{'tolerations':[{'kye':'a'}]}} | 2.tolerations[0]: \"kye\" is not key, operator, value",
        "{'2':{'tolerations':[{'key':'a b'}]}} | 2.tolerations[0].key: \"a b\" is not the key of a taint",
        "{'2':{'tolerations':[{}]}} | 2.tolerations[0].operator: nothing is not Exists, as it has",
        "{'2':{'tolerations':[{'key':'a','operator':'In'}]}} | operator: \"In\" is not Exists or Equal",
        "{'2':{'tolerations':[{'key':'a','effect':'No'}]}} | effect: \"No\" is not NoSchedule, Prefer",
        "{'2':{'tolerations':[{'key':'a','operator':'Exists','value':'x'}]}} | value: \"x\" is not allow",
        "{'2':{'tolerations':[{'key':'a','value':1}]}} | value: 1 is not the value of a label",
        "{'2':{'tolerations':[{'key':'a','tolerationSeconds':'1'}]}} | tolerationSeconds: \"1\" is not",
        "{'2':{'tolerations':[{'key':'a','tolerationSeconds':1}]}} | effect: nothing is not NoExecute"
      })
  void whatIsWrongIsNamedWithItsFieldItsValueAndWhatWouldBeRight(String text, String message) {
    assertThatThrownBy(() -> convert(text)).hasMessageContaining(message);
  }
}
