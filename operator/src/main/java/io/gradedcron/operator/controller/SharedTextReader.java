package io.gradedcron.operator.controller;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JacksonStdImpl;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import java.io.IOException;

/**
 * Reads texts, and hands out one object for equal ones: objects of a cluster have namespaces,
 * zones, reasons and times in common. Any thread.
 */
// Jackson reads values of no type without recursion only beside the standard reader of texts, and
// what it reads may be nested thousands deep.
@JacksonStdImpl
public final class SharedTextReader extends StdScalarDeserializer<String> {
  private static final long serialVersionUID = 1L;
  private static final int POOL = 1 << 13;

  /** Longer ones are scripts and messages, which nothing else equals. */
  private static final int LONGEST_SHARED = 64;

  private final transient ValuePool<String> pool = new ValuePool<>(POOL);

  /** Makes a reader with a pool of its own. */
  public SharedTextReader() {
    super(String.class);
  }

  @Override
  public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    String text = StringDeserializer.instance.deserialize(parser, context);
    return text == null || text.length() > LONGEST_SHARED ? text : pool.shared(text);
  }
}
