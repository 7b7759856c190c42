package io.gradedcron.operator.docs;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The API reference, as it follows from the resource definitions. Stateless; any thread. */
final class ApiPage {
  /** Fields of Kubernetes' own types, whose parts are Kubernetes' to explain. */
  private static final Map<String, String> NATIVE =
      Map.of(
          "jobTemplate", "JobTemplateSpec of batch/v1",
          "namespaceSelector", "LabelSelector",
          "selector", "LabelSelector",
          "conditions", "list of Condition",
          "active", "list of ObjectReference");

  private static final Pattern FORMATTED = Pattern.compile("^'(.*)'\\.format\\(.*\\)$");

  private final StringBuilder page = new StringBuilder();

  private ApiPage() {}

  /** Returns the page about these definitions, in this order. */
  static String of(List<CustomResourceDefinition> definitions) {
    ApiPage made = new ApiPage();
    made.line("# API reference");
    made.line("");
    made.line(
        "Generated from [crds/](../crds) by `make crds`; a test fails while the two differ."
            + " [README.md](../README.md#fields) says more about what the fields mean together;"
            + " `kubectl explain gcj.spec.jobTemplate --recursive` has the parts of a Job.");
    definitions.forEach(made::write);
    return made.page.toString();
  }

  private void line(String text) {
    page.append(text).append('\n');
  }

  private void write(CustomResourceDefinition definition) {
    String kind = definition.getSpec().getNames().getKind();
    CustomResourceDefinitionVersion version = definition.getSpec().getVersions().get(0);
    JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
    heading("## " + kind);
    line(root.getDescription());
    line("");
    line(address(definition, version));
    for (String part : List.of("spec", "status")) {
      JSONSchemaProps schema = root.getProperties().get(part);
      heading("### " + kind + " " + part);
      line(schema.getDescription());
      line("");
      fields(part, schema);
    }
    heading("### " + kind + " rules");
    line("What the API server refuses beyond types and bounds, and what it says:");
    line("");
    line("| Field | Rule | Message |");
    line("| --- | --- | --- |");
    rules("", root);
    heading("### " + kind + " columns");
    line("What `kubectl get " + definition.getSpec().getNames().getPlural() + "` shows:");
    line("");
    line("| Column | Shows | |");
    line("| --- | --- | --- |");
    version.getAdditionalPrinterColumns().forEach(this::column);
  }

  private void heading(String text) {
    line("");
    line(text);
    line("");
  }

  private static String address(
      CustomResourceDefinition definition, CustomResourceDefinitionVersion version) {
    var names = definition.getSpec().getNames();
    StringBuilder text = new StringBuilder();
    text.append("`apiVersion: ")
        .append(definition.getSpec().getGroup())
        .append('/')
        .append(version.getName())
        .append("`, `kind: ")
        .append(names.getKind())
        .append("`; ")
        .append(
            definition.getSpec().getScope().equals("Namespaced") ? "namespaced" : "cluster-wide")
        .append("; short name ");
    names.getShortNames().forEach(name -> text.append('`').append(name).append('`'));
    for (String category : names.getCategories()) {
      text.append("; part of `kubectl get ").append(category).append('`');
    }
    return text.append('.').toString();
  }

  // --- fields

  private void fields(String path, JSONSchemaProps schema) {
    boolean written = path.equals("spec");
    line(written ? "| Field | Type | Default | Meaning |" : "| Field | Type | Meaning |");
    line(written ? "| --- | --- | --- | --- |" : "| --- | --- | --- |");
    rows(path, schema, written);
  }

  private void rows(String path, JSONSchemaProps schema, boolean written) {
    schema
        .getProperties()
        .forEach(
            (name, field) -> {
              String at = path + "." + name;
              List<String> cells = new ArrayList<>(List.of(code(at), type(name, field)));
              if (written) {
                cells.add(schema.getRequired().contains(name) ? "required" : fallback(field));
              }
              cells.add(escaped(field.getDescription()));
              row(cells);
              if (!NATIVE.containsKey(name)) {
                rows(at, field, written);
              }
            });
  }

  private void row(List<String> cells) {
    line("| " + String.join(" | ", cells) + " |");
  }

  /** The defaults of an object's fields stand at these. */
  private static String fallback(JSONSchemaProps field) {
    return field.getDefault() == null || field.getDefault().isObject()
        ? ""
        : code(field.getDefault().asText());
  }

  private static String type(String name, JSONSchemaProps field) {
    if (NATIVE.containsKey(name)) {
      return NATIVE.get(name);
    }
    if (!field.getEnum().isEmpty()) {
      return String.join(
          ", ", field.getEnum().stream().map(value -> code(value.asText())).toList());
    }
    if ("array".equals(field.getType())) {
      return "list of " + field.getItems().getSchema().getType();
    }
    return switch (field.getFormat() == null ? "" : field.getFormat()) {
      case "date-time" -> "time (RFC 3339)";
      case "int64" -> "integer, 64 bits" + bounds(field);
      default -> field.getType() + bounds(field);
    };
  }

  private static String bounds(JSONSchemaProps field) {
    if (field.getMaxLength() != null) {
      String least = field.getMinLength() == null ? "at most " : field.getMinLength() + " to ";
      return ", " + least + field.getMaxLength() + " characters";
    }
    if (field.getMinimum() == null) {
      return "";
    }
    return field.getMaximum() == null
        ? ", " + number(field.getMinimum()) + " or more"
        : ", " + number(field.getMinimum()) + " to " + number(field.getMaximum());
  }

  private static String number(Double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }

  // --- rules

  private void rules(String path, JSONSchemaProps schema) {
    for (ValidationRule rule : schema.getXKubernetesValidations()) {
      String field = path + (rule.getFieldPath() == null ? "" : rule.getFieldPath());
      row(List.of(code(field.replaceFirst("^\\.", "")), code(rule.getRule()), escaped(says(rule))));
    }
    schema.getProperties().forEach((name, field) -> rules(path + "." + name, field));
  }

  /** The values in it are what was written, which here is nothing yet. */
  private static String says(ValidationRule rule) {
    return rule.getMessage() != null
        ? rule.getMessage()
        : FORMATTED.matcher(rule.getMessageExpression()).replaceAll("$1").replaceAll("%[ds]", "…");
  }

  private void column(CustomResourceColumnDefinition column) {
    boolean wide = column.getPriority() != null && column.getPriority() > 0;
    row(List.of(column.getName(), code(column.getJsonPath()), wide ? "with `-o wide`" : ""));
  }

  // --- text

  private static String code(String text) {
    return "`" + escaped(text) + "`";
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|");
  }
}
