package io.gradedcron.operator;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;

/**
 * Writes a log event as one line of JSON: {@code timestamp} (ISO, UTC, to the millisecond), {@code
 * level}, {@code logger}, {@code thread}, {@code message}, and where there are any {@code fields}
 * and {@code error} (the stack trace).
 *
 * <p>Logback's own JsonEncoder writes the pairs as a list of objects with one key each, which log
 * stores can't index by key. They have an object of their own here because a pair may be called as
 * the line's own keys are: a schedule has a {@code level}, too.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
  private final JsonFactory json = new JsonFactory();
  private final DateTimeFormatter timestamps =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (JsonGenerator out = json.createGenerator(line)) {
      out.writeStartObject();
      out.writeStringField("timestamp", timestamps.format(event.getInstant()));
      out.writeStringField("level", event.getLevel().toString());
      out.writeStringField("logger", event.getLoggerName());
      out.writeStringField("thread", event.getThreadName());
      out.writeStringField("message", event.getFormattedMessage());
      writeFields(out, event.getKeyValuePairs());
      if (event.getThrowableProxy() != null) {
        out.writeStringField("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
      out.writeEndObject();
      out.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("a log line could not be written to memory", e);
    }
    return line.toByteArray();
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  private static void writeFields(JsonGenerator out, List<KeyValuePair> pairs) throws IOException {
    if (pairs == null) {
      return;
    }
    out.writeObjectFieldStart("fields");
    for (KeyValuePair pair : pairs) {
      out.writeFieldName(pair.key);
      if (pair.value instanceof Integer number) {
        out.writeNumber(number);
      } else if (pair.value instanceof Long number) {
        out.writeNumber(number);
      } else if (pair.value instanceof Boolean flag) {
        out.writeBoolean(flag);
      } else if (pair.value == null) {
        out.writeNull();
      } else {
        out.writeString(pair.value.toString());
      }
    }
    out.writeEndObject();
  }
}
