package io.gradedcron.operator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CrdFilesTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", "."), "..", "crds").normalize();
  private static final Map<String, String> FILES = CrdFiles.generate();

  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final CustomResourceDefinition schedules = crd("gradedcronjobs.gradedcron.io.yaml");
  private final CustomResourceDefinition degradations = crd("degradations.gradedcron.io.yaml");

  @Test
  void theCommittedFilesAreThoseThatFollowFromTheClasses() throws IOException {
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      Path path = FOLDER.resolve(file.getKey());
      if (Boolean.getBoolean("crds.write")) {
        Files.createDirectories(FOLDER);
        Files.writeString(path, file.getValue());
      }
      assertThat(path)
          .as("a class of the API has changed: run make crds and commit crds/")
          .hasContent(file.getValue());
    }
    try (var committed = Files.list(FOLDER)) {
      assertThat(committed.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(FILES.keySet());
    }
  }

  @Test
  void clientSideApplyHasRoomForItsAnnotation() {
    for (CustomResourceDefinition crd : List.of(schedules, degradations)) {
      // All annotations of an object together may have 256 KiB; a quarter stays free.
      assertThat(serialization.asJson(crd).getBytes(UTF_8)).hasSizeLessThan(192 * 1024);
    }
  }

  @Test
  void namesScopesAndColumnsAreThoseOfTheContract() {
    assertThat(schedules.getSpec().getScope()).isEqualTo("Namespaced");
    assertThat(schedules.getSpec().getNames().getShortNames()).containsExactly("gcj");
    assertThat(schedules.getSpec().getNames().getCategories()).containsExactly("all");
    assertThat(columns(schedules))
        .containsExactly("Level", "Schedule", "State", "Active", "Last", "Next", "Age");

    assertThat(degradations.getSpec().getScope()).isEqualTo("Cluster");
    assertThat(degradations.getSpec().getNames().getShortNames()).containsExactly("degr");
    assertThat(columns(degradations))
        .containsExactly(
            "Level", "Active", "Drained", "Matched", "Held", "Running", "Stopped", "Until",
            "Reason", "Age");

    for (CustomResourceDefinition crd : List.of(schedules, degradations)) {
      CustomResourceDefinitionVersion version = crd.getSpec().getVersions().get(0);
      assertThat(crd.getSpec().getGroup()).isEqualTo("gradedcron.io");
      assertThat(version.getName()).isEqualTo("v1");
      assertThat(version.getServed()).isTrue();
      assertThat(version.getStorage()).isTrue();
      assertThat(version.getSubresources().getStatus()).isNotNull();
      assertThat(root(crd).getRequired()).containsExactly("spec");
    }
  }

  @Test
  void everyFieldOfOursHasADescription() {
    for (CustomResourceDefinition crd : List.of(schedules, degradations)) {
      List<String> silent = new ArrayList<>();
      root(crd)
          .getProperties()
          .forEach(
              (name, part) -> {
                if (!name.equals("metadata")) {
                  collectSilent(name, part, silent);
                }
              });
      assertThat(silent).isEmpty();
    }
  }

  @Test
  void theDefaultsOfTheSchemaAreThoseOfTheClasses() {
    GradedCronJob schedule =
        serialization.unmarshal("kind: GradedCronJob\nspec: {}", GradedCronJob.class);
    Degradation degradation =
        serialization.unmarshal("kind: Degradation\nspec: {recurring: {}}", Degradation.class);

    assertThat(defaults(spec(schedules)))
        .containsExactlyInAnyOrder(
            "timeZone",
            "suspend",
            "concurrencyPolicy",
            "heldRunPolicy",
            "spreadSeconds",
            "successfulJobsHistoryLimit",
            "failedJobsHistoryLimit");
    assertDefaults(spec(schedules), tree(schedule.getSpec()));
    assertThat(defaults(spec(degradations))).containsExactlyInAnyOrder("level", "actions");
    assertDefaults(spec(degradations), tree(degradation.getSpec()));
    assertDefaults(
        spec(degradations).getProperties().get("actions"),
        tree(degradation.getSpec()).get("actions"));
    assertDefaults(
        spec(degradations).getProperties().get("recurring"),
        tree(degradation.getSpec()).get("recurring"));
  }

  /** Both ways: no default of the schema that the classes lack, and none the other way round. */
  private static void assertDefaults(JSONSchemaProps schema, JsonNode filledIn) {
    Set<String> filled = new TreeSet<>();
    filledIn.fieldNames().forEachRemaining(filled::add);
    filled.removeIf(
        name ->
            schema.getProperties().get(name).getDefault() == null && filledIn.get(name).isObject());
    assertThat(filled).isEqualTo(defaults(schema));
    for (String name : filled) {
      assertThat(filledIn.get(name))
          .as(name)
          .isEqualTo(schema.getProperties().get(name).getDefault());
    }
  }

  private static Set<String> defaults(JSONSchemaProps schema) {
    Set<String> names = new TreeSet<>();
    schema
        .getProperties()
        .forEach(
            (name, child) -> {
              if (child.getDefault() != null) {
                names.add(name);
              }
            });
    return names;
  }

  private static void collectSilent(String path, JSONSchemaProps schema, List<String> silent) {
    if (schema.getDescription() == null || schema.getDescription().isBlank()) {
      silent.add(path);
    }
    // Kubernetes' own types are without: with theirs, the file would be too big to apply.
    if (!path.matches(".*\\.(jobTemplate|namespaceSelector|selector)")) {
      schema
          .getProperties()
          .forEach((name, child) -> collectSilent(path + "." + name, child, silent));
    }
  }

  private CustomResourceDefinition crd(String file) {
    return serialization.unmarshal(FILES.get(file), CustomResourceDefinition.class);
  }

  private JsonNode tree(Object value) {
    return serialization.convertValue(value, JsonNode.class);
  }

  private static JSONSchemaProps root(CustomResourceDefinition crd) {
    return crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
  }

  private static JSONSchemaProps spec(CustomResourceDefinition crd) {
    return root(crd).getProperties().get("spec");
  }

  private static List<String> columns(CustomResourceDefinition crd) {
    return crd.getSpec().getVersions().get(0).getAdditionalPrinterColumns().stream()
        .map(CustomResourceColumnDefinition::getName)
        .toList();
  }
}
