package io.gradedcron.operator.api;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import java.io.IOException;
import java.util.Arrays;

/**
 * A Job template, kept as its JSON: a tenth of what its Java objects take, of which a schedule has
 * some forty and needs none before a slot is due. Immutable; any thread.
 */
@JsonDeserialize(using = JobTemplateReader.class)
public final class JobTemplate {
  /** The key of an annotation may be as long as the largest object that an API server takes. */
  private static final int LONGEST_NAME = 1 << 22;

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNameLength(LONGEST_NAME).build())
              .build());
  private static final ObjectReader READER = JSON.readerFor(JobTemplateSpec.class);
  private static final ObjectWriter WRITER = JSON.writerFor(JobTemplateSpec.class);

  private final byte[] json;
  private final boolean hasPod;

  private JobTemplate(byte[] json, boolean hasPod) {
    this.json = json;
    this.hasPod = hasPod;
  }

  /**
   * Returns the template that holds these values.
   *
   * @throws IllegalArgumentException if they cannot be written as JSON
   */
  public static JobTemplate of(JobTemplateSpec template) {
    try {
      return new JobTemplate(
          WRITER.writeValueAsBytes(template),
          template.getSpec() != null && template.getSpec().getTemplate() != null);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a template that can't be written as JSON", e);
    }
  }

  /** Returns the template as objects that are the caller's own: it costs a parse, each time. */
  @JsonValue
  public JobTemplateSpec read() {
    try {
      return READER.readValue(json);
    } catch (IOException e) {
      throw new IllegalStateException("a template that was written here can't be read", e);
    }
  }

  /** Returns it as JSON, in UTF-8: a copy, the caller's own. */
  public byte[] json() {
    return json.clone();
  }

  /** Returns true if it says what a Job's pods are. */
  public boolean hasPod() {
    return hasPod;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JobTemplate that && Arrays.equals(json, that.json);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(json);
  }

  @Override
  public String toString() {
    return read().toString();
  }
}
