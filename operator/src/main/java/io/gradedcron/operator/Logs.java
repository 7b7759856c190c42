package io.gradedcron.operator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the operator logs, to stdout: as lines of text or of JSON, and from which level on.
 *
 * <p>The level is that of the operator's own lines. Libraries show their warnings, and at {@code
 * debug} what they call information: at the same level their many lines would bury ours, and
 * further down the HTTP client writes tokens.
 *
 * @param format what a line looks like
 * @param level from which level on the operator's own lines are written
 */
record Logs(OperatorOptions.LogFormat format, OperatorOptions.LogLevel level) {

  /** Makes the process log this way from now on; to be called before other threads log. */
  void apply() {
    apply((LoggerContext) LoggerFactory.getILoggerFactory());
  }

  void apply(LoggerContext context) {
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(librariesLevel());
    context.getLogger("io.gradedcron").setLevel(ownLevel());
    // The appender of our own logback.xml; who brings another configuration has chosen a format.
    if (format == OperatorOptions.LogFormat.json
        && root.getAppender("stdout") instanceof ConsoleAppender<ILoggingEvent> stdout) {
      JsonLines encoder = new JsonLines();
      encoder.setContext(context);
      encoder.start();
      stdout.setEncoder(encoder);
    }
  }

  private Level ownLevel() {
    return switch (level) {
      case warn -> Level.WARN;
      case info -> Level.INFO;
      case debug -> Level.DEBUG;
    };
  }

  private Level librariesLevel() {
    return level == OperatorOptions.LogLevel.debug ? Level.INFO : Level.WARN;
  }
}
