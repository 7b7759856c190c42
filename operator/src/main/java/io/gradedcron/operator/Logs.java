package io.gradedcron.operator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the operator logs, to stdout: as lines of text or of JSON, and from which level on.
 *
 * <p>The level is that of the operator's own lines. Libraries are one step quieter at {@code debug}
 * and {@code trace}, and show their warnings only at {@code info}: at the same level their many
 * lines would bury ours, and at {@code trace} the HTTP client writes tokens.
 */
final class Logs {
  private static final Map<String, Level> OWN_LEVELS =
      Map.of(
          "error", Level.ERROR,
          "warn", Level.WARN,
          "info", Level.INFO,
          "debug", Level.DEBUG,
          "trace", Level.TRACE);
  private static final Map<Level, Level> LIBRARY_LEVELS =
      Map.of(
          Level.ERROR, Level.ERROR,
          Level.WARN, Level.WARN,
          Level.INFO, Level.WARN,
          Level.DEBUG, Level.INFO,
          Level.TRACE, Level.DEBUG);

  private final boolean json;
  private final Level level;

  /**
   * Checks the two options' values, in upper or lower case.
   *
   * @param format {@code text} or {@code json}
   * @param level {@code error}, {@code warn}, {@code info}, {@code debug} or {@code trace}
   * @throws IllegalArgumentException naming the option, the value and what would be right
   */
  Logs(String format, String level) {
    this.json =
        switch (format.toLowerCase(Locale.ROOT)) {
          case "text" -> false;
          case "json" -> true;
          default ->
              throw new IllegalArgumentException(
                  "--log-format is text or json, not '" + format + "'");
        };
    this.level = OWN_LEVELS.get(level.toLowerCase(Locale.ROOT));
    if (this.level == null) {
      throw new IllegalArgumentException(
          "--log-level is error, warn, info, debug or trace, not '" + level + "'");
    }
  }

  /** Makes the process log this way from now on; to be called before other threads log. */
  void apply() {
    apply((LoggerContext) LoggerFactory.getILoggerFactory());
  }

  void apply(LoggerContext context) {
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(LIBRARY_LEVELS.get(level));
    context.getLogger("io.gradedcron").setLevel(level);
    // The appender of our own logback.xml; who brings another configuration has chosen a format.
    if (json && root.getAppender("stdout") instanceof ConsoleAppender<ILoggingEvent> stdout) {
      JsonLines encoder = new JsonLines();
      encoder.setContext(context);
      encoder.start();
      stdout.setEncoder(encoder);
    }
  }
}
