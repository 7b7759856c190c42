package io.gradedcron.operator.api;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts back into a generated schema what the Java classes of Kubernetes' types do not say: required
 * fields, lists that merge by key, integer widths, instants, quantities. Walks the schema and the
 * Java types side by side. Its knowledge is the file {@code native-types.yaml}.
 */
final class NativeTypes {
  /** RFC 3339 as Java reads it; the format date-time alone lets more through. */
  private static final String INSTANT =
      "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?"
          + "(Z|[+-](0[0-9]|1[0-7]):[0-5][0-9])$";

  /**
   * Beyond it a quantity has no meaning, and a number is written in a way that Java cannot read.
   */
  private static final double LARGEST_QUANTITY = 1e15;

  private static final String QUANTITY =
      "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{1,2})?$";

  private final ObjectMapper mapper;
  private final Knowledge known;
  private final Set<String> used = new HashSet<>();

  private NativeTypes(ObjectMapper mapper, Knowledge known) {
    this.mapper = mapper;
    this.known = known;
  }

  /** The file's content; types by their simple names, fields as {@code Type.field}. */
  private record Knowledge(
      Map<String, List<String>> required,
      Map<String, List<String>> maps,
      Set<String> sets,
      Set<String> atomic,
      Set<String> times) {}

  static NativeTypes load(ObjectMapper mapper) {
    try (InputStream file = NativeTypes.class.getResourceAsStream("native-types.yaml")) {
      return new NativeTypes(mapper, Serialization.unmarshal(file, Knowledge.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the file's entries that no walk has met: misspelt, or of no use any more. */
  Set<String> unused() {
    Set<String> rest = new HashSet<>(known.required().keySet());
    rest.addAll(known.maps().keySet());
    rest.addAll(known.sets());
    rest.addAll(known.atomic());
    rest.addAll(known.times());
    rest.removeAll(used);
    return rest;
  }

  void restore(JSONSchemaProps schema, Type type) {
    restore(schema, mapper.constructType(type));
  }

  private void restore(JSONSchemaProps schema, JavaType type) {
    Class<?> raw = type.getRawClass();
    if (raw == JobTemplate.class) {
      restore(schema, JobTemplateSpec.class);
    } else if (raw == Quantity.class) {
      quantity(schema);
    } else if (raw == Integer.class || raw == int.class) {
      schema.setFormat("int32");
    } else if (raw == Long.class || raw == long.class) {
      schema.setFormat("int64");
    } else if (raw == Instant.class) {
      instant(schema);
    } else if (raw == FieldsV1.class) {
      schema.setXKubernetesPreserveUnknownFields(true);
    } else if (type.isMapLikeType()) {
      restore(schema.getAdditionalProperties().getSchema(), type.getContentType());
    } else if (type.isCollectionLikeType()) {
      restore(schema.getItems().getSchema(), type.getContentType());
    } else if (!schema.getProperties().isEmpty()) {
      object(schema, type);
    }
  }

  private void object(JSONSchemaProps schema, JavaType type) {
    String name = type.getRawClass().getSimpleName();
    for (BeanPropertyDefinition property :
        mapper.getSerializationConfig().introspect(type).findProperties()) {
      JSONSchemaProps child = schema.getProperties().get(property.getName());
      if (child != null) {
        restore(child, property.getPrimaryType());
        field(child, name + "." + property.getName());
      }
    }
    if (known.required().containsKey(name)) {
      used.add(name);
      schema.setRequired(present(schema, name, known.required().get(name)));
    }
    if (known.atomic().contains(name)) {
      used.add(name);
      schema.setXKubernetesMapType("atomic");
    }
    if (type.getRawClass() == PodSpec.class) {
      podSpec(schema);
    } else if (type.getRawClass() == JobTemplateSpec.class) {
      allowNulls(schema);
    } else if (type.getRawClass() == DegradationSpec.class) {
      selector(schema.getProperties().get("namespaceSelector"));
      selector(schema.getProperties().get("selector"));
    }
  }

  private void field(JSONSchemaProps schema, String name) {
    if (known.maps().containsKey(name)) {
      used.add(name);
      schema.setXKubernetesListType("map");
      schema.setXKubernetesListMapKeys(
          present(schema.getItems().getSchema(), name, known.maps().get(name)));
    }
    if (known.sets().contains(name)) {
      used.add(name);
      schema.setXKubernetesListType("set");
    }
    if (known.times().contains(name)) {
      used.add(name);
      schema.setFormat("date-time");
    }
  }

  private static List<String> present(
      JSONSchemaProps schema, String name, List<String> properties) {
    if (!schema.getProperties().keySet().containsAll(properties)) {
      throw new IllegalStateException(
          "native-types.yaml: " + name + " has not all of " + properties);
    }
    return properties;
  }

  /** The API server takes a rule over all elements of a list only if there is an end to them. */
  private static void selector(JSONSchemaProps schema) {
    JSONSchemaProps expressions = schema.getProperties().get("matchExpressions");
    expressions.setMaxItems(64L);
    expressions.getItems().getSchema().getProperties().get("operator").setMaxLength(16L);
  }

  /** What a CronJob's pod is held to beyond any other pod, and refused for at apply. */
  private static void podSpec(JSONSchemaProps schema) {
    schema.getProperties().get("containers").setMinItems(1L);
    // Not for templates; without its fields the whole schema is a third smaller.
    JSONSchemaProps ephemeral = schema.getProperties().get("ephemeralContainers");
    ephemeral.setMaxItems(0L);
    ephemeral.getItems().getSchema().getProperties().clear();
    schema.getProperties().get("restartPolicy").setMaxLength(64L);
    ValidationRule restartPolicy =
        new ValidationRuleBuilder()
            .withRule("has(self.restartPolicy) && self.restartPolicy in ['OnFailure', 'Never']")
            .withMessageExpression(
                "(has(self.restartPolicy) ? 'restartPolicy is ' + self.restartPolicy"
                    + " : 'restartPolicy is absent') + ': it must be OnFailure or Never'")
            .withMessage("restartPolicy must be OnFailure or Never")
            .withFieldPath(".restartPolicy")
            .build();
    schema.setXKubernetesValidations(List.of(restartPolicy));
  }

  /**
   * A quantity may be text or a bare number, with a fraction too, and no type of a structural
   * schema is both: so it has none, and the other bounds refuse objects, lists and wrong text.
   */
  private static void quantity(JSONSchemaProps schema) {
    schema.setXKubernetesIntOrString(null);
    schema.setAnyOf(null);
    schema.setXKubernetesPreserveUnknownFields(true);
    schema.setPattern(QUANTITY);
    // No object and no list has so many entries, empty ones included.
    schema.setMinProperties(1L);
    schema.setMaxProperties(0L);
    schema.setMinItems(1L);
    schema.setMaxItems(0L);
    schema.setMaximum(LARGEST_QUANTITY);
    schema.setMinimum(-LARGEST_QUANTITY);
    schema.setNot(
        new JSONSchemaPropsBuilder()
            .withEnum(
                JsonNodeFactory.instance.booleanNode(true),
                JsonNodeFactory.instance.booleanNode(false))
            .build());
  }

  /** To Kubernetes' own types null is absence, and what prints manifests makes use of it. */
  private static void allowNulls(JSONSchemaProps schema) {
    schema
        .getProperties()
        .forEach(
            (name, child) -> {
              child.setNullable(schema.getRequired().contains(name) ? null : true);
              allowNulls(child);
            });
    if (schema.getItems() != null) {
      allowNulls(schema.getItems().getSchema());
    }
    if (schema.getAdditionalProperties() != null) {
      schema.getAdditionalProperties().getSchema().setNullable(true);
      allowNulls(schema.getAdditionalProperties().getSchema());
    }
  }

  private static void instant(JSONSchemaProps schema) {
    schema.setType("string");
    schema.setFormat("date-time");
    schema.setPattern(INSTANT);
    schema.setMaxLength(35L);
  }

  /** A newer operator must be able to write its words into a status that an older CRD describes. */
  static void dropEnums(JSONSchemaProps schema) {
    schema.setEnum(List.<JsonNode>of());
    schema.getProperties().values().forEach(NativeTypes::dropEnums);
  }
}
