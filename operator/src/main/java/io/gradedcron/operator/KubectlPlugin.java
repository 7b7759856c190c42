package io.gradedcron.operator;

import io.gradedcron.operator.cli.Plugin;
import java.time.Clock;

/** The kubectl plugin's program: what {@code kubectl-gradedcron} starts. */
public final class KubectlPlugin {
  private KubectlPlugin() {}

  /** Starts the program. */
  public static void main(String[] arguments) {
    // Before anything logs: standard output is the answer's alone.
    System.setProperty("logback.configurationFile", "logback-plugin.xml");
    Main.keepNettyFromUnsafe();
    System.exit(
        new Plugin(ApiClient::of, Clock.systemUTC(), Main.Version.number()).execute(arguments));
  }
}
