package io.gradedcron.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrdFilesTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", "."), "..", "crds").normalize();

  @Test
  void theCommittedFilesAreThoseThatFollowFromTheClasses() throws IOException {
    for (Map.Entry<String, String> file : CrdFiles.generate().entrySet()) {
      Path path = FOLDER.resolve(file.getKey());
      if (Boolean.getBoolean("crds.write")) {
        Files.createDirectories(FOLDER);
        Files.writeString(path, file.getValue());
      }
      assertThat(path)
          .as("a class of the API has changed: run make crds and commit crds/")
          .hasContent(file.getValue());
    }
  }
}
