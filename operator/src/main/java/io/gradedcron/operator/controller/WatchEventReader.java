package io.gradedcron.operator.controller;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserSequence;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.WatchEvent;
import java.io.IOException;
import java.util.Map;

/**
 * Reads the events of a watch straight into the types of their objects. The client makes a tree of
 * each object first, and reads that again once it knows the object's kind; but an API server says
 * the kind first. In a burst that halves what an event costs. Any thread.
 */
public final class WatchEventReader extends StdDeserializer<WatchEvent> {
  private static final long serialVersionUID = 1L;

  private final transient Map<Kind, Class<? extends KubernetesResource>> types;

  /**
   * A kind of objects.
   *
   * @param apiVersion group and version, as objects have it
   */
  public record Kind(String apiVersion, String kind) {}

  /**
   * Makes a reader.
   *
   * @param types of the kinds that come by the thousand; all others are read as the client would
   */
  public WatchEventReader(Map<Kind, Class<? extends KubernetesResource>> types) {
    super(WatchEvent.class);
    this.types = Map.copyOf(types);
  }

  @Override
  public WatchEvent deserialize(JsonParser in, DeserializationContext context) throws IOException {
    WatchEvent event = new WatchEvent();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      JsonToken value = in.nextToken();
      if (field.equals("type")) {
        event.setType(in.getValueAsString());
      } else if (field.equals("object") && value == JsonToken.START_OBJECT) {
        event.setObject(object(in, context));
      } else {
        in.skipChildren();
      }
    }
    return event;
  }

  private KubernetesResource object(JsonParser in, DeserializationContext context)
      throws IOException {
    String apiVersion = null;
    String kind = null;
    try (TokenBuffer head = new TokenBuffer(in, context)) {
      head.writeStartObject();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String field = in.currentName();
        if (field.equals("apiVersion")) {
          apiVersion = in.nextTextValue();
        } else if (field.equals("kind")) {
          kind = in.nextTextValue();
        } else {
          break;
        }
        head.writeFieldName(field);
        head.copyCurrentStructure(in);
      }
      Class<? extends KubernetesResource> type = types.get(new Kind(apiVersion, kind));
      if (type != null) {
        // Both fields have these values from the start.
        return context.readValue(in, type);
      }
      JsonParser whole = JsonParserSequence.createFlattened(true, head.asParser(in), in);
      whole.nextToken();
      return context.readValue(whole, KubernetesResource.class);
    }
  }
}
