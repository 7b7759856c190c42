package io.gradedcron.operator.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiPageTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..").normalize();
  private static final Path PAGE = ROOT.resolve("docs/api.md");

  @Test
  void thePageIsTheOneThatFollowsFromTheDefinitions() throws IOException {
    String page = ApiPage.of(definitions());
    if (Boolean.getBoolean("api.page.write")) {
      Files.writeString(PAGE, page);
    }

    assertThat(PAGE).as("crds/ has changed: run make crds and commit docs/api.md").hasContent(page);
  }

  @Test
  void itHasEachFieldWithItsTypeBoundsDefaultAndRule() throws IOException {
    assertThat(ApiPage.of(definitions()).lines())
        .contains("## GradedCronJob", "## Degradation")
        .anyMatch(line -> line.matches("\\| `spec.level` \\| integer \\| required \\| How .*"))
        .anyMatch(line -> line.startsWith("| `spec.spreadSeconds` | integer, 0 to 3600 | `0` | "))
        .anyMatch(
            line ->
                line.startsWith(
                    "| `spec.recurring.duration` | string, 2 to 32 characters | required | "))
        .anyMatch(line -> line.startsWith("| `spec.until` | time (RFC 3339) |  | "))
        .anyMatch(line -> line.startsWith("| `status.lastSkipped.reason` | string | "))
        .anyMatch(
            line -> line.startsWith("| `metadata.name` | `size(self.metadata.name) <= 52` | "))
        .anyMatch(line -> line.startsWith("| `spec.level` | `self != 1` | level is 1, but core "))
        .contains("| Matched | `.status.matched` | with `-o wide` |");
  }

  private static List<CustomResourceDefinition> definitions() throws IOException {
    KubernetesSerialization yaml = new KubernetesSerialization();
    List<CustomResourceDefinition> definitions = new ArrayList<>();
    for (String name : List.of("gradedcronjobs", "degradations")) {
      String text = Files.readString(ROOT.resolve("crds/" + name + ".gradedcron.io.yaml"));
      definitions.add(yaml.unmarshal(text, CustomResourceDefinition.class));
    }
    return definitions;
  }
}
