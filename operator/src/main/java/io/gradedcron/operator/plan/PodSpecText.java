package io.gradedcron.operator.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.fabric8.kubernetes.api.model.Toleration;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Writes a template's pod spec with what is laid down for its level. What holds something else than
 * it should is left for the API server to refuse.
 */
final class PodSpecText {
  private static final String PRIORITY_CLASS = "priorityClassName";
  private static final String NODE_SELECTOR = "nodeSelector";
  private static final String TOLERATIONS = "tolerations";

  /** What a class would set: where the template does it, the API server would refuse the pods. */
  private static final Set<String> RANK = Set.of("priority", "preemptionPolicy");

  private PodSpecText() {}

  /** Copies the object that the parser stands at the start of. */
  static void copy(JsonParser in, JsonGenerator out, LevelProfile level) throws IOException {
    Set<String> ours = fields(level);
    out.writeStartObject();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      JsonToken value = in.nextToken();
      if (RANK.contains(field) && value != JsonToken.VALUE_NULL) {
        ours.remove(PRIORITY_CLASS);
      }
      if (!ours.contains(field)) {
        out.writeFieldName(field);
        out.copyCurrentStructure(in);
      } else if (!namesNothing(in, value)) {
        ours.remove(field);
        out.writeFieldName(field);
        if (field.equals(NODE_SELECTOR) && value == JsonToken.START_OBJECT) {
          selecting(in, out, level.nodeSelector());
        } else if (field.equals(TOLERATIONS) && value == JsonToken.START_ARRAY) {
          tolerating(in, out, level);
        } else {
          out.copyCurrentStructure(in);
        }
      }
    }
    if (ours.contains(PRIORITY_CLASS)) {
      out.writeStringField(PRIORITY_CLASS, level.priorityClassName().orElseThrow());
    }
    if (ours.contains(NODE_SELECTOR)) {
      out.writeFieldName(NODE_SELECTOR);
      JobText.write(out, level.nodeSelector());
    }
    if (ours.contains(TOLERATIONS)) {
      out.writeArrayFieldStart(TOLERATIONS);
      write(out, level);
    }
    out.writeEndObject();
  }

  private static Set<String> fields(LevelProfile level) {
    Set<String> fields = new HashSet<>();
    if (level.priorityClassName().isPresent()) {
      fields.add(PRIORITY_CLASS);
    }
    if (!level.nodeSelector().isEmpty()) {
      fields.add(NODE_SELECTOR);
    }
    if (!level.tolerations().isEmpty()) {
      fields.add(TOLERATIONS);
    }
    return fields;
  }

  private static boolean namesNothing(JsonParser in, JsonToken value) throws IOException {
    return value == JsonToken.VALUE_NULL
        || (value == JsonToken.VALUE_STRING && in.getText().isEmpty());
  }

  private static void selecting(JsonParser in, JsonGenerator out, Map<String, String> ours)
      throws IOException {
    Set<String> theirs = new HashSet<>();
    out.writeStartObject();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      theirs.add(in.currentName());
      out.writeFieldName(in.currentName());
      in.nextToken();
      out.copyCurrentStructure(in);
    }
    for (Map.Entry<String, String> label : ours.entrySet()) {
      if (!theirs.contains(label.getKey())) {
        out.writeStringField(label.getKey(), label.getValue());
      }
    }
    out.writeEndObject();
  }

  private static void tolerating(JsonParser in, JsonGenerator out, LevelProfile level)
      throws IOException {
    out.writeStartArray();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      out.copyCurrentStructure(in);
    }
    write(out, level);
  }

  /** Ends the array, too. */
  private static void write(JsonGenerator out, LevelProfile level) throws IOException {
    for (Toleration toleration : level.tolerations()) {
      out.writeStartObject();
      writeIfThere(out, "key", toleration.getKey());
      writeIfThere(out, "operator", toleration.getOperator());
      writeIfThere(out, "value", toleration.getValue());
      writeIfThere(out, "effect", toleration.getEffect());
      if (toleration.getTolerationSeconds() != null) {
        out.writeNumberField("tolerationSeconds", toleration.getTolerationSeconds());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeIfThere(JsonGenerator out, String field, String value)
      throws IOException {
    if (value != null) {
      out.writeStringField(field, value);
    }
  }
}
