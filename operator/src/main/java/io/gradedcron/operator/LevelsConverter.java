package io.gradedcron.operator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Toleration;
import io.gradedcron.operator.plan.LevelProfile;
import io.gradedcron.operator.plan.LevelProfiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads what is laid down for the levels, as the chart's value {@code levels} in JSON. It refuses
 * what the API server would refuse later in every Job of a level. Stateless.
 */
final class LevelsConverter implements ITypeConverter<LevelProfiles> {
  private static final int MOST_RUNS = 1_000_000;
  private static final int LONGEST_NAME = 253;
  private static final String NAME = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String DOMAIN = NAME + "(\\." + NAME + ")*";
  private static final String WORD = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
  private static final Pattern CLASS = Pattern.compile(DOMAIN);
  private static final Pattern LABEL_KEY = Pattern.compile("(" + DOMAIN + "/)?" + WORD);
  private static final Pattern LABEL_VALUE = Pattern.compile("(" + WORD + ")?");
  private static final List<String> LEVELS = List.of("1", "2", "3");
  private static final List<String> FIELDS =
      List.of("priorityClassName", "nodeSelector", "tolerations", "maxConcurrentRuns");
  private static final List<String> TOLERATION_FIELDS =
      List.of("key", "operator", "value", "effect", "tolerationSeconds");
  private static final Set<String> OPERATORS = Set.of("Exists", "Equal");
  private static final Set<String> EFFECTS = Set.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  private final ObjectMapper json =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Override
  public LevelProfiles convert(String text) {
    if (text.isBlank()) {
      return LevelProfiles.NONE;
    }
    JsonNode levels;
    try {
      levels = json.readTree(text);
    } catch (JsonProcessingException e) {
      throw new TypeConversionException(
          "not JSON such as {\"3\":{\"maxConcurrentRuns\":10}}: " + e.getOriginalMessage());
    }
    object("levels", levels, LEVELS);
    return new LevelProfiles(
        profile("1", levels.path("1")),
        profile("2", levels.path("2")),
        profile("3", levels.path("3")));
  }

  private static LevelProfile profile(String at, JsonNode level) {
    if (isAbsent(level)) {
      return LevelProfile.NONE;
    }
    object(at, level, FIELDS);
    return new LevelProfile(
        priorityClass(at + ".priorityClassName", level.path("priorityClassName")),
        nodeSelector(at + ".nodeSelector", level.path("nodeSelector")),
        tolerations(at + ".tolerations", level.path("tolerations")),
        mostRuns(at + ".maxConcurrentRuns", level.path("maxConcurrentRuns")));
  }

  private static Optional<String> priorityClass(String at, JsonNode value) {
    if (isAbsent(value) || (value.isTextual() && value.textValue().isEmpty())) {
      return Optional.empty();
    }
    boolean right =
        value.isTextual()
            && value.textValue().length() <= LONGEST_NAME
            && CLASS.matcher(value.textValue()).matches();
    return Optional.of(
        right(right, at, value, "the name of a PriorityClass, such as batch-low").textValue());
  }

  private static Map<String, String> nodeSelector(String at, JsonNode value) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (!isAbsent(value)) {
      right(value.isObject(), at, value, "an object of labels, such as {\"pool\":\"batch\"}");
      value
          .fields()
          .forEachRemaining(
              label -> {
                boolean key = LABEL_KEY.matcher(label.getKey()).matches();
                if (!key) {
                  throw new TypeConversionException(
                      at + ": \"" + label.getKey() + "\" is not the key of a label");
                }
                String where = at + "." + label.getKey();
                labels.put(label.getKey(), label(where, label.getValue()));
              });
    }
    return labels;
  }

  private static String label(String at, JsonNode value) {
    boolean right = value.isTextual() && LABEL_VALUE.matcher(value.textValue()).matches();
    return right(right, at, value, "the value of a label: text in quotes, at most 63 characters")
        .textValue();
  }

  private static List<Toleration> tolerations(String at, JsonNode value) {
    List<Toleration> tolerations = new ArrayList<>();
    if (!isAbsent(value)) {
      right(
          value.isArray(),
          at,
          value,
          "a list of tolerations, such as [{\"key\":\"batch\",\"operator\":\"Exists\"}]");
      for (JsonNode one : value) {
        tolerations.add(toleration(at + "[" + tolerations.size() + "]", one));
      }
    }
    return tolerations;
  }

  private static Toleration toleration(String at, JsonNode value) {
    object(at, value, TOLERATION_FIELDS);
    JsonNode key = value.path("key");
    JsonNode operator = value.path("operator");
    JsonNode effect = value.path("effect");
    JsonNode seconds = value.path("tolerationSeconds");
    boolean exists = "Exists".equals(operator.textValue());
    if (isAbsent(key)) {
      right(exists, at + ".operator", operator, "Exists, as it has to be without a key");
    } else {
      boolean right = key.isTextual() && LABEL_KEY.matcher(key.textValue()).matches();
      right(right, at + ".key", key, "the key of a taint");
    }
    right(
        isAbsent(operator) || OPERATORS.contains(String.valueOf(operator.textValue())),
        at + ".operator",
        operator,
        "Exists or Equal");
    right(
        isAbsent(effect) || EFFECTS.contains(String.valueOf(effect.textValue())),
        at + ".effect",
        effect,
        "NoSchedule, PreferNoSchedule or NoExecute");
    if (!isAbsent(value.path("value"))) {
      right(!exists, at + ".value", value.path("value"), "allowed with the operator Exists");
      label(at + ".value", value.path("value"));
    }
    if (!isAbsent(seconds)) {
      right(
          seconds.canConvertToLong() && seconds.isIntegralNumber(),
          at + ".tolerationSeconds",
          seconds,
          "a whole number");
      right(
          "NoExecute".equals(effect.textValue()),
          at + ".effect",
          effect,
          "NoExecute, as it has to be with tolerationSeconds");
    }
    return new Toleration(
        effect.textValue(),
        key.textValue(),
        operator.textValue(),
        isAbsent(seconds) ? null : seconds.longValue(),
        value.path("value").textValue());
  }

  private static OptionalInt mostRuns(String at, JsonNode value) {
    if (isAbsent(value)) {
      return OptionalInt.empty();
    }
    boolean right =
        value.canConvertToInt()
            && value.canConvertToExactIntegral()
            && value.intValue() >= 1
            && value.intValue() <= MOST_RUNS;
    return OptionalInt.of(
        right(right, at, value, "a whole number from 1 to " + MOST_RUNS).intValue());
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static void object(String at, JsonNode value, List<String> fields) {
    right(value.isObject(), at, value, "an object with " + any(fields));
    value
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!fields.contains(field)) {
                throw new TypeConversionException(at + ": \"" + field + "\" is not " + any(fields));
              }
            });
  }

  private static String any(List<String> fields) {
    int last = fields.size() - 1;
    return String.join(", ", fields.subList(0, last)) + " or " + fields.get(last);
  }

  private static JsonNode right(boolean right, String at, JsonNode value, String what) {
    if (!right) {
      String is = value.isMissingNode() ? "nothing" : value.toString();
      throw new TypeConversionException(at + ": " + is + " is not " + what);
    }
    return value;
  }
}
