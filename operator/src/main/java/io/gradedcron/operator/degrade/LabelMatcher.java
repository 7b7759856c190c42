package io.gradedcron.operator.degrade;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A label selector, checked once and then only compared. All its requirements must hold; meanings
 * are those of Kubernetes' {@code LabelSelector} (apimachinery, {@code LabelSelectorAsSelector}),
 * but for one: an absent selector selects everything, as an empty one does.
 */
final class LabelMatcher {
  static final LabelMatcher EVERYTHING = new LabelMatcher(List.of());
  static final LabelMatcher NOTHING = new LabelMatcher(List.of(labels -> false));

  // An array, because its loop allocates no iterator on the path of each launch.
  private final Requirement[] requirements;

  private LabelMatcher(List<Requirement> requirements) {
    this.requirements = requirements.toArray(Requirement[]::new);
  }

  /**
   * Compiles a selector.
   *
   * @param field where it stands in the manifest, for messages
   * @param selector null selects everything
   * @throws IllegalArgumentException with one line that names the field, where Kubernetes would
   *     refuse the selector
   */
  static LabelMatcher of(String field, LabelSelector selector) {
    if (selector == null) {
      return EVERYTHING;
    }
    List<Requirement> all = new ArrayList<>();
    Map<String, String> exact = selector.getMatchLabels();
    if (exact != null) {
      exact.forEach((key, value) -> all.add(equal(field + ".matchLabels", key, value)));
    }
    List<LabelSelectorRequirement> expressions = selector.getMatchExpressions();
    if (expressions != null) {
      for (int i = 0; i < expressions.size(); i++) {
        all.add(expression(field + ".matchExpressions[" + i + "]", expressions.get(i)));
      }
    }
    return new LabelMatcher(all);
  }

  /** Returns true if the labels meet every requirement. Allocates nothing. */
  boolean matches(Map<String, String> labels) {
    for (Requirement requirement : requirements) {
      if (!requirement.holds(labels)) {
        return false;
      }
    }
    return true;
  }

  private static Requirement equal(String field, String key, String value) {
    requireKey(field, key);
    if (value == null) {
      throw new IllegalArgumentException(
          field + "." + key + ": null is no label value; give a string");
    }
    return labels -> value.equals(labels.get(key));
  }

  private static Requirement expression(String field, LabelSelectorRequirement expression) {
    if (expression == null) {
      throw new IllegalArgumentException(field + ": null; give key and operator");
    }
    String key = expression.getKey();
    requireKey(field + ".key", key);
    List<String> values = Objects.requireNonNullElse(expression.getValues(), List.of());
    String operator = String.valueOf(expression.getOperator());
    return switch (operator) {
      case "In" -> {
        Set<String> some = some(field, operator, values);
        yield labels -> {
          String value = labels.get(key);
          return value != null && some.contains(value);
        };
      }
      case "NotIn" -> {
        Set<String> some = some(field, operator, values);
        yield labels -> {
          String value = labels.get(key);
          return value == null || !some.contains(value);
        };
      }
      case "Exists" -> {
        requireNone(field, operator, values);
        yield labels -> labels.containsKey(key);
      }
      case "DoesNotExist" -> {
        requireNone(field, operator, values);
        yield labels -> !labels.containsKey(key);
      }
      default ->
          throw new IllegalArgumentException(
              field
                  + ".operator: \""
                  + operator
                  + "\" is unknown; use In, NotIn, Exists or DoesNotExist");
    };
  }

  private static void requireKey(String field, String key) {
    if (key == null || key.isBlank()) {
      throw new IllegalArgumentException(field + ": \"" + key + "\" is no label key");
    }
  }

  private static Set<String> some(String field, String operator, List<String> values) {
    if (values.isEmpty() || values.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException(
          field + ".values: " + values + "; " + operator + " needs at least one string");
    }
    return Set.copyOf(values);
  }

  private static void requireNone(String field, String operator, List<String> values) {
    if (!values.isEmpty()) {
      throw new IllegalArgumentException(
          field + ".values: " + values + "; " + operator + " takes none");
    }
  }

  /** One condition on labels. */
  @FunctionalInterface
  private interface Requirement {
    boolean holds(Map<String, String> labels);
  }
}
