package io.gradedcron.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradedcron.operator.OperatorOptions.LogFormat;
import io.gradedcron.operator.OperatorOptions.LogLevel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

class LogsTest {
  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Logger own = context.getLogger("io.gradedcron.operator.runs");
  private final Logger library = context.getLogger("io.fabric8.kubernetes.client.Watch");

  @BeforeEach
  void configureAsTheProcessDoes() throws Exception {
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Logs.class.getResource("/logback.xml"));
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void aLineOfTextHasTheTimeInUtcTheLevelTheMessageAndTheFields() {
    apply(LogFormat.text, LogLevel.info);
    own.atInfo().addKeyValue("level", 1).addKeyValue("schedule", "shop/callbacks").log("held");
    assertThat(text())
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  held level=1"
                + " schedule=shop/callbacks\\R");
    assertThat(Instant.parse(text().substring(0, 24)))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
  }

  @Test
  void aLineWithoutFieldsEndsWithItsMessage() {
    apply(LogFormat.text, LogLevel.info);
    own.info("leading");
    assertThat(text()).matches(".{24} INFO  leading\\R");
  }

  @Test
  void whatAUserWritesCannotBeginALineOfItsOwn() {
    apply(LogFormat.text, LogLevel.info);
    own.atInfo().addKeyValue("reason", "sale\r\n2026-11-23T12:00:00.000Z ERROR forged").log("held");
    assertThat(text())
        .matches(".{24} INFO  held reason=sale 2026-11-23T12:00:00.000Z ERROR forged\\R");
  }

  @Test
  void aLibrarysLineNamesItsClass() {
    apply(LogFormat.text, LogLevel.info);
    library.warn("closed");
    assertThat(text()).matches(".{24} WARN  io.fabric8.kubernetes.client.Watch: closed\\R");
  }

  @Test
  void aLineOfJsonHasTheFieldsApartFromItsOwn() throws Exception {
    apply(LogFormat.json, LogLevel.info);
    own.atInfo()
        .addKeyValue("level", 1)
        .addKeyValue("schedule", "shop/callbacks")
        .addKeyValue("latencyMs", 12L)
        .addKeyValue("first", true)
        .addKeyValue("until", (Object) null)
        .log("said \"held\"\nand more");
    assertThat(text()).endsWith("}\n").containsOnlyOnce("\n");
    JsonNode line = new ObjectMapper().readTree(text());
    assertThat(line.get("timestamp").asText()).matches(".{19}\\.\\d{3}Z");
    assertThat(Instant.parse(line.get("timestamp").asText()))
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(line.get("level").asText()).isEqualTo("INFO");
    assertThat(line.get("logger").asText()).isEqualTo("io.gradedcron.operator.runs");
    assertThat(line.get("thread").asText()).isEqualTo(Thread.currentThread().getName());
    assertThat(line.get("message").asText()).isEqualTo("said \"held\"\nand more");
    assertThat(line.get("fields"))
        .hasToString(
            "{\"level\":1,\"schedule\":\"shop/callbacks\",\"latencyMs\":12,\"first\":true,"
                + "\"until\":null}");
    assertThat(line.has("error")).isFalse();
  }

  @Test
  void aFailureInJsonHasItsStackTraceInTheSameLine() throws Exception {
    apply(LogFormat.json, LogLevel.info);
    own.error("subscriber failed", new IllegalStateException("outer", new Exception("inner")));
    assertThat(text()).containsOnlyOnce("\n");
    JsonNode line = new ObjectMapper().readTree(text());
    assertThat(line.get("error").asText())
        .contains("IllegalStateException: outer", "Caused by: java.lang.Exception: inner", "at ");
    assertThat(line.has("fields")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"warn, WARN, WARN", "info, INFO, WARN", "debug, DEBUG, INFO"})
  void librariesAreQuieterThanTheOperator(LogLevel level, String ownLevel, String libraryLevel) {
    apply(LogFormat.text, level);
    assertThat(context.getLogger(own.getName()).getEffectiveLevel()).hasToString(ownLevel);
    assertThat(context.getLogger(library.getName()).getEffectiveLevel()).hasToString(libraryLevel);
  }

  @Test
  void whatIsNotConfiguredLogsAsInfo() {
    assertThat(context.getLogger(own.getName()).getEffectiveLevel()).hasToString("INFO");
    assertThat(context.getLogger(library.getName()).getEffectiveLevel()).hasToString("WARN");
  }

  private void apply(LogFormat format, LogLevel level) {
    new Logs(format, level).apply(context);
    ConsoleAppender<ILoggingEvent> stdout =
        (ConsoleAppender<ILoggingEvent>)
            context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stdout");
    assertThat(stdout.getTarget()).isEqualTo("System.out");
    stdout.setOutputStream(written);
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
