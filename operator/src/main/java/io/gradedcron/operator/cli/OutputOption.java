package io.gradedcron.operator.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.PrintWriter;
import java.time.Instant;
import picocli.CommandLine.Option;

/** How a command answers. Filled once, by picocli. */
final class OutputOption {
  /** For whom. */
  enum Format {
    /** For a person. */
    table,
    /** For a program. */
    json,
    /** For either. */
    yaml
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json|yaml",
      defaultValue = "table",
      description = "How to answer; default table.")
  private Format format;

  /** Prints an answer. */
  void print(Answer answer, PrintWriter out) {
    switch (format) {
      case table -> answer.print(out);
      case json -> out.println(json(answer.document()));
      case yaml -> out.print(Serialization.asYaml(mapper().valueToTree(answer.document())));
    }
    out.flush();
  }

  private static String json(Object document) {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
    try {
      return mapper().writer(printer).writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer that can't be written as JSON", e);
    }
  }

  private static ObjectMapper mapper() {
    return new ObjectMapper()
        .registerModule(new SimpleModule().addSerializer(Instant.class, new ToStringSerializer()))
        .setSerializationInclusion(JsonInclude.Include.NON_NULL);
  }
}
