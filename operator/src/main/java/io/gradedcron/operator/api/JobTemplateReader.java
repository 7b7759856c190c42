package io.gradedcron.operator.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.batch.v1.JobTemplateSpec;
import java.io.IOException;

/**
 * Reads a Job template, or nothing where the Java types cannot hold it: an object that the client
 * fails to read ends the watch of all objects, and with it the operator. Stateless; any thread.
 */
public final class JobTemplateReader extends JsonDeserializer<JobTemplate> {
  @Override
  public JobTemplate deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    JsonNode template = context.readTree(parser);
    try {
      return JobTemplate.of(context.readTreeAsValue(template, JobTemplateSpec.class));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      // The schedule shows as invalid, for it has no template then.
      return null;
    }
  }
}
