package io.gradedcron.operator.cli;

/** A command cannot do what it was asked for: the message is the one line that says why. */
final class PluginException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PluginException(String message) {
    super(message);
  }

  PluginException(String message, Throwable cause) {
    super(message, cause);
  }
}
