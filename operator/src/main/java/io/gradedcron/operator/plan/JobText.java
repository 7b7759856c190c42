package io.gradedcron.operator.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.gradedcron.operator.api.GradedCron;
import io.gradedcron.operator.api.GradedCronJob;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a slot's Job as JSON straight from its template's JSON, token by token: what a launch
 * sends. Any thread.
 */
public final class JobText {
  /**
   * A finished Job must outlive the status write that records its slot, else a new leader could
   * launch the slot again.
   */
  private static final int SHORTEST_TTL_SECONDS = 10;

  /** Unix seconds have ten digits from the year 2001 to 2286. */
  private static final Instant FULL_LENGTH_SLOT = Instant.ofEpochSecond(9_999_999_999L);

  private static final String METADATA = "metadata";
  private static final String LABELS = "labels";
  private static final String ANNOTATIONS = "annotations";
  private static final String SPEC = "spec";

  /** What it reads was written by this process, so that no bound protects anything. */
  private final JsonFactory json =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .build())
          .build();

  private final LevelProfiles levels;

  /** Makes one whose Jobs are what their templates say. */
  public JobText() {
    this(LevelProfiles.NONE);
  }

  /** Makes one that adds to each Job what is laid down for its level. */
  public JobText(LevelProfiles levels) {
    this.levels = levels;
  }

  /** Returns the name of a slot's Job: the slot's identity. */
  public static String runName(String schedule, Instant slot) {
    return schedule + "-" + slot.getEpochSecond();
  }

  /** Returns the labels that a Job and its pods have of us. */
  private static Map<String, String> labels(GradedCronJob schedule) {
    return Map.of(
        GradedCron.SCHEDULE_LABEL,
        schedule.getMetadata().getName(),
        GradedCron.LEVEL_LABEL,
        String.valueOf(schedule.getSpec().level()));
  }

  /** Returns a Job with the longest name that a slot can have, for a trial of the template. */
  public byte[] trial(GradedCronJob schedule) {
    return job(schedule, FULL_LENGTH_SLOT);
  }

  /** Returns the Job of a slot, as UTF-8. */
  public byte[] job(GradedCronJob schedule, Instant slot) {
    return write(schedule, slot).json();
  }

  /** Returns what the Jobs of all slots have in common. */
  public JobFrame frame(GradedCronJob schedule) {
    Written any = write(schedule, FULL_LENGTH_SLOT);
    return new JobFrame(any.json(), any.nameEnd(), any.slotEnd());
  }

  /**
   * A Job as it was written.
   *
   * @param nameEnd behind the last byte of its name
   * @param slotEnd behind the last byte of the annotation that says its slot
   */
  private record Written(byte[] json, int nameEnd, int slotEnd) {}

  private Written write(GradedCronJob schedule, Instant slot) {
    byte[] template = schedule.getSpec().jobTemplate().json();
    Map<String, String> ours = labels(schedule);
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(2 * template.length);
        JsonGenerator out = json.createGenerator(bytes);
        JsonParser in = json.createParser(template)) {
      Map<String, String> labels = Map.of();
      Map<String, String> annotations = Map.of();
      out.writeStartObject();
      out.writeStringField("apiVersion", "batch/v1");
      out.writeStringField("kind", "Job");
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String field = in.currentName();
        boolean isObject = in.nextToken() == JsonToken.START_OBJECT;
        if (field.equals(METADATA) && isObject) {
          while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            if (name.equals(LABELS)) {
              labels = strings(in);
            } else if (name.equals(ANNOTATIONS)) {
              annotations = strings(in);
            } else {
              in.skipChildren();
            }
          }
        } else if (field.equals(SPEC) && isObject) {
          out.writeFieldName(field);
          spec(in, out, ours, levels.of(schedule.getSpec().level()));
        } else {
          in.skipChildren();
        }
      }
      out.writeFieldName(METADATA);
      out.writeStartObject();
      out.writeStringField("name", runName(schedule.getMetadata().getName(), slot));
      int nameEnd = endOfText(out, bytes);
      out.writeFieldName(ANNOTATIONS);
      out.writeStartObject();
      Map<String, String> others = new HashMap<>(annotations);
      others.remove(GradedCron.SLOT_ANNOTATION);
      fields(out, others);
      out.writeStringField(GradedCron.SLOT_ANNOTATION, slot.toString());
      int slotEnd = endOfText(out, bytes);
      out.writeEndObject();
      metadata(out, schedule, merged(labels, ours));
      out.writeEndObject();
      out.writeEndObject();
      out.flush();
      return new Written(bytes.toByteArray(), nameEnd, slotEnd);
    } catch (IOException e) {
      throw new IllegalStateException("a template that was written as JSON can't be read", e);
    }
  }

  /** Reads an object of strings; empty where it is something else, as the Java types would. */
  private static Map<String, String> strings(JsonParser in) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      in.skipChildren();
      return Map.of();
    }
    boolean whole = true;
    Map<String, String> strings = new LinkedHashMap<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      JsonToken value = in.nextToken();
      whole &= value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NULL;
      strings.put(name, value == JsonToken.VALUE_STRING ? in.getText() : null);
      in.skipChildren();
    }
    return whole ? strings : Map.of();
  }

  private static Map<String, String> merged(Map<String, String> theirs, Map<String, String> ours) {
    Map<String, String> merged = new HashMap<>(theirs);
    merged.putAll(ours);
    return merged;
  }

  /** Returns where the text that was written last ends, before its quotation mark. */
  private static int endOfText(JsonGenerator out, ByteArrayBuilder bytes) throws IOException {
    out.flush();
    return bytes.size() - 1;
  }

  /** Writes what of the metadata is the same for all slots. */
  private static void metadata(
      JsonGenerator out, GradedCronJob schedule, Map<String, String> labels) throws IOException {
    out.writeStringField("namespace", schedule.getMetadata().getNamespace());
    out.writeFieldName(LABELS);
    write(out, labels);
    out.writeArrayFieldStart("ownerReferences");
    out.writeStartObject();
    out.writeStringField("apiVersion", GradedCron.API_VERSION);
    out.writeStringField("kind", schedule.getKind());
    out.writeStringField("name", schedule.getMetadata().getName());
    out.writeStringField("uid", schedule.getMetadata().getUid());
    out.writeBooleanField("controller", true);
    out.writeBooleanField("blockOwnerDeletion", true);
    out.writeEndObject();
    out.writeEndArray();
  }

  static void write(JsonGenerator out, Map<String, String> strings) throws IOException {
    out.writeStartObject();
    fields(out, strings);
    out.writeEndObject();
  }

  private static void fields(JsonGenerator out, Map<String, String> strings) throws IOException {
    for (Map.Entry<String, String> entry : strings.entrySet()) {
      out.writeStringField(entry.getKey(), entry.getValue());
    }
  }

  private static void spec(
      JsonParser in, JsonGenerator out, Map<String, String> ours, LevelProfile level)
      throws IOException {
    out.writeStartObject();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      JsonToken value = in.nextToken();
      out.writeFieldName(field);
      if (field.equals("ttlSecondsAfterFinished")
          && value == JsonToken.VALUE_NUMBER_INT
          && in.getNumberType() == NumberType.INT) {
        out.writeNumber(Math.max(in.getIntValue(), SHORTEST_TTL_SECONDS));
      } else if (field.equals("template") && value == JsonToken.START_OBJECT) {
        labelled(in, out, ours, level, METADATA, LABELS);
      } else {
        out.copyCurrentStructure(in);
      }
    }
    out.writeEndObject();
  }

  /**
   * Copies an object, with our labels in the object of this name inside it, and what is laid down
   * for the level in its pod's spec; where these hold something else, it is left for the API server
   * to refuse.
   */
  private static void labelled(
      JsonParser in,
      JsonGenerator out,
      Map<String, String> ours,
      LevelProfile level,
      String name,
      String... inside)
      throws IOException {
    boolean found = false;
    out.writeStartObject();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      boolean isObject = in.nextToken() == JsonToken.START_OBJECT;
      out.writeFieldName(field);
      found |= field.equals(name);
      if (field.equals(SPEC) && isObject && level.addsToPods()) {
        PodSpecText.copy(in, out, level);
      } else if (!field.equals(name) || !isObject) {
        out.copyCurrentStructure(in);
      } else if (inside.length > 0) {
        labelled(in, out, ours, LevelProfile.NONE, inside[0]);
      } else {
        added(in, out, ours);
      }
    }
    if (!found) {
      out.writeFieldName(name);
      if (inside.length > 0) {
        out.writeStartObject();
        out.writeFieldName(inside[0]);
      }
      write(out, ours);
      if (inside.length > 0) {
        out.writeEndObject();
      }
    }
    out.writeEndObject();
  }

  private static void added(JsonParser in, JsonGenerator out, Map<String, String> ours)
      throws IOException {
    out.writeStartObject();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String key = in.currentName();
      in.nextToken();
      if (ours.containsKey(key)) {
        in.skipChildren();
      } else {
        out.writeFieldName(key);
        out.copyCurrentStructure(in);
      }
    }
    for (Map.Entry<String, String> label : ours.entrySet()) {
      out.writeStringField(label.getKey(), label.getValue());
    }
    out.writeEndObject();
  }
}
