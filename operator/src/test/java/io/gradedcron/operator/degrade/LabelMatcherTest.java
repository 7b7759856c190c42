package io.gradedcron.operator.degrade;

import static io.gradedcron.operator.degrade.DegradationBuilder.exactly;
import static io.gradedcron.operator.degrade.DegradationBuilder.expression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LabelMatcherTest {
  private static final Map<String, String> NO_LABELS = Map.of();
  private static final Map<String, String> REPORTS = Map.of("app", "reports", "team", "data");

  static Stream<Arguments> selectors() {
    LabelSelector nothingSaid = new LabelSelector();
    LabelSelector twoLabels =
        new LabelSelectorBuilder(exactly("app", "reports"))
            .addToMatchLabels("team", "data")
            .build();
    LabelSelector labelAndExpression =
        new LabelSelectorBuilder(expression("tier", "DoesNotExist"))
            .addToMatchLabels("app", "reports")
            .build();
    return Stream.of(
        argumentSet("absent selects what has labels", null, REPORTS, true),
        argumentSet("absent selects what has none", null, NO_LABELS, true),
        argumentSet("empty selects what has labels", nothingSaid, REPORTS, true),
        argumentSet("empty selects what has none", nothingSaid, NO_LABELS, true),
        argumentSet("null maps and lists are empty", new LabelSelector(null, null), REPORTS, true),
        argumentSet("label with its value", exactly("app", "reports"), REPORTS, true),
        argumentSet("label with another value", exactly("app", "sales"), REPORTS, false),
        argumentSet("label in another case", exactly("app", "Reports"), REPORTS, false),
        argumentSet("label that is missing", exactly("tier", "gold"), REPORTS, false),
        argumentSet("empty value is not a missing label", exactly("tier", ""), REPORTS, false),
        argumentSet("empty value", exactly("tier", ""), Map.of("tier", ""), true),
        argumentSet("two labels, both there", twoLabels, REPORTS, true),
        argumentSet("two labels, one there", twoLabels, Map.of("app", "reports"), false),
        argumentSet("In, first", expression("app", "In", "reports", "sales"), REPORTS, true),
        argumentSet("In, last", expression("app", "In", "sales", "reports"), REPORTS, true),
        argumentSet("In, twice", expression("app", "In", "reports", "reports"), REPORTS, true),
        argumentSet("In, none of them", expression("app", "In", "sales", "ads"), REPORTS, false),
        argumentSet("In, label missing", expression("tier", "In", "gold"), REPORTS, false),
        argumentSet("NotIn, one of them", expression("app", "NotIn", "reports"), REPORTS, false),
        argumentSet("NotIn, none of them", expression("app", "NotIn", "sales"), REPORTS, true),
        argumentSet("NotIn, label missing", expression("tier", "NotIn", "gold"), REPORTS, true),
        argumentSet("Exists", expression("app", "Exists"), REPORTS, true),
        argumentSet("Exists, label missing", expression("tier", "Exists"), REPORTS, false),
        argumentSet("DoesNotExist", expression("tier", "DoesNotExist"), REPORTS, true),
        argumentSet("DoesNotExist, there", expression("app", "DoesNotExist"), REPORTS, false),
        argumentSet("labels and expressions, both hold", labelAndExpression, REPORTS, true),
        argumentSet(
            "labels and expressions, one fails",
            labelAndExpression,
            Map.of("app", "reports", "tier", "gold"),
            false));
  }

  @ParameterizedTest
  @MethodSource("selectors")
  void aSelectorSelectsAsInKubernetes(
      LabelSelector selector, Map<String, String> labels, boolean selected) {
    assertThat(LabelMatcher.of("spec.selector", selector).matches(labels)).isEqualTo(selected);
  }

  static Stream<Arguments> broken() {
    LabelSelector nullValue = new LabelSelector(null, new HashMap<>());
    nullValue.getMatchLabels().put("app", null);
    LabelSelector secondIsBroken =
        new LabelSelectorBuilder(expression("app", "Exists"))
            .addToMatchExpressions(new LabelSelectorRequirement("app", "in", List.of("reports")))
            .build();
    return Stream.of(
        argumentSet(
            "unknown operator",
            expression("app", "Equals", "x"),
            "spec.selector.matchExpressions[0].operator: \"Equals\" is unknown;"
                + " use In, NotIn, Exists or DoesNotExist"),
        argumentSet(
            "operator in the wrong case, in the second place",
            secondIsBroken,
            "spec.selector.matchExpressions[1].operator: \"in\" is unknown;"
                + " use In, NotIn, Exists or DoesNotExist"),
        argumentSet(
            "operator missing",
            expression("app", null),
            "spec.selector.matchExpressions[0].operator: \"null\" is unknown;"
                + " use In, NotIn, Exists or DoesNotExist"),
        argumentSet(
            "In of nothing",
            expression("app", "In"),
            "spec.selector.matchExpressions[0].values: []; In needs at least one string"),
        argumentSet(
            "NotIn of nothing",
            expression("app", "NotIn"),
            "spec.selector.matchExpressions[0].values: []; NotIn needs at least one string"),
        argumentSet(
            "In of null",
            expression("app", "In", (String) null),
            "spec.selector.matchExpressions[0].values: [null]; In needs at least one string"),
        argumentSet(
            "Exists with values",
            expression("app", "Exists", "x"),
            "spec.selector.matchExpressions[0].values: [x]; Exists takes none"),
        argumentSet(
            "DoesNotExist with values",
            expression("app", "DoesNotExist", "x"),
            "spec.selector.matchExpressions[0].values: [x]; DoesNotExist takes none"),
        argumentSet(
            "key missing",
            expression(null, "Exists"),
            "spec.selector.matchExpressions[0].key: \"null\" is no label key"),
        argumentSet(
            "label without a key",
            exactly("", "x"),
            "spec.selector.matchLabels: \"\" is no label key"),
        argumentSet(
            "label with null",
            nullValue,
            "spec.selector.matchLabels.app: null is no label value; give a string"),
        argumentSet(
            "expression that is null",
            new LabelSelector(Arrays.asList((LabelSelectorRequirement) null), null),
            "spec.selector.matchExpressions[0]: null; give key and operator"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aSelectorThatKubernetesWouldRefuseIsNamedInOneLine(LabelSelector selector, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelMatcher.of("spec.selector", selector))
        .withMessage(message);
  }

  @Test
  void nothingSelectsNothing() {
    assertThat(LabelMatcher.NOTHING.matches(NO_LABELS)).isFalse();
    assertThat(LabelMatcher.NOTHING.matches(REPORTS)).isFalse();
  }
}
